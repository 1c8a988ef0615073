package recovery

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
	"kasha/lib/retention"
)

type vaultProps struct {
	Name         string
	KeyAlias     string
	Description  string
	Backup       config.Backup
	AccessPolicy awsiam.PolicyDocument // nil: only the account's IAM policies apply
	Retain       bool
}

// newVault builds a vault, its key, and its lock where one is configured.
func newVault(scope constructs.Construct, props vaultProps) (awsbackup.BackupVault, awskms.Key) {
	key := encryption.NewKey(scope, "Key", encryption.KeyProps{Alias: props.KeyAlias, Description: props.Description, Retain: props.Retain})
	return awsbackup.NewBackupVault(scope, jsii.String("Vault"), &awsbackup.BackupVaultProps{
		BackupVaultName:   jsii.String(props.Name),
		EncryptionKey:     key,
		AccessPolicy:      props.AccessPolicy,
		LockConfiguration: lock(props.Backup),
		RemovalPolicy:     retention.Policy(props.Retain), // AWS deletes an empty vault only, whatever the policy
	}), key
}

// lock prevents snapshots from being deleted before their retention ends, and from being stored with a shorter one. A governance
// lock can be removed by principals with permission to administer the vault, a compliance lock by no one after the days of grace.
func lock(backup config.Backup) *awsbackup.LockConfiguration {
	if backup.Lock == config.LockNone {
		return nil
	}
	configuration := &awsbackup.LockConfiguration{MinRetention: awscdk.Duration_Days(jsii.Number(backup.RetentionDays))}
	if backup.Lock == config.LockCompliance {
		configuration.ChangeableFor = awscdk.Duration_Days(jsii.Number(config.ComplianceGraceDays))
	}
	return configuration
}

func number(n int) *string { return jsii.String(strconv.Itoa(n)) }
