package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// viewerCertificate returns the certificate for the site's names: an existing one, or a new one that records in their zones validate.
func viewerCertificate(scope constructs.Construct, zones zones, edge config.Edge) awscertificatemanager.ICertificate {
	if arn := edge.Domain.CertificateARN; arn != "" {
		return awscertificatemanager.Certificate_FromCertificateArn(scope, jsii.String("ExistingCertificate"), jsii.String(arn))
	}
	validated := map[string]awsroute53.IHostedZone{}
	for _, host := range edge.Hosts() {
		validated[host.Name] = zones.of(scope, host)
	}
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String(edge.Domain.Name),
		SubjectAlternativeNames: alternatives(edge.HostNames()[1:]),
		Validation:              awscertificatemanager.CertificateValidation_FromDnsMultiZone(&validated),
	})
}

// alternatives are the further names of a certificate; nil if there are none.
func alternatives(names []string) *[]*string {
	if len(names) == 0 {
		return nil
	}
	return jsii.Strings(names...)
}

// NewOriginCertificate returns the load balancer's certificate. It also holds the public name, because CloudFront forwards the viewer's
// Host header and checks the certificate against either name. An existing one for viewers does not serve: it is in us-east-1, and holds
// no origin.<name>. Where someone else creates the records, there is no origin.<name>, and the existing certificate holds the site's names.
func NewOriginCertificate(scope constructs.Construct, id string, domain config.Domain) awscertificatemanager.ICertificate {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	if domain.ManualRecords {
		return awscertificatemanager.Certificate_FromCertificateArn(
			scope, jsii.String("ExistingCertificate"), jsii.String(domain.OriginCertificateARN))
	}
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String(domain.OriginName()),
		SubjectAlternativeNames: jsii.Strings(domain.Name),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zones{}.of(scope, ofDomain(domain))),
	})
}
