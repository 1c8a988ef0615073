package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// newVPCOrigin builds the VPC origin, which connects the distribution with its load balancer. The domain name of the origin leads to the
// same load balancer. CloudFront compares it with the certificate, but connects to the resource of the VPC origin.
//
// CloudFront refuses to change a VPC origin that a distribution uses, and even its tags (aws/aws-cdk#34629, CannotUpdateEntityWhileInUse).
// So its id has what may differ: the protocol, and the tier, which is a tag. CloudFormation then creates another one, moves the
// distribution to it, and deletes the old one. CloudFront takes up to 15 minutes for each (CloudFront developer guide, "Restrict
// access with VPC origins").
func newVPCOrigin(scope constructs.Construct, props Props) (awscloudfront.IOrigin, awscloudfront.CfnVpcOrigin) {
	protocol, policy := "http", "http-only"
	if props.Edge.Domain != nil {
		protocol, policy = "https", "https-only"
	}
	id := "VpcOrigin" + names.Title(protocol+"-"+string(props.Tier))
	resource := awscloudfront.NewCfnVpcOrigin(scope, jsii.String(id), &awscloudfront.CfnVpcOriginProps{
		VpcOriginEndpointConfig: &awscloudfront.CfnVpcOrigin_VpcOriginEndpointConfigProperty{
			Name:                 jsii.String(props.Environment.VPCOrigin(protocol, string(props.Tier))),
			Arn:                  jsii.String(props.Origin.Endpoint),
			HttpPort:             jsii.Number(80),
			HttpsPort:            jsii.Number(443),
			OriginProtocolPolicy: jsii.String(policy),
			OriginSslProtocols:   jsii.Strings("TLSv1.2"),
		},
	})
	imported := awscloudfront.VpcOrigin_FromVpcOriginId(scope, jsii.String(id+"Id"), resource.AttrId())
	return awscloudfrontorigins.VpcOrigin_WithVpcOrigin(imported, &awscloudfrontorigins.VpcOriginProps{
		DomainName:        jsii.String(props.Origin.DomainName),
		ReadTimeout:       awscdk.Duration_Seconds(jsii.Number(props.Edge.ReadTimeoutSeconds)),
		ConnectionTimeout: awscdk.Duration_Seconds(jsii.Number(connectSeconds)),
	}), resource
}
