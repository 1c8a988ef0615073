package network

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// addEndpoints keeps traffic to AWS inside the VPC: S3 always, because its gateway endpoint is free and carries ECR's image
// layers past the NAT gateway; interface endpoints as configured, because each costs $0.01 per hour and zone plus $0.01
// per GB (seven in two zones: $102.20 a month, three times a second NAT gateway).
func addEndpoints(vpc awsec2.Vpc, network config.Network) {
	vpc.AddGatewayEndpoint(jsii.String("S3"), &awsec2.GatewayVpcEndpointOptions{
		Service: awsec2.GatewayVpcEndpointAwsService_S3(),
		// Not the database subnets: they have no way out, not even to S3.
		Subnets: &[]*awsec2.SubnetSelection{In(FrontendSubnets), In(BackendSubnets)},
	})
	if len(network.InterfaceEndpoints) == 0 {
		return
	}
	group := awsec2.NewSecurityGroup(vpc, jsii.String("EndpointSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String("AWS endpoints: HTTPS from inside the VPC"), AllowAllOutbound: jsii.Bool(false),
	})
	group.AddIngressRule(awsec2.Peer_Ipv4(jsii.String(network.CIDR)), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("HTTPS from inside the VPC"), nil)
	for _, name := range network.InterfaceEndpoints {
		vpc.AddInterfaceEndpoint(jsii.String(strings.ReplaceAll(name, ".", "-")), &awsec2.InterfaceVpcEndpointOptions{
			Service: awsec2.NewInterfaceVpcEndpointAwsService(jsii.String(name), nil, nil, nil),
			// One network interface in each zone serves both private tiers of that zone.
			Subnets:        In(BackendSubnets),
			SecurityGroups: &[]awsec2.ISecurityGroup{group},
			Open:           jsii.Bool(false), // the group above says it, with an address range that a rule checker can read
		})
	}
}
