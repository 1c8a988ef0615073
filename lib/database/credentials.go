package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
	"kasha/lib/retention"
)

// excludedCharacters are the characters that RDS refuses in a password (/ @ " space) and those that break URLs, shells and MySQL
// option files.
const excludedCharacters = " %+~`#$&*()|[]{}:;<>?!'/@\"\\"

// newAdminSecret builds the secret with the master user's password. Its name is the design document's.
func newAdminSecret(scope constructs.Construct, props Props) awssecretsmanager.Secret {
	return newSecret(scope, "AdminSecret", props, &awsrds.DatabaseSecretProps{
		SecretName: jsii.String(names.AdminSecret(props.Database.SecretNamePrefix)),
		Username:   jsii.String(names.AdminUser),
	})
}

// newConnectionSecret builds the secret with the application user's password. The attachment writes the database's address into it.
// It refers to the master secret, with which rotation creates the application user's alternate.
func newConnectionSecret(
	scope constructs.Construct, props Props, db Database,
) (secret awssecretsmanager.Secret, attachment awssecretsmanager.ISecret) {
	secret = newSecret(scope, "ConnectionSecret", props, &awsrds.DatabaseSecretProps{
		SecretName:   jsii.String(names.ConnectionSecret(props.Database.SecretNamePrefix)),
		Username:     jsii.String(names.ApplicationUser),
		Dbname:       jsii.String(names.Database),
		MasterSecret: db.Admin,
	})
	return secret, secret.Attach(db.Primary)
}

// newMigratorSecret builds the secret with the password of the user that changes the schema. One user suffices: only a release holds the
// password, for minutes.
func newMigratorSecret(
	scope constructs.Construct, props Props, db Database,
) (secret awssecretsmanager.Secret, attachment awssecretsmanager.ISecret) {
	secret = newSecret(scope, "MigratorSecret", props, &awsrds.DatabaseSecretProps{
		SecretName: jsii.String(names.MigratorSecret(props.Database.SecretNamePrefix)),
		Username:   jsii.String(names.MigratorUser),
		Dbname:     jsii.String(names.Database),
	})
	return secret, secret.Attach(db.Primary)
}

// AllowInjection lets ECS decrypt these secrets when it starts a task with this execution role. It lets RDS Proxy decrypt them with the
// proxy's own role (RDS user guide, "Configuring IAM authentication for RDS Proxy"). Without it no task starts, and the proxy cannot log
// in. ecs.Secret grants reading the secret, but its grant of the key has no effect here. Only a key policy can name the principal that it
// uses (Secrets Manager acting for the role), and the key belongs to another stack.
func (db Database) AllowInjection(execution awsiam.IGrantable) {
	region := *awscdk.Stack_Of(db.Admin).Region()
	awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee:      execution,
		Actions:      jsii.Strings("kms:Decrypt"),
		ResourceArns: jsii.Strings(*db.secretsKey.KeyArn()),
		Conditions: &map[string]*map[string]any{
			"StringEquals": {"kms:ViaService": "secretsmanager." + region + ".amazonaws.com"},
		},
	})
}

// newSecret adds what both secrets share. CloudFormation deletes a secret at once, without the recovery window that the design
// document asks for. Production secrets are therefore retained, and a person deletes them with a window.
func newSecret(scope constructs.Construct, id string, props Props, secret *awsrds.DatabaseSecretProps) awssecretsmanager.Secret {
	secret.EncryptionKey = props.SecretsKey
	secret.ExcludeCharacters = jsii.String(excludedCharacters)
	built := awsrds.NewDatabaseSecret(scope, jsii.String(id), secret)
	built.ApplyRemovalPolicy(retention.Policy(props.Retain))
	return built
}
