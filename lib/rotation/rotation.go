// Package rotation restarts the service that holds the application user's password after the password was rotated, and
// notices when rotation itself does not do its work.
//
// A schedule starts the state machine of lib/rotation/restart every few minutes. It compares dates that Secrets Manager and
// ECS keep anyway, so it depends on no event: Secrets Manager's events reach EventBridge through a CloudTrail trail only. The
// secret alternates between two users, so the password of the running tasks stays valid until the rotation after the next
// one, and a check that is late, or a restart that fails, hurts nobody for 90 days. docs/rotation.md has the arithmetic.
//
// Only services that hold the password are restarted. The frontend holds none; with a proxy the backend holds none either, and
// the flow only watches that the two secrets rotate.
//
// Failure modes: a failed rotation or restart fails the execution and tells the alarm topic. While tasks keep a password of
// before for longer than a restart can take, every check fails, and one a day tells. A flow that no longer runs at all is what
// the alarm is for: it rings when no check succeeded for three intervals.
package rotation

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsschedulertargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/logging"
	"kasha/lib/rotation/restart"
)

// How often the flow looks. Each look is seven state transitions of $0.025 a thousand, 4,000 a month free: every quarter of an
// hour comes to $0.41 a month, every hour to three cents. It bounds how long new connections fail when somebody rotates twice in
// a row by hand; nothing else waits for it.
const (
	productionMinutes    = 15
	nonproductionMinutes = 60
)

// Props is the service to restart and the secrets that it depends on.
type Props struct {
	Environment config.Environment
	Database    database.Database
	Service     awsecs.IBaseService // it holds Database.Connection; nil where nothing does

	Topic awssns.ITopic // hears of failures
	Key   awskms.IKey   // encrypts the topic and the log group
}

// Rotation is the flow, for alarms and for people who start it by hand.
type Rotation struct {
	Machine awsstepfunctions.StateMachine

	name         string
	checkMinutes int
}

// New builds the state machine and its schedule.
func New(scope constructs.Construct, id string, props Props) Rotation {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	rotation := Rotation{name: "kasha-" + props.Environment.Name + "-restart", checkMinutes: nonproductionMinutes}
	if props.Environment.IsProduction() {
		rotation.checkMinutes = productionMinutes
	}
	minutes := rotation.checkMinutes
	rotation.Machine = newMachine(scope, rotation.name, props, minutes)
	awsscheduler.NewSchedule(scope, jsii.String("Schedule"), &awsscheduler.ScheduleProps{
		ScheduleName: jsii.String(rotation.name),
		Description:  jsii.String("Watches rotation, and restarts what holds a password that was rotated"),
		Schedule:     awsscheduler.ScheduleExpression_Rate(awscdk.Duration_Minutes(jsii.Number(minutes))),
		Target: awsschedulertargets.NewStepFunctionsStartExecution(rotation.Machine, &awsschedulertargets.ScheduleTargetBaseProps{
			Role:  newScheduleRole(scope),
			Input: awsscheduler.ScheduleTargetInput_FromObject(map[string]any{}),
			// The next look makes up for this one; Scheduler's default is to try for a day.
			RetryAttempts: jsii.Number(2),
			MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(minutes)),
		}),
	})
	return rotation
}

// newScheduleRole is assumed by schedules of this account only. The construct would make one whose name is a hash.
func newScheduleRole(scope constructs.Construct) awsiam.Role {
	return awsiam.NewRole(scope, jsii.String("ScheduleRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()}},
		}),
	})
}

func newMachine(scope constructs.Construct, name string, props Props, minutes int) awsstepfunctions.StateMachine {
	settings := restart.Settings{
		Environment:    props.Environment.Name,
		AdminSecretArn: *props.Database.Admin.SecretArn(), ConnectionSecretArn: *props.Database.Connection.SecretArn(),
		ClusterName: restart.NoService, ServiceName: restart.NoService,
		TopicArn:     *props.Topic.TopicArn(),
		CheckMinutes: minutes,
		RotationDays: props.Environment.PasswordRotation().MostDays,
	}
	if props.Service != nil {
		settings.ClusterName, settings.ServiceName = *props.Service.Cluster().ClusterName(), *props.Service.ServiceName()
	}
	placeholders := map[string]*string{}
	for placeholder, value := range settings.Placeholders() {
		placeholders[placeholder] = jsii.String(value)
	}
	machine := awsstepfunctions.NewStateMachine(scope, jsii.String("Machine"), &awsstepfunctions.StateMachineProps{
		StateMachineName:        jsii.String(name),
		DefinitionBody:          awsstepfunctions.DefinitionBody_FromString(jsii.String(restart.Definition)),
		DefinitionSubstitutions: &placeholders,
		Logs: &awsstepfunctions.LogOptions{
			// The prefix keeps the account's resource policy for log delivery from growing with every flow.
			Destination: logging.NewGroup(scope, "Logs", logging.GroupProps{
				Name: "/aws/vendedlogs/states/" + name, RetentionDays: props.Environment.Logs.RetentionDays, Key: props.Key, Retain: props.Environment.IsProduction(),
			}),
			IncludeExecutionData: jsii.Bool(true), // dates and names; the flow never sees a password
			Level:                awsstepfunctions.LogLevel_ALL,
		},
		TracingEnabled: jsii.Bool(true),
	})
	machine.AddToRolePolicy(allow([]string{"secretsmanager:DescribeSecret"}, props.Database.Admin.SecretArn(), props.Database.Connection.SecretArn()))
	if props.Service != nil {
		machine.AddToRolePolicy(allow([]string{"ecs:DescribeServices", "ecs:UpdateService"}, props.Service.ServiceArn()))
	}
	machine.AddToRolePolicy(allow([]string{"sns:Publish"}, props.Topic.TopicArn()))
	machine.AddToRolePolicy(allow([]string{"kms:Decrypt", "kms:GenerateDataKey"}, props.Key.KeyArn()))
	return machine
}

func allow(actions []string, resources ...*string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: jsii.Strings(actions...), Resources: &resources})
}
