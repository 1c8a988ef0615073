// Package sqltask runs SQL as the master user, once, from inside the VPC. Nothing listens and nothing costs until somebody
// starts it with make sql; it is how database users are made and schemas are changed without a way into the VPC for people.
//
// It stands beside the database, with a cluster of its own, not beside the services: a backend that logs in can only be deployed
// when its user exists, so a new environment runs users.sql between its data and its services stack.
//
// Failure modes: the SQL travels as an override of the task's environment, which ECS limits to 8192 characters in all and
// CloudTrail records, so it must not hold a secret. Whoever may start this task is the database's administrator: grant
// ecs:RunTask on its definition accordingly.
package sqltask

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/database"
	"kasha/lib/logging"
	"kasha/lib/registry"
	"kasha/lib/sqltask/client"
)

const (
	// Image has the mysql client: the Docker Official Image's mirror, of the version that the database runs by default.
	Image = "public.ecr.aws/docker/library/mysql:8.4.10"

	name = "sql" // of the container and of its log streams
)

// Props is where the task runs and what it may read.
type Props struct {
	Environment string
	VPC         awsec2.IVpc
	Database    database.Database
	Image       registry.Image

	Key              awskms.IKey // encrypts the log group
	LogRetentionDays int
	Retain           bool
}

// Task is what starting one needs.
type Task struct {
	Definition    awsecs.FargateTaskDefinition
	SecurityGroup awsec2.SecurityGroup
}

// New builds the cluster and the task definition kasha-<env>-sql and the way to the primary. The task itself gets no rights in
// AWS; ECS reads the two secrets for it, with the execution role.
func New(scope constructs.Construct, id string, props Props) Task {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	awsecs.NewCluster(scope, jsii.String("Cluster"), &awsecs.ClusterProps{
		ClusterName: jsii.String(client.Name(props.Environment)),
		Vpc:         props.VPC,
		// Its metrics bill by the hour, and nothing runs here but for seconds.
		ContainerInsightsV2: awsecs.ContainerInsights_DISABLED,
	})
	security := awsec2.NewSecurityGroup(scope, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("One-off SQL task: reached by nobody"),
		AllowAllOutbound: jsii.Bool(false),
	})
	security.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("Image, secrets and logs"), nil)
	props.Database.AllowPrimaryFrom(security, "One-off SQL task")

	definition := awsecs.NewFargateTaskDefinition(scope, jsii.String("Task"), &awsecs.FargateTaskDefinitionProps{
		Family:         jsii.String(client.Name(props.Environment)),
		Cpu:            jsii.Number(256),
		MemoryLimitMiB: jsii.Number(512),
	})
	admin, connection := props.Database.Admin, props.Database.Connection
	definition.AddContainer(jsii.String(name), &awsecs.ContainerDefinitionOptions{
		Image:                  props.Image.Container,
		EntryPoint:             jsii.Strings("bash", "-c"), // the image's own would start a server
		Command:                jsii.Strings(client.Script),
		User:                   jsii.String("mysql"),
		ReadonlyRootFilesystem: jsii.Bool(true),
		Secrets: &map[string]awsecs.Secret{
			"DATABASE_HOST":        awsecs.Secret_FromSecretsManager(admin, jsii.String("host")),
			"DATABASE_PORT":        awsecs.Secret_FromSecretsManager(admin, jsii.String("port")),
			"ADMIN_USERNAME":       awsecs.Secret_FromSecretsManager(admin, jsii.String("username")),
			"MYSQL_PWD":            awsecs.Secret_FromSecretsManager(admin, jsii.String("password")),
			"APPLICATION_USERNAME": awsecs.Secret_FromSecretsManager(connection, jsii.String("username")),
			"APPLICATION_PASSWORD": awsecs.Secret_FromSecretsManager(connection, jsii.String("password")),
		},
		Logging: awsecs.LogDriver_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup: logging.NewGroup(scope, "Logs", logging.GroupProps{
				Name: client.LogGroup(props.Environment), RetentionDays: props.LogRetentionDays, Key: props.Key, Retain: props.Retain,
			}),
			StreamPrefix: jsii.String(name),
		}),
	})
	props.Image.GrantFirstPull(definition.ObtainExecutionRole())
	props.Database.AllowInjection(definition.ObtainExecutionRole())
	return Task{Definition: definition, SecurityGroup: security}
}
