package network

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// addEndpoints keeps traffic to AWS services inside the VPC. The gateway endpoint for S3 is always there: it is free, and ECR's image
// layers bypass the NAT gateway through it. The configuration chooses interface endpoints, because each costs $0.01 per hour and
// zone plus $0.01 per GB. Seven endpoints in two zones cost $102.20 a month, three times as much as a second NAT gateway.
//
// With interface endpoints, all endpoints have a policy; see restrict. Without them, the application may use any bucket through the one
// for S3, as it may call any other service on the internet.
func addEndpoints(vpc awsec2.Vpc, network config.Network) {
	s3 := vpc.AddGatewayEndpoint(jsii.String("S3"), &awsec2.GatewayVpcEndpointOptions{
		Service: awsec2.GatewayVpcEndpointAwsService_S3(),
		// Not in the database subnets: they have no route out, not even to S3.
		Subnets: &[]*awsec2.SubnetSelection{In(FrontendSubnets), In(BackendSubnets)},
	})
	if len(network.InterfaceEndpoints) == 0 {
		return
	}
	restrict(s3, "s3")
	admitImageLayers(s3)
	group := awsec2.NewSecurityGroup(vpc, jsii.String("EndpointSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String("AWS endpoints: HTTPS from inside the VPC"), AllowAllOutbound: jsii.Bool(false),
	})
	inside := awsec2.Peer_Ipv4(jsii.String(network.CIDR))
	group.AddIngressRule(inside, awsec2.Port_Tcp(jsii.Number(443)), jsii.String("HTTPS from inside the VPC"), nil)
	for _, name := range network.InterfaceEndpoints {
		endpoint := vpc.AddInterfaceEndpoint(jsii.String(strings.ReplaceAll(name, ".", "-")), &awsec2.InterfaceVpcEndpointOptions{
			Service: awsec2.NewInterfaceVpcEndpointAwsService(jsii.String(name), nil, nil, nil),
			// One network interface in each zone serves both private tiers of that zone.
			Subnets:        In(BackendSubnets),
			SecurityGroups: &[]awsec2.ISecurityGroup{group},
			Open:           jsii.Bool(false), // the group above admits the VPC, with an address range that cdk-nag can read
		})
		restrict(endpoint, name)
	}
}
