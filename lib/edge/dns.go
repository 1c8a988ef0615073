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

// zones are the hosted zones in which records are created, by their ids. The configuration names them, so nothing is looked up.
type zones map[string]awsroute53.IHostedZone

// of returns the zone of one of the site's names. The first one, in most cases the domain's, has a short id in the tree of constructs.
func (z zones) of(scope constructs.Construct, host config.HostName) awsroute53.IHostedZone {
	if z[host.HostedZoneID] == nil {
		id := "Zone"
		if len(z) > 0 {
			id += "-" + host.HostedZoneID
		}
		z[host.HostedZoneID] = awsroute53.HostedZone_FromHostedZoneAttributes(scope, jsii.String(id), &awsroute53.HostedZoneAttributes{
			HostedZoneId: jsii.String(host.HostedZoneID), ZoneName: jsii.String(host.ZoneName),
		})
	}
	return z[host.HostedZoneID]
}

// newRecords points the site's names at the distribution, for IPv4 and IPv6, but not those whose records someone else creates.
func newRecords(scope constructs.Construct, zones zones, edge config.Edge, distribution awscloudfront.Distribution) {
	target := awsroute53.RecordTarget_FromAlias(awsroute53targets.NewCloudFrontTarget(distribution))
	for i, host := range edge.Hosts() {
		if host.IsManual() {
			continue
		}
		suffix := "" // of the domain's own records
		if i > 0 {
			suffix = "-" + host.Name
		}
		zone, name := zones.of(scope, host), absolute(host.Name)
		awsroute53.NewARecord(scope, jsii.String("Ipv4"+suffix), &awsroute53.ARecordProps{Zone: zone, RecordName: name, Target: target})
		awsroute53.NewAaaaRecord(scope, jsii.String("Ipv6"+suffix), &awsroute53.AaaaRecordProps{Zone: zone, RecordName: name, Target: target})
	}
}

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

// NewOriginRecord points the origin's name at the load balancer. Where someone else creates the records, CloudFront uses the load
// balancer's own name.
func NewOriginRecord(
	scope constructs.Construct, id string, domain config.Domain, balancer awselasticloadbalancingv2.IApplicationLoadBalancer,
) {
	if domain.ManualRecords {
		return
	}
	scope = constructs.NewConstruct(scope, jsii.String(id))
	awsroute53.NewARecord(scope, jsii.String("Ipv4"), &awsroute53.ARecordProps{
		Zone: zones{}.of(scope, ofDomain(domain)), RecordName: absolute(domain.OriginName()),
		Target: awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(balancer, nil)),
	})
}

func ofDomain(domain config.Domain) config.HostName {
	return config.HostName{Name: domain.Name, ZoneName: domain.ZoneName, HostedZoneID: domain.HostedZoneID}
}

// absolute ends a name with a dot. Without it the construct would append the zone's name to a name that does not end in it.
func absolute(name string) *string { return jsii.String(name + ".") }
