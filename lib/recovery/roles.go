package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// What AWS Backup calls things.
const (
	snapshots      = "awsbackup:*"               // its snapshots of RDS
	testedDatabase = "awsbackup-restore-test-*"  // what a restore test restores
	assumedBy      = "backup.amazonaws.com"      //
	grantCondition = "kms:GrantIsForAWSResource" // a grant for RDS's own use of the key, not for a principal
)

// newBackupRole may make snapshots of this database and copy them to the configured vault. The actions are those of AWS's
// own policy for AWS Backup that concern RDS instances; the resources are narrower.
func newBackupRole(scope constructs.Construct, props Props, vault awsbackup.BackupVault) awsiam.Role {
	role := newRole(scope, "BackupRole", "AWS Backup: snapshots of the database")
	ofBackup := rds(scope, "snapshot", snapshots)
	allow(role, "Snapshots", []string{"rds:CreateDBSnapshot", "rds:AddTagsToResource", "rds:ListTagsForResource"}, props.Database.Primary.InstanceArn(), ofBackup)
	allow(role, "ExpiredSnapshots", []string{"rds:DeleteDBSnapshot"}, ofBackup)
	allow(role, "Look", []string{"rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "tag:GetResources"}, jsii.String("*"))
	allow(role, "Vault", []string{"backup:DescribeBackupVault"}, vault.BackupVaultArn())
	allowKey(role, props.Database.Key)
	if destination := copyARN(scope, props); destination != nil {
		allowCopy(scope, role, props, destination)
	}
	return role
}

// allowCopy lets the role carry a snapshot to the other vault. The other key is known by its alias: its ARN exists only in
// the other region.
func allowCopy(scope constructs.Construct, role awsiam.Role, props Props, destination *string) {
	anyRegion := rdsIn(scope, "*", "snapshot", snapshots)
	allow(role, "CopySnapshots", []string{"rds:CopyDBSnapshot", "rds:AddTagsToResource"}, anyRegion)
	allow(role, "CopyVault", []string{"backup:CopyIntoBackupVault"}, destination)
	if props.Backup.CopyAccount != "" {
		// The other account fetches a snapshot that is shared with it.
		allow(role, "ShareSnapshots", []string{"rds:ModifyDBSnapshotAttribute"}, anyRegion)
		return
	}
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:       jsii.String("CopyKey"),
		Actions:   jsii.Strings("kms:DescribeKey", "kms:CreateGrant", "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"),
		Resources: jsii.Strings("*"),
		Conditions: &map[string]any{
			"ForAnyValue:StringEquals": map[string]any{"kms:ResourceAliases": "alias/" + CopyVaultName(props.Environment)},
			"StringEquals":             map[string]any{"aws:RequestedRegion": props.Backup.CopyRegion},
		},
	}))
}

// newRestoreRole may restore AWS Backup's snapshots to databases named as restore tests name them, and delete those. Subnet,
// parameter and option groups hold no data; which ones a snapshot asks for is up to RDS. A person who restores in earnest
// calls RDS with rights of their own, as the runbooks do.
func newRestoreRole(scope constructs.Construct, key awskms.IKey) awsiam.Role {
	role := newRole(scope, "RestoreRole", "AWS Backup: restore tests")
	tested, ofBackup := rds(scope, "db", testedDatabase), rds(scope, "snapshot", snapshots)
	allow(role, "Restore", []string{"rds:RestoreDBInstanceFromDBSnapshot", "rds:AddTagsToResource", "rds:ListTagsForResource"},
		tested, ofBackup, rds(scope, "subgrp", "*"), rds(scope, "pg", "*"), rds(scope, "og", "*"))
	allow(role, "RemoveTests", []string{"rds:DeleteDBInstance"}, tested)
	allow(role, "Look", []string{"rds:DescribeDBInstances", "rds:DescribeDBSnapshots"}, jsii.String("*"))
	allowKey(role, key)
	return role
}

func newRole(scope constructs.Construct, id, description string) awsiam.Role {
	return awsiam.NewRole(scope, jsii.String(id), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String(assumedBy), nil),
		Description: jsii.String(description),
	})
}

func allow(role awsiam.Role, sid string, actions []string, resources ...*string) {
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String(sid), Actions: jsii.Strings(actions...), Resources: &resources,
	}))
}

// allowKey lets RDS use the key on the role's behalf. The key's policy trusts the account, so this is all it takes.
func allowKey(role awsiam.Role, key awskms.IKey) {
	allow(role, "Key", []string{"kms:DescribeKey", "kms:Decrypt"}, key.KeyArn())
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("KeyGrant"), Actions: jsii.Strings("kms:CreateGrant"), Resources: &[]*string{key.KeyArn()},
		Conditions: &map[string]any{"Bool": map[string]any{grantCondition: "true"}},
	}))
}

func rds(scope constructs.Construct, kind, name string) *string {
	return rdsIn(scope, *awscdk.Stack_Of(scope).Region(), kind, name)
}

func rdsIn(scope constructs.Construct, region, kind, name string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("rds"), Region: jsii.String(region), Resource: jsii.String(kind), ResourceName: jsii.String(name),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
}
