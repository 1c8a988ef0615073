package edge

import (
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
