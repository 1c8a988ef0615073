package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// rotate sets up the rotation of both passwords. The functions run in the backend subnets, because they need a route to Secrets
// Manager, which the database subnets do not have.
//
// Neither password changes when the stack is created, but Secrets Manager then calls each function once. Its step testSecret logs in
// with a copy of the secret. The master user's login works. The application user's login fails in a new environment, because
// docs/sql/users.sql has not created the user yet. The rotation runbook says how that shows and what to do.
func rotate(scope constructs.Construct, props Props, db Database) {
	security := awsec2.NewSecurityGroup(scope, jsii.String("RotationSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("Rotation of database passwords"),
		AllowAllOutbound: jsii.Bool(false),
	})
	db.AllowPrimaryFrom(security, "Rotation changes passwords in the database")
	security.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("Secrets Manager and KMS"), nil)

	admin := rotation{
		secret:     db.Admin,
		id:         "AdminRotation",
		function:   props.Environment.RotationFunction(names.RotatedAdmin),
		attachment: db.Primary.Secret(),
		database:   db.SecurityGroup,
	}
	connection := rotation{
		secret:     db.Connection,
		id:         "ConnectionRotation",
		function:   props.Environment.RotationFunction(names.RotatedConnection),
		attachment: db.attachment,
		database:   db.SecurityGroup,
	}
	if !props.Database.Proxy {
		// Two users alternate, so the password that a running task holds stays valid until the rotation after the next one. With a
		// proxy, tokens name the database user of the secret. Two users would change that name at every rotation, and every task
		// would have to restart.
		connection.master = db.Admin
	}
	rotations := []rotation{admin, connection}
	if db.Migrator != nil {
		rotations = append(rotations, rotation{
			secret:     db.Migrator,
			id:         "MigratorRotation",
			function:   props.Environment.RotationFunction(names.RotatedMigrator),
			attachment: db.migratorAttachment,
			database:   db.SecurityGroup,
		})
	}
	for _, r := range rotations {
		r.build(scope, props, security)
	}
}

// rotation is the rotation of one secret.
type rotation struct {
	secret     awssecretsmanager.Secret
	id         string
	function   string
	attachment constructs.IConstruct    // writes the database's address into the secret
	database   constructs.IConstruct    // the database's security group, with the rule that admits the function
	master     awssecretsmanager.Secret // nil: one user; otherwise two users alternate, and the master user prepares the other
}

func (r rotation) build(database constructs.Construct, props Props, security awsec2.SecurityGroup) {
	scope := constructs.NewConstruct(database, jsii.String(r.id))
	function := r.newFunction(database, scope, props, security)
	rules := &awssecretsmanager.CfnRotationSchedule_RotationRulesProperty{
		ScheduleExpression: jsii.String(props.Rotation.Expression),
	}
	if props.Rotation.Duration != "" {
		rules.Duration = jsii.String(props.Rotation.Duration)
	}
	// The construct of a higher level accepts a number of days only; config.PasswordRotation says why that is not enough. It also
	// lets Secrets Manager of every account call the function.
	schedule := awssecretsmanager.NewCfnRotationSchedule(scope, jsii.String("Schedule"), &awssecretsmanager.CfnRotationScheduleProps{
		SecretId:                  r.secret.SecretArn(),
		RotationLambdaArn:         function.resource.FunctionArn(),
		RotationRules:             rules,
		RotateImmediatelyOnUpdate: jsii.Bool(false),
	})
	// Secrets Manager calls the function as soon as there is a schedule. By then it must be allowed to, and the function's role must
	// have its policy. The secret must hold the database's address, and the function must be able to connect.
	for _, needed := range []constructs.IConstruct{function.permission, function.role, r.attachment, security, r.database} {
		schedule.Node().AddDependency(needed)
	}
}
