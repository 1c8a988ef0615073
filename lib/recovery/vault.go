package recovery

import (
	"strconv"
	"strings"

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

// coolingOffDays is how long a compliance lock can still be taken back: AWS's minimum is three days, and a week holds a
// weekend. After that nobody can, not AWS either, until the last snapshot has expired.
const coolingOffDays = 7

type vaultProps struct {
	Name         string // also the alias of its key
	Description  string
	Backup       config.Backup
	AccessPolicy awsiam.PolicyDocument // nil: the account's own IAM policies decide
	Retain       bool
}

// newVault builds a vault, its key, and its lock where one is configured.
func newVault(scope constructs.Construct, props vaultProps) (awsbackup.BackupVault, awskms.Key) {
	key := encryption.NewKey(scope, "Key", encryption.KeyProps{Alias: props.Name, Description: props.Description, Retain: props.Retain})
	return awsbackup.NewBackupVault(scope, jsii.String("Vault"), &awsbackup.BackupVaultProps{
		BackupVaultName:   jsii.String(props.Name),
		EncryptionKey:     key,
		AccessPolicy:      props.AccessPolicy,
		LockConfiguration: lock(props.Backup),
		RemovalPolicy:     retention.Policy(props.Retain), // of an empty vault: AWS refuses to delete one that holds snapshots
	}), key
}

// lock refuses to delete a snapshot before its time, and to store one for a shorter time. With governance, whoever may
// administer the vault can remove the lock; with compliance nobody can once it has cooled off.
func lock(backup config.Backup) *awsbackup.LockConfiguration {
	if backup.Lock == config.LockNone {
		return nil
	}
	configuration := &awsbackup.LockConfiguration{MinRetention: awscdk.Duration_Days(jsii.Number(backup.RetentionDays))}
	if backup.Lock == config.LockCompliance {
		configuration.ChangeableFor = awscdk.Duration_Days(jsii.Number(coolingOffDays))
	}
	return configuration
}

// underscored makes an environment's name fit for restore testing, whose names have no hyphens.
func underscored(name string) string { return strings.ReplaceAll(name, "-", "_") }

func number(n int) *string { return jsii.String(strconv.Itoa(n)) }
