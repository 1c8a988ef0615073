// Package sqltask builds a one-off task that runs SQL as the master user, from inside the VPC. The task costs nothing until somebody
// starts it with `make sql`. People use it to create database users and change schemas without network access to the VPC.
//
// The task and its cluster belong to the data stack, because the backend can be deployed only after its database user exists. In a new
// environment, users.sql runs after the data stack is deployed, and before the services stack.
//
// Failure modes: the SQL is passed as an override of the task's environment. CloudTrail records overrides, so the SQL must not hold a
// secret. ECS limits them to 8192 characters; internal/operate passes longer SQL through the application's bucket. Everyone who may start
// this task is in effect an administrator of the database, so grant ecs:RunTask on its task definition only to such people.
package sqltask

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/database"
	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/registry"
	"kasha/lib/rotation/roots"
	"kasha/lib/sqltask/client"
)

// Image is the mirror of the Docker Official Image with the mysql client, in the version that the database runs by default.
const Image = "public.ecr.aws/docker/library/mysql:8.4.10"

// Props describes the task.
type Props struct {
	Environment names.Environment
	Region      string // decides on the root certificate that the server is verified against
	VPC         awsec2.IVpc
	Database    database.Database
	Image       registry.Image

	Key              awskms.IKey // encrypts the log group
	LogRetentionDays int
	Retain           bool
}

// Task is what starting the task needs.
type Task struct {
	Definition    awsecs.FargateTaskDefinition
	SecurityGroup awsec2.SecurityGroup
}

// New builds the cluster and the task definition kasha-<env>-sql, and opens the primary to the task. The task role has no permissions;
// ECS reads the secrets with the execution role.
func New(scope constructs.Construct, id string, props Props) Task {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	awsecs.NewCluster(scope, jsii.String("Cluster"), &awsecs.ClusterProps{
		ClusterName: jsii.String(props.Environment.SQLTask()),
		Vpc:         props.VPC,
		// Container Insights bills by the hour, and the cluster's tasks run for seconds.
		ContainerInsightsV2: awsecs.ContainerInsights_DISABLED,
	})
	security := awsec2.NewSecurityGroup(scope, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("One-off SQL task: reached by nobody"),
		AllowAllOutbound: jsii.Bool(false),
	})
	https := awsec2.Port_Tcp(jsii.Number(443))
	security.AddEgressRule(awsec2.Peer_AnyIpv4(), https, jsii.String("Image, secrets and logs"), nil)
	props.Database.AllowPrimaryFrom(security, "One-off SQL task")

	definition := awsecs.NewFargateTaskDefinition(scope, jsii.String("Task"), &awsecs.FargateTaskDefinitionProps{
		Family:         jsii.String(props.Environment.SQLTask()),
		Cpu:            jsii.Number(256),
		MemoryLimitMiB: jsii.Number(512),
	})
	linux := awsecs.NewLinuxParameters(scope, jsii.String("Linux"), &awsecs.LinuxParametersProps{})
	linux.DropCapabilities(awsecs.Capability_ALL)
	script, secrets := props.credentials()
	definition.AddContainer(jsii.String(names.SQLContainer), &awsecs.ContainerDefinitionOptions{
		Image:                  props.Image.Container,
		EntryPoint:             jsii.Strings("bash", "-c"), // the image's own entry point would start a server
		Command:                jsii.Strings(script),
		User:                   jsii.String("mysql"),
		LinuxParameters:        linux,
		ReadonlyRootFilesystem: jsii.Bool(true),
		Environment:            rootCertificate(props.Region),
		Secrets:                &secrets,
		Logging: awsecs.LogDriver_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup: logging.NewGroup(scope, "Logs", logging.GroupProps{
				Name:          props.Environment.SQLTaskLogs(),
				RetentionDays: props.LogRetentionDays,
				Key:           props.Key,
				Retain:        props.Retain,
			}),
			StreamPrefix: jsii.String(names.SQLContainer),
		}),
	})
	props.Image.GrantPull(definition, definition.ObtainExecutionRole())
	props.Database.AllowInjection(definition.ObtainExecutionRole())
	return Task{Definition: definition, SecurityGroup: security}
}

// credentials returns the script, and the secrets that it reads from its environment. Only an environment with a migrator has its password.
func (p Props) credentials() (script string, secrets map[string]awsecs.Secret) {
	admin, connection, migrator := p.Database.Admin, p.Database.Connection, p.Database.Migrator
	secrets = map[string]awsecs.Secret{
		names.DatabaseHost:           awsecs.Secret_FromSecretsManager(admin, jsii.String("host")),
		names.DatabasePort:           awsecs.Secret_FromSecretsManager(admin, jsii.String("port")),
		names.SQLAdminUsername:       awsecs.Secret_FromSecretsManager(admin, jsii.String("username")),
		names.SQLAdminPassword:       awsecs.Secret_FromSecretsManager(admin, jsii.String("password")),
		names.SQLApplicationUsername: awsecs.Secret_FromSecretsManager(connection, jsii.String("username")),
		names.SQLApplicationPassword: awsecs.Secret_FromSecretsManager(connection, jsii.String("password")),
	}
	if migrator == nil {
		return client.Script, secrets
	}
	secrets[names.SQLMigratorUsername] = awsecs.Secret_FromSecretsManager(migrator, jsii.String("username"))
	secrets[names.SQLMigratorPassword] = awsecs.Secret_FromSecretsManager(migrator, jsii.String("password"))
	return client.WithMigrator(), secrets
}

// rootCertificate returns the variable by which the client verifies the server: the region's root, or where to download it.
func rootCertificate(region string) *map[string]*string {
	if root := roots.PEM(region); root != nil {
		return &map[string]*string{names.SQLRootCertificate: jsii.String(string(root))}
	}
	return &map[string]*string{names.SQLRootBundle: jsii.String(roots.Bundle(roots.TrustStore, region))}
}
