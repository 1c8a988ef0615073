package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// CopyVaultName is the fixed name of the vault that holds the copies, in the other region or account.
func CopyVaultName(environment string) string { return VaultName(environment) + "-copy" }

// copyARN is that vault's ARN; nil where no copy is configured.
func copyARN(scope constructs.Construct, props Props) *string {
	arn := &awscdk.ArnComponents{
		Service: jsii.String("backup"), Resource: jsii.String("backup-vault"), ResourceName: jsii.String(CopyVaultName(props.Environment)),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	}
	switch {
	case props.Backup.CopyRegion != "":
		arn.Region = jsii.String(props.Backup.CopyRegion)
	case props.Backup.CopyAccount != "":
		arn.Account = jsii.String(props.Backup.CopyAccount)
	default:
		return nil
	}
	return awscdk.Stack_Of(scope).FormatArn(arn)
}

// CopyProps is where copies come from.
type CopyProps struct {
	Environment string
	Backup      config.Backup
	HomeAccount string // empty: the same account
	HomeRegion  string
	Retain      bool
}

// NewCopy builds the vault that receives the copies, with a key of its own: RDS encrypts a copy anew with the key of the
// vault it goes to, so that losing the first region or account loses neither. Where restore tests are configured the copy
// has one too, in a network of its own that reaches nothing.
func NewCopy(scope constructs.Construct, id string, props CopyProps) awsbackup.BackupVault {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault, key := newVault(scope, vaultProps{
		Name:         CopyVaultName(props.Environment),
		Description:  "Kasha " + props.Environment + ": copies of the archive",
		Backup:       props.Backup,
		AccessPolicy: admitHome(props),
		Retain:       props.Retain,
	})
	if props.Backup.RestoreTest {
		subnets, security := newIsolatedNetwork(scope)
		newRestoreTest(scope, restoreTestProps{
			Plan:          "kasha_" + underscored(props.Environment) + "_archive_copy",
			Vault:         vault,
			Databases:     []*string{jsii.String("*")}, // the vault holds one database, which lives elsewhere
			SubnetGroup:   subnets,
			SecurityGroup: security,
			Role:          newRestoreRole(scope, key),
		})
		forwardRestores(scope, props)
	}
	return vault
}

// admitHome lets the environment's account, and no other, put copies into a vault of a second account.
func admitHome(props CopyProps) awsiam.PolicyDocument {
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

// ShareKey lets a second account read snapshots that the database's key encrypts, to copy them. It is in the key's policy
// because another account's permissions never are enough by themselves.
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
