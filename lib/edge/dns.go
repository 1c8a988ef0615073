package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// hostedZone returns the hosted zone of a domain. The configuration names it, so nothing is looked up.
func hostedZone(scope constructs.Construct, domain config.Domain) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String(domain.HostedZoneID), ZoneName: jsii.String(domain.ZoneName),
	})
}

// newRecords points the site's names at the distribution, for IPv4 and IPv6.
func newRecords(scope constructs.Construct, zone awsroute53.IHostedZone, edge config.Edge, distribution awscloudfront.Distribution) {
	target := awsroute53.RecordTarget_FromAlias(awsroute53targets.NewCloudFrontTarget(distribution))
	for i, host := range edge.HostNames() {
		suffix := "" // of the domain's own records
		if i > 0 {
			suffix = "-" + host
		}
		name := absolute(host)
		awsroute53.NewARecord(scope, jsii.String("Ipv4"+suffix), &awsroute53.ARecordProps{Zone: zone, RecordName: name, Target: target})
		awsroute53.NewAaaaRecord(scope, jsii.String("Ipv6"+suffix), &awsroute53.AaaaRecordProps{Zone: zone, RecordName: name, Target: target})
	}
}

// viewerCertificate returns the certificate for the site's names: an existing one, or a new one that records in the zone validate.
func viewerCertificate(scope constructs.Construct, zone awsroute53.IHostedZone, edge config.Edge) awscertificatemanager.ICertificate {
	if arn := edge.Domain.CertificateARN; arn != "" {
		return awscertificatemanager.Certificate_FromCertificateArn(scope, jsii.String("ExistingCertificate"), jsii.String(arn))
	}
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String(edge.Domain.Name),
		SubjectAlternativeNames: alternatives(edge.Aliases),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
	})
}

// alternatives are the further names of a certificate; nil if there are none.
func alternatives(names []string) *[]*string {
	if len(names) == 0 {
		return nil
	}
	return jsii.Strings(names...)
}

// NewOriginCertificate builds the load balancer's certificate. It also holds the public name, because CloudFront forwards the viewer's
// Host header and checks the certificate against either name. There is no existing certificate in its place: one for viewers is in
// us-east-1, and holds no origin.<name>.
func NewOriginCertificate(scope constructs.Construct, id string, domain config.Domain) awscertificatemanager.Certificate {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String(domain.OriginName()),
		SubjectAlternativeNames: jsii.Strings(domain.Name),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(hostedZone(scope, domain)),
	})
}

// NewOriginRecord points the origin's name at the load balancer.
func NewOriginRecord(
	scope constructs.Construct, id string, domain config.Domain, balancer awselasticloadbalancingv2.IApplicationLoadBalancer,
) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	awsroute53.NewARecord(scope, jsii.String("Ipv4"), &awsroute53.ARecordProps{
		Zone: hostedZone(scope, domain), RecordName: absolute(domain.OriginName()),
		Target: awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(balancer, nil)),
	})
}

// absolute ends a name with a dot. Without it the construct would append the zone's name to a name that does not end in it.
func absolute(name string) *string { return jsii.String(name + ".") }
