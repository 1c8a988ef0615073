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
	groups := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::EC2::SecurityGroup"))
	for _, stack := range stacksOf(stage) {
		for _, construct := range *groups.Select(stack) {
			group := construct.(awsec2.CfnSecurityGroup)
			if rules, ok := stack.Resolve(group.SecurityGroupEgress()).([]any); ok && len(rules) > 0 {
				continue
			}
			group.AddPropertyOverride(jsii.String("SecurityGroupEgress"), []any{map[string]any{
				"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "Description": "Disallow all traffic",
			}})
		}
	}
}
