package edge

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const connectSeconds = 5 // that CloudFront waits for a connection to the load balancer

// newOrigin returns the origin: the public load balancer with the secret header, or a VPC origin with its load balancer. With a domain the
// load balancer has a certificate, and CloudFront requires it. Without a domain there is only HTTP; with its default of HTTPS only,
// CloudFront would answer 502 to every request.
func newOrigin(scope constructs.Construct, props Props) (awscloudfront.IOrigin, awscloudfront.CfnVpcOrigin) {
	if props.Origin.Endpoint != "" {
		return newVPCOrigin(scope, props)
	}
	options := &awscloudfrontorigins.HttpOriginProps{
		CustomHeaders:     &map[string]*string{props.Origin.Header: jsii.String(props.Origin.Value)},
		ProtocolPolicy:    awscloudfront.OriginProtocolPolicy_HTTP_ONLY,
		ReadTimeout:       awscdk.Duration_Seconds(jsii.Number(props.Edge.ReadTimeoutSeconds)),
		ConnectionTimeout: awscdk.Duration_Seconds(jsii.Number(connectSeconds)),
	}
	if props.Edge.Domain != nil {
		options.ProtocolPolicy = awscloudfront.OriginProtocolPolicy_HTTPS_ONLY
		options.OriginSslProtocols = &[]awscloudfront.OriginSslPolicy{awscloudfront.OriginSslPolicy_TLS_V1_2}
	}
	return awscloudfrontorigins.NewHttpOrigin(jsii.String(props.Origin.DomainName), options), nil
}

// AllowFromCloudFrontProps names a load balancer and the ports that CloudFront may connect to.
type AllowFromCloudFrontProps struct {
	VPC          awsec2.IVpc
	LoadBalancer awselasticloadbalancingv2.ApplicationLoadBalancer
	ID           string // what the ids of the security groups begin with
	Description  string // of the security groups
	PrefixList   string // id of AWS's list of Origin-facing addresses of CloudFront in the region
	Ports        []int
}

// AllowFromCloudFront opens a load balancer on the given ports to CloudFront's addresses only. Each port gets its own security
// group: the prefix list counts as 55 rules, and a group may have 60.
func AllowFromCloudFront(scope constructs.Construct, props AllowFromCloudFrontProps) {
	origins := awsec2.Peer_PrefixList(jsii.String(props.PrefixList))
	for _, port := range props.Ports {
		group := awsec2.NewSecurityGroup(scope, jsii.String(props.ID+strconv.Itoa(port)), &awsec2.SecurityGroupProps{
			Vpc: props.VPC, Description: jsii.String(props.Description), AllowAllOutbound: jsii.Bool(false),
		})
		group.AddIngressRule(origins, awsec2.Port_Tcp(jsii.Number(port)), jsii.String("Origin-facing addresses of CloudFront"), nil)
		props.LoadBalancer.AddSecurityGroup(group)
	}
}
