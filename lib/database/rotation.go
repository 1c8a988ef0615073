package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/network"
)

// rotate changes both passwords with the functions that Secrets Manager provides, in the backend subnets: they need a way to
// Secrets Manager, which the database subnets do not have.
//
// Neither password changes when the stack is created, but Secrets Manager then tries the function once: its step testSecret
// logs in with a copy of the secret. The master user's log-in works. The application user's cannot in a new environment,
// because docs/sql/users.sql has not made the user yet; the runbook on rotation says how that shows and what to do.
func rotate(scope constructs.Construct, props Props, db Database) {
	security := awsec2.NewSecurityGroup(scope, jsii.String("RotationSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("Rotation of database passwords"),
		AllowAllOutbound: jsii.Bool(false),
	})
	db.AllowPrimaryFrom(security, "Rotation changes passwords in the database")
	security.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("Secrets Manager and KMS"), nil)

	admin := rotation{secret: db.Admin, id: "AdminRotation", function: adminFunction(props.Environment), attachment: db.Primary.Secret(), database: db.security}
	connection := rotation{secret: db.Connection, id: "ConnectionRotation", function: connectionFunction(props.Environment), attachment: db.attachment, database: db.security}
	if !props.Database.Proxy {
		// Two users in turn: the password a running task holds stays valid until the rotation after the next one. With a proxy a
		// token names the database user that the proxy looks up in the secret; two users would change the name at every rotation,
		// and every task with it.
		connection.master = db.Admin
	}
	for _, r := range []rotation{admin, connection} {
		r.build(scope, props, security)
	}
}

// rotation is the rotation of one secret.
type rotation struct {
	secret     awssecretsmanager.Secret
	id         string
	function   string
	attachment constructs.IConstruct     // what writes the database's address into the secret
	database   constructs.IConstruct     // the database's security group, with the rule that lets the function in
	master     awssecretsmanager.ISecret // with it, two users take turns
}

func (r rotation) build(scope constructs.Construct, props Props, security awsec2.SecurityGroup) {
	schedule := r.secret.AddRotationSchedule(jsii.String(r.id), &awssecretsmanager.RotationScheduleOptions{
		HostedRotation:            r.hosted(props, security),
		AutomaticallyAfter:        awscdk.Duration_Days(jsii.Number(config.RotationDays)),
		RotateImmediatelyOnUpdate: jsii.Bool(false),
	})
	// The construct knows numbers of days only. See config.PasswordRotation.
	rules := &awssecretsmanager.CfnRotationSchedule_RotationRulesProperty{ScheduleExpression: jsii.String(props.Rotation.Expression)}
	if props.Rotation.Duration != "" {
		rules.Duration = jsii.String(props.Rotation.Duration)
	}
	schedule.Node().DefaultChild().(awssecretsmanager.CfnRotationSchedule).SetRotationRules(rules)

	// A secret that is not attached yet says neither host nor engine, and the function fails over it at once. The way to MySQL
	// must be open by then as well.
	schedule.Node().AddDependency(r.attachment)
	schedule.Node().AddDependency(security)
	schedule.Node().AddDependency(r.database)
	// Lambda writes to the group that is there. One that it makes itself never expires.
	schedule.Node().AddDependency(logging.NewGroup(scope, r.id+"Logs", logging.GroupProps{
		Name: "/aws/lambda/" + r.function, RetentionDays: props.LogRetentionDays, Key: props.SecretsKey, Retain: props.Retain,
	}))
}

func (r rotation) hosted(props Props, security awsec2.ISecurityGroup) awssecretsmanager.HostedRotation {
	function, subnets, groups := jsii.String(r.function), network.In(network.BackendSubnets), &[]awsec2.ISecurityGroup{security}
	if r.master != nil {
		return awssecretsmanager.HostedRotation_MysqlMultiUser(&awssecretsmanager.MultiUserHostedRotationOptions{
			FunctionName: function, Vpc: props.VPC, VpcSubnets: subnets, SecurityGroups: groups,
			ExcludeCharacters: jsii.String(excludedCharacters),
			MasterSecret:      r.master,
		})
	}
	return awssecretsmanager.HostedRotation_MysqlSingleUser(&awssecretsmanager.SingleUserHostedRotationOptions{
		FunctionName: function, Vpc: props.VPC, VpcSubnets: subnets, SecurityGroups: groups,
		ExcludeCharacters: jsii.String(excludedCharacters),
	})
}

// RotationFunctions are the names of the functions that change the passwords.
func RotationFunctions(environment string) []string {
	return []string{adminFunction(environment), connectionFunction(environment)}
}

func adminFunction(environment string) string { return "kasha-" + environment + "-rotate-admin" }
func connectionFunction(environment string) string {
	return "kasha-" + environment + "-rotate-connection"
}
