package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// CopyProps describes where the copies come from.
type CopyProps struct {
	Environment names.Environment
	Backup      config.Backup
	HomeAccount string // the environment's account; empty: the account of this stack
	HomeRegion  string // the environment's region
	Retain      bool   // production: the vault and its key outlive the stack
}

// NewCopyVault builds the vault that receives the copies, in another region or account, with a key of its own. RDS encrypts a
// copy with the key of the vault that receives it. So losing the first region or account does not lose the copies. Where
// restore tests are configured, the copies are tested as well, in an isolated network.
func NewCopyVault(scope constructs.Construct, id string, props CopyProps) awsbackup.BackupVault {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault, key := newVault(scope, vaultProps{
		Name:         props.Environment.ArchiveCopyVault(),
		KeyAlias:     props.Environment.ArchiveCopyKey(),
		Description:  props.Environment.Description("copies of the archive"),
		Backup:       props.Backup,
		AccessPolicy: admitHomeAccount(props),
		Retain:       props.Retain,
	})
	if props.Backup.RestoreTest {
		subnets, security := newIsolatedNetwork(scope)
		newRestoreTest(scope, restoreTestProps{
			Plan:          props.Environment.CopyRestoreTest(),
			Vault:         vault,
			Databases:     []*string{jsii.String("*")}, // the vault holds snapshots of one database, which is elsewhere
			SubnetGroup:   subnets,
			SecurityGroup: security,
			Role:          newRestoreRole(scope, key),
		})
		forwardRestores(scope, props)
	}
	return vault
}

// copyVaultARN is the ARN of the vault that receives the copies; nil where no copy is configured.
func copyVaultARN(scope constructs.Construct, environment names.Environment, backup config.Backup) *string {
	arn := &awscdk.ArnComponents{
		Service: jsii.String("backup"), Resource: jsii.String("backup-vault"),
		ResourceName: jsii.String(environment.ArchiveCopyVault()), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	}
	switch {
	case backup.CopyRegion != "":
		arn.Region = jsii.String(backup.CopyRegion)
	case backup.CopyAccount != "":
		arn.Account = jsii.String(backup.CopyAccount)
	default:
		return nil
	}
	return awscdk.Stack_Of(scope).FormatArn(arn)
}

// admitHomeAccount lets the environment's account, and no other, copy snapshots into a vault of a second account.
func admitHomeAccount(props CopyProps) awsiam.PolicyDocument {
	if props.Backup.CopyAccount == "" {
		return nil
	}
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        jsii.String("CopiesFromHome"),
			Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(props.HomeAccount)},
			Actions:    jsii.Strings("backup:CopyIntoBackupVault"),
			Resources:  jsii.Strings("*"),
		}),
	}})
}

// ShareKey lets a second account read and copy the snapshots that the database's key encrypts. The key's own policy must allow
// it, because an account cannot grant itself access to another account's key.
func ShareKey(key awskms.Key, account string) {
	other := &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(account)}
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("ArchiveAccountReadsSnapshots"), Principals: other, Resources: jsii.Strings("*"),
		Actions: jsii.Strings("kms:DescribeKey", "kms:Decrypt", "kms:ReEncryptFrom", "kms:GenerateDataKeyWithoutPlaintext"),
	}), nil)
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("ArchiveAccountGrantsToRDS"), Principals: other, Resources: jsii.Strings("*"),
		Actions:    jsii.Strings("kms:CreateGrant"),
		Conditions: &map[string]any{"Bool": map[string]any{grantCondition: "true"}},
	}), nil)
}
