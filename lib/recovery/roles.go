package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	snapshots      = "awsbackup:*"               // the names of AWS Backup's RDS snapshots
	testedDatabase = "awsbackup-restore-test-*"  // the names of databases that a restore test restores
	grantCondition = "kms:GrantIsForAWSResource" // a grant for RDS's own use of the key, not for a principal
)

// newBackupRole can take snapshots of this database and copy them to the configured vault. Its actions are those of AWS's managed
// policy for AWS Backup that concern RDS instances; its resources are narrower.
func newBackupRole(scope constructs.Construct, props Props, vault awsbackup.BackupVault) awsiam.Role {
	role := newRole(scope, "BackupRole", "AWS Backup: snapshots of the database")
	ofBackup := rds(scope, "snapshot", snapshots)
	allow(role, "Snapshots", []string{"rds:CreateDBSnapshot", "rds:AddTagsToResource", "rds:ListTagsForResource"},
		props.Database.Primary.InstanceArn(), ofBackup)
	allow(role, "ExpiredSnapshots", []string{"rds:DeleteDBSnapshot"}, ofBackup)
	allow(role, "Look", []string{"rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "tag:GetResources"}, jsii.String("*"))
	allow(role, "Vault", []string{"backup:DescribeBackupVault"}, vault.BackupVaultArn())
	allowKey(role, props.Database.Key)
	if destination := copyVaultARN(scope, props.Environment, props.Backup); destination != nil {
		allowCopy(scope, role, props, vault, destination)
	}
	return role
}

// allowCopy lets the role copy snapshots to the other vault. The other vault's key is named by its alias, because its ARN is
// known only in the other region.
func allowCopy(scope constructs.Construct, role awsiam.Role, props Props, vault awsbackup.BackupVault, destination *string) {
	anyRegion := rdsIn(scope, "*", "snapshot", snapshots)
	allow(role, "CopySnapshots", []string{"rds:CopyDBSnapshot", "rds:AddTagsToResource"}, anyRegion)
	allow(role, "CopyVault", []string{"backup:CopyIntoBackupVault"}, destination)
	// AWS's managed policy for backups has this beside the permission above (AWSBackupServiceRolePolicyForBackup).
	allow(role, "CopyFromVault", []string{"backup:CopyFromBackupVault"}, vault.BackupVaultArn())
	if props.Backup.CopyAccount != "" {
		// The other account copies a snapshot that is shared with it.
		allow(role, "ShareSnapshots", []string{"rds:ModifyDBSnapshotAttribute"}, anyRegion)
		return
	}
	// AWS Backup deletes an expired copy with the role of its plan. Without this, copies would stay, and be paid for, for ever.
	allow(role, "ExpiredCopies", []string{"rds:DeleteDBSnapshot"}, rdsIn(scope, props.Backup.CopyRegion, "snapshot", snapshots))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("CopyKey"),
		Actions: jsii.Strings("kms:DescribeKey", "kms:CreateGrant", "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo",
			"kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"),
		Resources: jsii.Strings("*"),
		Conditions: &map[string]any{
			"ForAnyValue:StringEquals": map[string]any{"kms:ResourceAliases": "alias/" + props.Environment.ArchiveCopyKey()},
			"StringEquals":             map[string]any{"aws:RequestedRegion": props.Backup.CopyRegion},
		},
	}))
}

// newRestoreRole can restore AWS Backup's snapshots to databases with the names of restore tests, and delete those. It can use any
// subnet, parameter and option group: they hold no data, and RDS decides which ones a snapshot needs. For a real restore, people
// call RDS with their own permissions, as the runbooks do.
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
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("backup.amazonaws.com"), nil),
		Description: jsii.String(description),
	})
}

func allow(role awsiam.Role, sid string, actions []string, resources ...*string) {
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String(sid), Actions: jsii.Strings(actions...), Resources: &resources,
	}))
}

// allowKey lets RDS use the key on the role's behalf. The key's policy trusts the account's IAM policies, so no change of the key's
// policy is needed.
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
