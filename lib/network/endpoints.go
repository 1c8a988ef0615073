package network

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// addEndpoints keeps traffic to AWS inside the VPC: S3 always, because its gateway endpoint is free and carries ECR's image
// layers past the NAT gateway; interface endpoints as configured, because each costs $0.01 per hour and zone plus $0.01
// per GB (seven in two zones: $102.20 a month, three times a second NAT gateway).
func addEndpoints(vpc awsec2.Vpc, names []string) {
	vpc.AddGatewayEndpoint(jsii.String("S3"), &awsec2.GatewayVpcEndpointOptions{
		Service: awsec2.GatewayVpcEndpointAwsService_S3(),
		// Not the database subnets: they have no way out, not even to S3.
		Subnets: &[]*awsec2.SubnetSelection{In(FrontendSubnets), In(BackendSubnets)},
	})
	for _, name := range names {
		vpc.AddInterfaceEndpoint(jsii.String(strings.ReplaceAll(name, ".", "-")), &awsec2.InterfaceVpcEndpointOptions{
			Service: awsec2.NewInterfaceVpcEndpointAwsService(jsii.String(name), nil, nil, nil),
			// One network interface in each zone serves both private tiers of that zone.
			Subnets: In(BackendSubnets),
		})
	}
}
