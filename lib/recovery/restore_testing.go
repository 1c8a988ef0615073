package recovery

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// A test runs two days after the archive is taken, when its copy has long arrived. It looks back 35 days, so where this month's
// snapshot failed it tests last month's: a missing snapshot is reported by its own event.
const (
	testDay        = 3
	testHour       = 9 // UTC
	lookBackDays   = 35
	testStartHours = 8 // how long AWS Backup may take to start a test
)

type restoreTestProps struct {
	Plan          string // the name: [A-Za-z0-9_], at most 50 characters
	Vault         awsbackup.BackupVault
	Databases     []*string // ARNs of the databases whose snapshots are tested; "*" for all in the vault
	SubnetGroup   *string
	SecurityGroup *string
	Role          awsiam.Role
}

// newRestoreTest restores the newest snapshot of a vault every month, and deletes the restored database afterwards. The subnet
// group is set because AWS Backup would choose the default VPC, which an account need not have. The restored database is a
// single instance of the snapshot's class, and nothing can connect to it; an hour of db.t4g.medium costs $0.07.
func newRestoreTest(scope constructs.Construct, props restoreTestProps) {
	plan := awsbackup.NewCfnRestoreTestingPlan(scope, jsii.String("RestoreTest"), &awsbackup.CfnRestoreTestingPlanProps{
		RestoreTestingPlanName: jsii.String(props.Plan),
		ScheduleExpression:     jsii.String(fmt.Sprintf("cron(0 %d %d * ? *)", testHour, testDay)),
		StartWindowHours:       jsii.Number(testStartHours),
		RecoveryPointSelection: &awsbackup.CfnRestoreTestingPlan_RestoreTestingRecoveryPointSelectionProperty{
			Algorithm:           jsii.String("LATEST_WITHIN_WINDOW"),
			IncludeVaults:       &[]*string{props.Vault.BackupVaultArn()},
			RecoveryPointTypes:  jsii.Strings("SNAPSHOT"),
			SelectionWindowDays: jsii.Number(lookBackDays),
		},
	})
	groups := awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String(`["`), props.SecurityGroup, jsii.String(`"]`)})
	awsbackup.NewCfnRestoreTestingSelection(scope, jsii.String("RestoreTestDatabase"), &awsbackup.CfnRestoreTestingSelectionProps{
		RestoreTestingPlanName:      plan.Ref(),
		RestoreTestingSelectionName: jsii.String("database"),
		ProtectedResourceType:       jsii.String("RDS"),
		ProtectedResourceArns:       &props.Databases,
		IamRoleArn:                  props.Role.RoleArn(),
		RestoreMetadataOverrides:    map[string]*string{"dbSubnetGroupName": props.SubnetGroup, "vpcSecurityGroupIds": groups},
	})
}

// newClosedGroup is the security group of restored databases. It allows no traffic in either direction.
func newClosedGroup(scope constructs.Construct, vpc awsec2.IVpc) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(scope, jsii.String("RestoredSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String("Restored databases: closed"), AllowAllOutbound: jsii.Bool(false),
	})
}

// newIsolatedNetwork is where restore tests of the copies run: two small subnets without a route to anywhere, and a security
// group that allows no traffic. It costs nothing. The zones are the first two that the region offers the account, because a
// configuration names a copy's region without its zones.
func newIsolatedNetwork(scope constructs.Construct) (subnetGroup, securityGroup *string) {
	vpc := awsec2.NewCfnVPC(scope, jsii.String("Vpc"), &awsec2.CfnVPCProps{CidrBlock: jsii.String("10.255.255.0/27")})
	zones := awscdk.Fn_GetAzs(awscdk.Stack_Of(scope).Region())
	var subnets []any
	for i, block := range []string{"10.255.255.0/28", "10.255.255.16/28"} { // /28 is the smallest subnet of AWS
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
		// Without any egress rule, EC2 adds one that allows all traffic. This one matches nothing.
		SecurityGroupEgress: &[]any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("icmp"), FromPort: jsii.Number(252), ToPort: jsii.Number(86), CidrIp: jsii.String("255.255.255.255/32"),
			Description: jsii.String("Disallow all traffic"),
		}},
	})
	return group.Ref(), security.AttrGroupId()
}
