// Package rotation restarts the service that holds the application user's password after each rotation of that password, and
// notices when rotation itself does not work.
//
// A schedule starts the state machine of lib/rotation/restart every 15 minutes in production, and every hour in nonproduction. The state
// machine compares dates that Secrets Manager and ECS keep anyway, so it depends on no event. Secrets Manager's events reach EventBridge
// only through a CloudTrail trail. The secret alternates between two users, so the password of the running tasks stays valid until the
// rotation after the next one. So a late check or a failed restart has no effect for weeks. docs/rotation.md has the details.
//
// Only services that hold the password are restarted. With a proxy, no process holds it, and the state machine only checks that the two
// secrets rotate. New builds the state machine for the backend and its database password. NewHolders builds a second one for all other
// secrets and services, in environments that have any.
//
// Failure modes: a failed rotation or restart fails the execution and notifies the alarm topic. While tasks hold an old password
// for longer than a restart can take, every check fails, and one check a day notifies the topic. If the state machine no longer
// runs at all, the alarm rotation-check notices: no check has succeeded for three intervals.
package rotation

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsschedulertargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/rotation/restart"
	"kasha/lib/statemachine"
)

// How often the state machine checks. A check makes seven state transitions at $0.025 per thousand, with 4,000 a month free: $0.41 a
// month every 15 minutes, $0.03 every hour. The interval limits how long new connections fail after somebody rotates twice in a row
// by hand; nothing else depends on it.
const (
	productionMinutes    = 15
	nonproductionMinutes = 60
)

// Props is the service to restart and the secrets that it depends on.
type Props struct {
	Environment config.Environment
	Database    database.Database
	Service     awsecs.IBaseService // the holder of Database.Connection; nil where there is none

	Topic awssns.ITopic // receives failures
	Key   awskms.IKey   // encrypts the topic and the log group
}

// Rotation is the state machine, for alarms and for people who start it by hand.
type Rotation struct {
	Machine awsstepfunctions.StateMachine

	name         string
	checkMinutes int
}

// New builds the state machine and its schedule.
func New(scope constructs.Construct, id string, props Props) Rotation {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	env := props.Environment.Names()
	rotation := Rotation{name: env.RestartStateMachine(), checkMinutes: checkMinutes(props.Environment)}
	rotation.Machine = newStateMachine(scope, rotation.name, props, rotation.checkMinutes)
	schedule(scope, rotation, env.RestartSchedule(), "Checks rotation, and restarts the service that holds a rotated password")
	return rotation
}

func checkMinutes(environment config.Environment) int {
	if environment.IsProduction() {
		return productionMinutes
	}
	return nonproductionMinutes
}

// schedule starts the state machine at every interval.
func schedule(scope constructs.Construct, rotation Rotation, name, description string) {
	role := statemachine.NewScheduleRole(scope)
	built := awsscheduler.NewSchedule(scope, jsii.String("Schedule"), &awsscheduler.ScheduleProps{
		ScheduleName: jsii.String(name),
		Description:  jsii.String(description),
		Schedule:     awsscheduler.ScheduleExpression_Rate(awscdk.Duration_Minutes(jsii.Number(rotation.checkMinutes))),
		Target: awsschedulertargets.NewStepFunctionsStartExecution(rotation.Machine, &awsschedulertargets.ScheduleTargetBaseProps{
			Role:  role,
			Input: awsscheduler.ScheduleTargetInput_FromObject(map[string]any{}),
			// The next check makes up for this one. Scheduler's default is to retry for a day.
			RetryAttempts: jsii.Number(2),
			MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(rotation.checkMinutes)),
		}),
	})
	built.Node().AddDependency(role) // with its policy, without which Scheduler could not start the state machine
}

func newStateMachine(scope constructs.Construct, name string, props Props, minutes int) awsstepfunctions.StateMachine {
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
	machine := statemachine.New(scope, statemachine.Props{
		Name: name, Definition: restart.Definition, Parameters: settings.Placeholders(), Environment: props.Environment, Key: props.Key,
	})
	machine.AddToRolePolicy(statemachine.Allow([]string{"secretsmanager:DescribeSecret"},
		props.Database.Admin.SecretArn(), props.Database.Connection.SecretArn()))
	if props.Service != nil {
		machine.AddToRolePolicy(statemachine.Allow([]string{"ecs:DescribeServices", "ecs:UpdateService"}, props.Service.ServiceArn()))
	}
	statemachine.AllowPublishing(machine, props.Topic, props.Key)
	return machine
}
