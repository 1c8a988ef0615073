package recovery

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// A test follows the archive by two days, in which the copy has long arrived. It looks back 35 days, so that it finds last
// month's snapshot where this month's failed: a missing snapshot is reported on its own.
const (
	testDay    = 3
	testHour   = 9
	lookBack   = 35
	startHours = 8
)

type restoreTestProps struct {
	Plan          string // [A-Za-z0-9_], at most 50 characters
	Vault         awsbackup.BackupVault
	Databases     []*string // ARNs of the databases whose snapshots are tested; "*" for all in the vault
	SubnetGroup   *string
	SecurityGroup *string
	Role          awsiam.Role
}

// newRestoreTest restores the newest snapshot of a vault every month and deletes what it restored. Where to, has to be said:
// left alone AWS Backup chooses the default VPC, which a tidy account does not have. The restored database is a single
// instance of the snapshot's class that nothing can connect to; an hour of db.t4g.medium is $0.07.
func newRestoreTest(scope constructs.Construct, props restoreTestProps) {
	plan := awsbackup.NewCfnRestoreTestingPlan(scope, jsii.String("RestoreTest"), &awsbackup.CfnRestoreTestingPlanProps{
		RestoreTestingPlanName: jsii.String(props.Plan),
		ScheduleExpression:     jsii.String(fmt.Sprintf("cron(0 %d %d * ? *)", testHour, testDay)),
		StartWindowHours:       jsii.Number(startHours),
		RecoveryPointSelection: &awsbackup.CfnRestoreTestingPlan_RestoreTestingRecoveryPointSelectionProperty{
			Algorithm:           jsii.String("LATEST_WITHIN_WINDOW"),
			IncludeVaults:       &[]*string{props.Vault.BackupVaultArn()},
			RecoveryPointTypes:  jsii.Strings("SNAPSHOT"),
			SelectionWindowDays: jsii.Number(lookBack),
		},
	})
	awsbackup.NewCfnRestoreTestingSelection(scope, jsii.String("RestoreTestDatabase"), &awsbackup.CfnRestoreTestingSelectionProps{
		RestoreTestingPlanName:      plan.Ref(),
		RestoreTestingSelectionName: jsii.String("database"),
		ProtectedResourceType:       jsii.String("RDS"),
		ProtectedResourceArns:       &props.Databases,
		IamRoleArn:                  props.Role.RoleArn(),
		RestoreMetadataOverrides: map[string]*string{
			"dbSubnetGroupName":   props.SubnetGroup,
			"vpcSecurityGroupIds": awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String(`["`), props.SecurityGroup, jsii.String(`"]`)}),
		},
	})
}

// newClosedGroup is the security group of restored databases: nothing gets in, nothing out.
func newClosedGroup(scope constructs.Construct, vpc awsec2.IVpc) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(scope, jsii.String("RestoredSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String("Restored databases: closed"), AllowAllOutbound: jsii.Bool(false),
	})
}
