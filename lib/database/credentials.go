package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/network"
)

const (
	adminUser       = "admin"     // the design document's
	applicationUser = "kasha_app" // created by the SQL in docs/sql, with no more rights than the application needs

	rotationDays = 90 // design document, "Secrets Rotation"

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
func newConnectionSecret(scope constructs.Construct, props Props, db Database) awssecretsmanager.Secret {
	secret := newSecret(scope, "ConnectionSecret", props, &awsrds.DatabaseSecretProps{
		SecretName:   jsii.String(props.Database.SecretNamePrefix + "/connection"),
		Username:     jsii.String(applicationUser),
		Dbname:       jsii.String(Name),
		MasterSecret: db.Admin,
	})
	secret.Attach(db.Primary)
	return secret
}

// newSecret applies what both secrets share. CloudFormation deletes a secret at once, without the recovery window that
// the design document asks for; so production secrets are retained, and a person deletes them with a window.
func newSecret(scope constructs.Construct, id string, props Props, secret *awsrds.DatabaseSecretProps) awssecretsmanager.Secret {
	secret.EncryptionKey = props.SecretsKey
	secret.ExcludeCharacters = jsii.String(excludedCharacters)
	built := awsrds.NewDatabaseSecret(scope, jsii.String(id), secret)
	removal := awscdk.RemovalPolicy_DESTROY
	if props.Retain {
		removal = awscdk.RemovalPolicy_RETAIN
	}
	built.ApplyRemovalPolicy(removal)
	return built
}

// rotate changes both passwords every 90 days with the functions that Secrets Manager provides, in the backend subnets:
// they need a way to Secrets Manager, which the database subnets do not have.
//
// The application's secret alternates between two users, so the password a running task holds stays valid until the
// rotation after the next one. Neither rotates when the stack is created: the application user does not exist yet then.
func rotate(scope constructs.Construct, props Props, db Database) {
	security := awsec2.NewSecurityGroup(scope, jsii.String("RotationSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("Rotation of database passwords"),
		AllowAllOutbound: jsii.Bool(false),
	})
	db.AllowFrom(security, "Rotation changes passwords in the database")
	security.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("Secrets Manager and KMS"), nil)

	schedule(db.Admin, "AdminRotation", awssecretsmanager.HostedRotation_MysqlSingleUser(&awssecretsmanager.SingleUserHostedRotationOptions{
		FunctionName:      jsii.String("kasha-" + props.Environment + "-rotate-admin"),
		Vpc:               props.VPC,
		VpcSubnets:        network.In(network.BackendSubnets),
		SecurityGroups:    &[]awsec2.ISecurityGroup{security},
		ExcludeCharacters: jsii.String(excludedCharacters),
	}))
	schedule(db.Connection, "ConnectionRotation", awssecretsmanager.HostedRotation_MysqlMultiUser(&awssecretsmanager.MultiUserHostedRotationOptions{
		FunctionName:      jsii.String("kasha-" + props.Environment + "-rotate-connection"),
		Vpc:               props.VPC,
		VpcSubnets:        network.In(network.BackendSubnets),
		SecurityGroups:    &[]awsec2.ISecurityGroup{security},
		ExcludeCharacters: jsii.String(excludedCharacters),
		MasterSecret:      db.Admin,
	}))
}

// RotationFunctions are the names of the functions that change the passwords.
func RotationFunctions(environment string) []string {
	return []string{"kasha-" + environment + "-rotate-admin", "kasha-" + environment + "-rotate-connection"}
}

func schedule(secret awssecretsmanager.Secret, id string, rotation awssecretsmanager.HostedRotation) {
	secret.AddRotationSchedule(jsii.String(id), &awssecretsmanager.RotationScheduleOptions{
		HostedRotation:            rotation,
		AutomaticallyAfter:        awscdk.Duration_Days(jsii.Number(rotationDays)),
		RotateImmediatelyOnUpdate: jsii.Bool(false),
	})
}
