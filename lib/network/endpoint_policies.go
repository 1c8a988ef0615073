package network

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// restrict lets only principals of this account use an endpoint, so that nobody can carry data out with credentials that were brought
// into the VPC. What a principal may do is up to its own policy. Services that take data are restricted to the account's own resources
// as well. ECR is not: an image may be in another account's repository.
//
// The principal of an endpoint's policy is always *, because a gateway endpoint accepts nothing else. Source: AWS PrivateLink guide,
// "Control access to VPC endpoints using endpoint policies".
func restrict(endpoint awsec2.VpcEndpoint, service string) {
	account := awscdk.Stack_Of(endpoint).Account()
	own := map[string]any{"aws:PrincipalAccount": account}
	if slices.Contains([]string{"s3", "sns", "sqs"}, service) {
		own["aws:ResourceAccount"] = account
	}
	endpoint.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("OwnAccount"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewStarPrincipal()},
		Actions:    jsii.Strings(actionsOf(service)),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": own},
	}))
}

// admitImageLayers lets the S3 endpoint carry the layers of images in ECR. They come from a bucket of AWS's, by URLs that ECR signs, so
// the caller is not a principal of this account. Without it no task starts (ECR user guide, "Amazon ECR interface VPC endpoints",
// "Minimum Amazon S3 bucket permissions for Amazon ECR").
func admitImageLayers(s3 awsec2.VpcEndpoint) {
	stack := awscdk.Stack_Of(s3)
	s3.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("ImageLayers"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewStarPrincipal()},
		Actions:    jsii.Strings("s3:GetObject"),
		Resources:  jsii.Strings("arn:" + *stack.Partition() + ":s3:::prod-" + *stack.Region() + "-starport-layer-bucket/*"),
	}))
}

// actionsOf returns all actions of the service behind an endpoint. The names differ for few.
func actionsOf(service string) string {
	prefix, _, _ := strings.Cut(service, ".") // ecr.api and ecr.dkr are both ECR's
	if prefix == "monitoring" {
		prefix = "cloudwatch"
	}
	return prefix + ":*"
}
