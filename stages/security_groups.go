package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// writeEgress gives every security group without an egress rule of its own one that matches no traffic. EC2 adds a rule that allows all
// traffic to a new group. CloudFormation removes it if the group has an egress rule in its own property. Whether it also does so for a
// rule that is a resource of its own, AWS's pages do not agree: "AWS::EC2::SecurityGroup" and "AWS::EC2::SecurityGroupEgress".
//
// The CDK writes the same rule, but takes it away again when it adds a rule as a resource. The pass therefore runs on finished stacks.
func writeEgress(stage awscdk.Stage) {
	selector := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::EC2::SecurityGroup"))
	for _, stack := range stacksOf(stage) {
		groups := *selector.Select(stack)
		var written []any
		for _, group := range groups {
			written = append(written, group.(awsec2.CfnSecurityGroup).SecurityGroupEgress())
		}
		for i, rules := range resolveAll(stack, written) {
			if rules, ok := rules.([]any); ok && len(rules) > 0 {
				continue
			}
			groups[i].(awsec2.CfnSecurityGroup).AddPropertyOverride(jsii.String("SecurityGroupEgress"), []any{map[string]any{
				"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "Description": "Disallow all traffic",
			}})
		}
	}
}
