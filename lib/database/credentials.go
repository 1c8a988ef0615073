package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const (
	// ApplicationUser is created by docs/sql/users.sql, with no more rights than the application needs. Its alternate is
	// kasha_app_clone: the rotation function refuses names longer than 16 characters.
	ApplicationUser = "kasha_app"
	// TokenUser logs in with tokens of IAM only; the same SQL creates it.
	TokenUser = "kasha_iam"

	adminUser = "admin" // the design document's

	// excludedCharacters are those that RDS refuses in a password (/ @ " space) and those that break URLs, shells and
	// MySQL option files.
	excludedCharacters = " %+~`#$&*()|[]{}:;<>?!'/@\"\\"
)

// newAdminSecret holds the master user's password. The design document names it.
func newAdminSecret(scope constructs.Construct, props Props) awssecretsmanager.Secret {
	return newSecret(scope, "AdminSecret", props, &awsrds.DatabaseSecretProps{
		SecretName: jsii.String(props.Database.SecretNamePrefix + "/admin-password"),
		Username:   jsii.String(adminUser),
	})
}

// newConnectionSecret holds the application user's password and, once attached, where the database is. It knows the master
// secret so that rotation can create the user's alternate.
func newConnectionSecret(scope constructs.Construct, props Props, db Database) (secret awssecretsmanager.Secret, attachment awssecretsmanager.ISecret) {
	secret = newSecret(scope, "ConnectionSecret", props, &awsrds.DatabaseSecretProps{
		SecretName:   jsii.String(props.Database.SecretNamePrefix + "/connection"),
		Username:     jsii.String(ApplicationUser),
		Dbname:       jsii.String(Name),
		MasterSecret: db.Admin,
	})
	return secret, secret.Attach(db.Primary)
}

// AllowInjection lets ECS decrypt the two secrets when it starts a task with this execution role. ecs.Secret grants the
// reading; its grant of the key goes to a principal that stands for Secrets Manager acting for the role, which only a key
// policy can name, and the key is another stack's. Without this no task starts.
func (db Database) AllowInjection(execution awsiam.IRole) {
	region := *awscdk.Stack_Of(execution).Region()
	execution.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:    jsii.Strings("kms:Decrypt"),
		Resources:  jsii.Strings(*db.secretsKey.KeyArn()),
		Conditions: &map[string]any{"StringEquals": map[string]any{"kms:ViaService": "secretsmanager." + region + ".amazonaws.com"}},
	}))
}

// newSecret applies what both secrets share. CloudFormation deletes a secret at once, without the recovery window that
// the design document asks for; so production secrets are retained, and a person deletes them with a window.
func newSecret(scope constructs.Construct, id string, props Props, secret *awsrds.DatabaseSecretProps) awssecretsmanager.Secret {
	secret.EncryptionKey = props.SecretsKey
	secret.ExcludeCharacters = jsii.String(excludedCharacters)
	built := awsrds.NewDatabaseSecret(scope, jsii.String(id), secret)
	built.ApplyRemovalPolicy(retention.Policy(props.Retain))
	return built
}
