package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newIsolatedNetwork is where a restore test puts its database beside the copies: two small subnets without a route to
// anywhere, and a group that admits nobody. It costs nothing. The zones are whatever two the region gives the account,
// because a copy's region is chosen without knowing its zones.
func newIsolatedNetwork(scope constructs.Construct) (subnetGroup, securityGroup *string) {
	vpc := awsec2.NewCfnVPC(scope, jsii.String("Vpc"), &awsec2.CfnVPCProps{CidrBlock: jsii.String("10.255.255.0/27")})
	zones := awscdk.Fn_GetAzs(awscdk.Stack_Of(scope).Region())
	var subnets []any
	for i, block := range []string{"10.255.255.0/28", "10.255.255.16/28"} { // AWS's smallest subnets
		subnet := awsec2.NewCfnSubnet(scope, jsii.String("Subnet"+*number(i + 1)), &awsec2.CfnSubnetProps{
			VpcId: vpc.Ref(), CidrBlock: jsii.String(block), AvailabilityZone: awscdk.Fn_Select(jsii.Number(i), zones),
		})
		subnets = append(subnets, subnet.Ref())
	}
	group := awsrds.NewCfnDBSubnetGroup(scope, jsii.String("Subnets"), &awsrds.CfnDBSubnetGroupProps{
		DbSubnetGroupDescription: jsii.String("Restored copies: no route to anywhere"), SubnetIds: &subnets,
	})
	security := awsec2.NewCfnSecurityGroup(scope, jsii.String("RestoredSecurityGroup"), &awsec2.CfnSecurityGroupProps{
		VpcId: vpc.Ref(), GroupDescription: jsii.String("Restored databases: closed"),
		// Saying one rule that leads nowhere replaces the rule to anywhere that EC2 would add.
		SecurityGroupEgress: &[]any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("icmp"), FromPort: jsii.Number(252), ToPort: jsii.Number(86), CidrIp: jsii.String("255.255.255.255/32"),
			Description: jsii.String("Disallow all traffic"),
		}},
	})
	return group.Ref(), security.AttrGroupId()
}
