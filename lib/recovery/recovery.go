// Package recovery archives the database beyond what RDS itself keeps. AWS Backup takes a snapshot on the first day of every month and
// stores it in a vault for years. The snapshot can be copied to another region or account. A monthly restore test shows that it can be
// restored.
//
// RDS's own automated backups reach back 35 days at most. After a loss, people first restore from these backups
// (docs/runbooks/restore-point-in-time.md). The archive is for losses that are noticed later, and for data that the law requires to be
// kept. AWS Backup has no cold tier for RDS and keeps point-in-time backups for 35 days only, so the archive consists of warm snapshots.
//
// Failure modes:
//   - RDS must be enabled in the account's AWS Backup settings for the region. It is enabled unless somebody disabled it.
//   - A snapshot in the first vault stays encrypted with the database's key, whatever the vault's key is. So the first vault's key ($1.00
//     a month) protects nothing that is stored today. A copy in another vault is encrypted with the key of that vault. Deleting the
//     database's key therefore destroys the archive, but not the copies.
//   - AWS delivers the events that report failures on a best effort basis. A restore test that does not take place causes no event. So
//     passed tests are reported too, and a missing report shows that there was no test.
package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/names"
)

// The archive is taken on the first of the month at 07:00 UTC. That is an hour after the database's weekly maintenance window
// (05:00 to 06:00) and three after its backup window (03:00 to 04:00). AWS Backup does not start an RDS snapshot during either.
const (
	archiveHour = 7
	archiveDay  = 1

	// startWindowHours is how long AWS Backup may try to start the job before it expires, which is reported.
	startWindowHours = 8
)

// Props is what is archived, and for how long.
type Props struct {
	Environment names.Environment
	Backup      config.Backup
	Database    database.Database
	VPC         awsec2.IVpc
	Retain      bool // production: the vault and its key outlive the stack
}

// Recovery is what runbooks need to know.
type Recovery struct {
	Vault      awsbackup.BackupVault
	BackupRole awsiam.Role // the role with which AWS Backup takes and copies snapshots
}

// New builds the vault, the monthly backup of the database and, where configured, the restore test.
func New(scope constructs.Construct, id string, props Props) Recovery {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault, _ := newVault(scope, vaultProps{
		Name:        props.Environment.ArchiveVault(),
		KeyAlias:    props.Environment.ArchiveKey(),
		Description: props.Environment.Description("archive of the database"),
		Backup:      props.Backup,
		Retain:      props.Retain,
	})
	recovery := Recovery{Vault: vault, BackupRole: newBackupRole(scope, props, vault)}
	plan := awsbackup.NewBackupPlan(scope, jsii.String("Plan"), &awsbackup.BackupPlanProps{
		BackupPlanName: jsii.String(props.Environment.ArchivePlan()),
		BackupVault:    vault,
	})
	plan.AddRule(awsbackup.NewBackupPlanRule(monthly(scope, props)))
	plan.AddSelection(jsii.String("Database"), &awsbackup.BackupSelectionOptions{
		BackupSelectionName: jsii.String("database"),
		Resources:           &[]awsbackup.BackupResource{awsbackup.BackupResource_FromRdsDatabaseInstance(props.Database.Primary)},
		Role:                recovery.BackupRole,
		// The role has its own policy. AWS's default policy covers every service that AWS Backup supports.
		DisableDefaultBackupPolicy: jsii.Bool(true),
	})
	if props.Backup.RestoreTest {
		newRestoreTest(scope, restoreTestProps{
			Plan:          props.Environment.RestoreTest(),
			Vault:         vault,
			Databases:     []*string{props.Database.Primary.InstanceArn()},
			SubnetGroup:   props.Database.SubnetGroup.SubnetGroupName(),
			SecurityGroup: newClosedGroup(scope, props.VPC).SecurityGroupId(),
			Role:          newRestoreRole(scope, props.Database.Key),
		})
	}
	return recovery
}

// monthly is the plan's rule: when to take a snapshot, how long to keep it, and where to copy it.
func monthly(scope constructs.Construct, props Props) *awsbackup.BackupPlanRuleProps {
	kept := awscdk.Duration_Days(jsii.Number(props.Backup.RetentionDays))
	rule := &awsbackup.BackupPlanRuleProps{
		RuleName: jsii.String("monthly"),
		ScheduleExpression: awsevents.Schedule_Cron(&awsevents.CronOptions{
			Minute: jsii.String("0"), Hour: number(archiveHour), Day: number(archiveDay),
		}),
		StartWindow: awscdk.Duration_Hours(jsii.Number(startWindowHours)),
		DeleteAfter: kept,
		// Snapshots, not point-in-time backups: AWS Backup keeps those for 35 days at most.
		EnableContinuousBackup: jsii.Bool(false),
	}
	if destination := copyVaultARN(scope, props.Environment, props.Backup); destination != nil {
		rule.CopyActions = &[]*awsbackup.BackupPlanCopyActionProps{{
			DestinationBackupVault: awsbackup.BackupVault_FromBackupVaultArn(scope, jsii.String("CopyVault"), destination),
			DeleteAfter:            kept,
		}}
	}
	return rule
}
