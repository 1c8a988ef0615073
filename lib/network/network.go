// Package network builds an environment's VPC: two zones, eight subnets, the ways out, and a record of all traffic.
//
// Each zone has a public subnet (load balancer, NAT) and three private ones: frontend, backend and database. The database
// subnets have no route out of the VPC at all. Zones come from the configuration; nothing is looked up, so synthesis needs
// no account.
//
// Failure modes: a NAT gateway is zonal. With one, losing its zone cuts both zones off from the internet (image pulls,
// Secrets Manager, SQS) until it returns; with two, each zone keeps its own. The zones of an existing VPC cannot be changed:
// CloudFormation would replace every subnet and what stands in them.
package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// The subnet groups, one subnet of each in both zones. The names are part of the subnets' logical ids.
const (
	PublicSubnets   = "public"
	FrontendSubnets = "frontend"
	BackendSubnets  = "backend"
	DatabaseSubnets = "database"
)

// Props is the address plan and where it lies.
type Props struct {
	AvailabilityZones []string
	Network           config.Network
}

// Network is what the other stacks stand in.
type Network struct {
	VPC         awsec2.Vpc
	NATGateways []string // their ids
}

// New builds the VPC, its gateways and its endpoints.
func New(scope constructs.Construct, id string, props Props) Network {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vpc := awsec2.NewVpc(scope, jsii.String("Vpc"), &awsec2.VpcProps{
		IpAddresses:       awsec2.IpAddresses_Cidr(jsii.String(props.Network.CIDR)),
		AvailabilityZones: jsii.Strings(props.AvailabilityZones...),
		NatGateways:       jsii.Number(props.Network.NATGateways),
		// The default group admits its own members and anything out; nothing of ours uses it, so nothing may.
		RestrictDefaultSecurityGroup: jsii.Bool(true),
		// Order decides addresses: a new group goes to the end, or every subnet after it is replaced.
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			subnets(props.Network, PublicSubnets, awsec2.SubnetType_PUBLIC),
			subnets(props.Network, FrontendSubnets, awsec2.SubnetType_PRIVATE_WITH_EGRESS),
			subnets(props.Network, BackendSubnets, awsec2.SubnetType_PRIVATE_WITH_EGRESS),
			subnets(props.Network, DatabaseSubnets, awsec2.SubnetType_PRIVATE_ISOLATED),
		},
	})
	addEndpoints(vpc, props.Network)
	return Network{VPC: vpc, NATGateways: natGateways(vpc)}
}

// natGateways lists the gateways' ids. The construct keeps them to itself, below the public subnets they stand in.
func natGateways(vpc awsec2.Vpc) []string {
	var ids []string
	for _, subnet := range *vpc.PublicSubnets() {
		if gateway, ok := subnet.Node().TryFindChild(jsii.String("NATGateway")).(awsec2.CfnNatGateway); ok {
			ids = append(ids, *gateway.Ref())
		}
	}
	return ids
}

func subnets(network config.Network, name string, kind awsec2.SubnetType) *awsec2.SubnetConfiguration {
	group := &awsec2.SubnetConfiguration{
		Name:       jsii.String(name),
		SubnetType: kind,
		CidrMask:   jsii.Number(network.SubnetPrefix()),
	}
	if kind == awsec2.SubnetType_PUBLIC {
		// Load balancers and NAT gateways bring their own addresses; nothing else started here may get one by accident.
		group.MapPublicIpOnLaunch = jsii.Bool(false)
	}
	return group
}

// In selects the two subnets of one group.
func In(group string) *awsec2.SubnetSelection {
	return &awsec2.SubnetSelection{SubnetGroupName: jsii.String(group)}
}
