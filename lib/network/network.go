// Package network builds an environment's VPC: two Availability Zones, eight subnets, NAT gateways, VPC endpoints and flow logs.
//
// Each zone has a public subnet (load balancer, NAT gateway) and three private ones: frontend, backend and database. The database
// subnets have no route out of the VPC. The zones come from the configuration; nothing is looked up, so synthesis needs no
// account.
//
// Failure modes: a NAT gateway belongs to one zone. If the environment has only one gateway and the gateway's zone fails, no task reaches
// the internet until that zone recovers. During that time, image pulls and calls to Secrets Manager and SQS fail. With two gateways, each
// zone uses its own. The zones of an existing VPC cannot be changed: CloudFormation would replace every subnet and the resources in them.
package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// The subnet groups. Each has one subnet in each of the two zones. The names are part of the subnets' logical ids.
const (
	PublicSubnets   = "public"
	FrontendSubnets = "frontend"
	BackendSubnets  = "backend"
	DatabaseSubnets = "database"
)

// Props describes the address plan and its zones.
type Props struct {
	AvailabilityZones []string
	Network           config.Network
}

// Network is what the other stacks use of the network.
type Network struct {
	VPC         awsec2.Vpc
	NATGateways []string // ids, one for each zone that has a NAT gateway
}

// New builds the VPC, its gateways and its endpoints.
func New(scope constructs.Construct, id string, props Props) Network {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vpc := awsec2.NewVpc(scope, jsii.String("Vpc"), &awsec2.VpcProps{
		IpAddresses:       awsec2.IpAddresses_Cidr(jsii.String(props.Network.CIDR)),
		AvailabilityZones: jsii.Strings(props.AvailabilityZones...),
		NatGateways:       jsii.Number(props.Network.NATGateways),
		// By default, the VPC's default security group allows traffic among its members and to anywhere. Kasha does not use the
		// group, so it is closed.
		RestrictDefaultSecurityGroup: jsii.Bool(true),
		// The order decides the address ranges. A new group goes to the end; otherwise every subnet after it is replaced.
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

// natGateways returns the ids of the NAT gateways. The construct does not expose them; they are children of the public subnets.
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
		// Load balancers and NAT gateways have their own public addresses; nothing else in these subnets gets one.
		group.MapPublicIpOnLaunch = jsii.Bool(false)
	}
	return group
}

// In returns the selection of the two subnets of one group.
func In(group string) *awsec2.SubnetSelection {
	return &awsec2.SubnetSelection{SubnetGroupName: jsii.String(group)}
}
