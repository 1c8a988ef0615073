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

// Zone is the hosted zone of a domain, named by the configuration; nothing is looked up.
func Zone(scope constructs.Construct, domain config.Domain) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String(domain.HostedZoneID), ZoneName: jsii.String(domain.ZoneName),
	})
}

// newRecords points the domain at the distribution, for IPv4 and IPv6.
func newRecords(scope constructs.Construct, zone awsroute53.IHostedZone, domain config.Domain, distribution awscloudfront.Distribution) {
	target := awsroute53.RecordTarget_FromAlias(awsroute53targets.NewCloudFrontTarget(distribution))
	awsroute53.NewARecord(scope, jsii.String("Ipv4"), &awsroute53.ARecordProps{Zone: zone, RecordName: absolute(domain.Name), Target: target})
	awsroute53.NewAaaaRecord(scope, jsii.String("Ipv6"), &awsroute53.AaaaRecordProps{Zone: zone, RecordName: absolute(domain.Name), Target: target})
}

// OriginName is the name under which CloudFront calls the load balancer, so that its certificate can be checked: nobody
// can have a certificate for a name below elb.amazonaws.com.
func OriginName(domain config.Domain) string { return domain.OriginName() }

// NewOriginCertificate builds the load balancer's certificate. It holds the public name too, because CloudFront passes the
// viewer's Host header on and checks the certificate against either name.
func NewOriginCertificate(scope constructs.Construct, id string, domain config.Domain) awscertificatemanager.Certificate {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String(OriginName(domain)),
		SubjectAlternativeNames: jsii.Strings(domain.Name),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(Zone(scope, domain)),
	})
}

// NewOriginRecord points the origin's name at the load balancer.
func NewOriginRecord(scope constructs.Construct, id string, domain config.Domain, balancer awselasticloadbalancingv2.IApplicationLoadBalancer) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	awsroute53.NewARecord(scope, jsii.String("Ipv4"), &awsroute53.ARecordProps{
		Zone: Zone(scope, domain), RecordName: absolute(OriginName(domain)),
		Target: awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(balancer, nil)),
	})
}

// absolute ends a name with a dot, or the construct would append the zone to a name that lies deeper than it looks.
func absolute(name string) *string { return jsii.String(name + ".") }
