// Package recovery keeps the database beyond what RDS keeps itself: a snapshot on the first of every month in a vault of its
// own, kept for years, optionally copied to another region or account, and restored once a month to see that it can be.
//
// RDS's own automated backups reach back 35 days at most and are what a person restores from on a bad day (see
// docs/runbooks/restore-point-in-time.md). The archive is for what is noticed later, and for what the law wants kept. AWS
// Backup has no cold tier for RDS and keeps point-in-time backups for 35 days only, so the archive is warm snapshots.
//
// Failure modes: AWS Backup obeys the account's settings, in which RDS must be switched on for the region (it is, unless
// somebody switched it off). A snapshot in the first vault stays encrypted with the database's key, whatever the vault's
// key is; only the copy is encrypted anew, with the key of its own vault. So the first vault's own key ($1.00 a month) guards
// nothing that is stored today, and deleting the database's key destroys the archive but not the copy. Failures are told by
// events, which AWS delivers on best effort; a test that does not take place is no event, so those that pass are told too.
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
)

// The archive is taken on the first of the month at seven, UTC: an hour clear of the database's backup window (three to
// four) and of its weekly maintenance (five to six), because AWS Backup does not start a snapshot of RDS during either.
const (
	archiveHour = 7
	archiveDay  = 1

	// startWindowHours is how long AWS Backup may try before the job counts as expired, which is reported.
	startWindowHours = 8
)

// Props is what is archived and how long.
type Props struct {
	Environment string
	Backup      config.Backup
	Database    database.Database
	VPC         awsec2.IVpc
	Retain      bool // production: the vault and its key outlive the stack
}

// Recovery is what runbooks need to know.
type Recovery struct {
	Vault      awsbackup.BackupVault
	BackupRole awsiam.Role // what AWS Backup takes and copies snapshots with
}

// New builds the vault, the monthly rule for the database and, where configured, the restore test.
func New(scope constructs.Construct, id string, props Props) Recovery {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault, _ := newVault(scope, vaultProps{
		Name:        VaultName(props.Environment),
		Description: "Kasha " + props.Environment + ": archive of the database",
		Backup:      props.Backup,
		Retain:      props.Retain,
	})
	recovery := Recovery{Vault: vault, BackupRole: newBackupRole(scope, props, vault)}
	plan := awsbackup.NewBackupPlan(scope, jsii.String("Plan"), &awsbackup.BackupPlanProps{
		BackupPlanName: jsii.String("kasha-" + props.Environment + "-archive"),
		BackupVault:    vault,
	})
	plan.AddRule(awsbackup.NewBackupPlanRule(monthly(scope, props)))
	plan.AddSelection(jsii.String("Database"), &awsbackup.BackupSelectionOptions{
		BackupSelectionName: jsii.String("database"),
		Resources:           &[]awsbackup.BackupResource{awsbackup.BackupResource_FromRdsDatabaseInstance(props.Database.Primary)},
		Role:                recovery.BackupRole,
		// The role has a policy of its own; AWS's default policy covers every service that AWS Backup knows.
		DisableDefaultBackupPolicy: jsii.Bool(true),
	})
	if props.Backup.RestoreTest {
		newRestoreTest(scope, restoreTestProps{
			Plan:          "kasha_" + underscored(props.Environment) + "_archive",
			Vault:         vault,
			Databases:     []*string{props.Database.Primary.InstanceArn()},
			SubnetGroup:   props.Database.SubnetGroup.SubnetGroupName(),
			SecurityGroup: newClosedGroup(scope, props.VPC).SecurityGroupId(),
			Role:          newRestoreRole(scope, props.Database.Key),
		})
	}
	return recovery
}

// VaultName is the fixed name of an environment's vault.
func VaultName(environment string) string { return "kasha-" + environment + "-archive" }

// VaultARN is the vault's ARN as another stack of the same account and region knows it.
func VaultARN(scope constructs.Construct, environment string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("backup"), Resource: jsii.String("backup-vault"), ResourceName: jsii.String(VaultName(environment)),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
}

// monthly is the archive's rule.
func monthly(scope constructs.Construct, props Props) *awsbackup.BackupPlanRuleProps {
	kept := awscdk.Duration_Days(jsii.Number(props.Backup.RetentionDays))
	rule := &awsbackup.BackupPlanRuleProps{
		RuleName: jsii.String("monthly"),
		ScheduleExpression: awsevents.Schedule_Cron(&awsevents.CronOptions{
			Minute: jsii.String("0"), Hour: number(archiveHour), Day: number(archiveDay),
		}),
		StartWindow: awscdk.Duration_Hours(jsii.Number(startWindowHours)),
		DeleteAfter: kept,
		// Snapshots, not point-in-time backups: those AWS Backup keeps for 35 days at most.
		EnableContinuousBackup: jsii.Bool(false),
	}
	if destination := copyARN(scope, props); destination != nil {
		rule.CopyActions = &[]*awsbackup.BackupPlanCopyActionProps{{
			DestinationBackupVault: awsbackup.BackupVault_FromBackupVaultArn(scope, jsii.String("CopyVault"), destination),
			DeleteAfter:            kept,
		}}
	}
	return rule
}
