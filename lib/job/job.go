// Package job builds a job: a state machine that runs one task to its end (lib/runtask), the schedule that starts it, and its alarm.
//
// A run that fails publishes to the alarm topic what failed and where the log is. The alarm goes into ALARM when no run has succeeded for
// longer than the schedule allows: every run failed, none was started, or one hangs. CloudWatch evaluates at most seven days, so the alarm
// of a job whose runs are further apart counts failed runs instead.
//
// Failure modes: EventBridge Scheduler stops trying to start a run after ten minutes. A state machine that is stopped by hand leaves its
// task running; see docs/runbooks/job.md.
package job

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsschedulertargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/statemachine"
)

// startMinutes is how long Scheduler tries to start a run. It is shorter than the quarter of an hour in which two executions for one time
// are recognized; see lib/runtask.
const startMinutes = 10

// Props describes one job.
type Props struct {
	Environment config.Environment
	Name        string // in the configuration: nightly
	Job         config.Job
	Task        Task

	Topic awssns.ITopic // receives failures
	Key   awskms.IKey   // encrypts the topic and the log group
}

// Task is what the state machine starts.
type Task struct {
	Definition    awsecs.FargateTaskDefinition
	SecurityGroup awsec2.ISecurityGroup
	Cluster       awsecs.ICluster // holds no other tasks than those that run to their end
	ClusterName   string
	VPC           awsec2.IVpc
	LogGroup      string
}

// Job is the state machine, for its alarm and for people who start it by hand.
type Job struct {
	Machine awsstepfunctions.StateMachine

	props Props
}

// New builds the state machine and its schedule.
func New(scope constructs.Construct, props Props) Job {
	process := names.Job(props.Name)
	machine := NewMachine(scope, MachineProps{
		Environment: props.Environment, Process: process, Title: "job " + props.Name, Runbook: "job", Task: props.Task,
		TimeoutMinutes: props.Job.TimeoutMinutes, Retries: props.Job.Retries, Overlap: props.Job.Overlap, Topic: props.Topic, Key: props.Key,
	})
	role := statemachine.NewScheduleRole(scope)
	schedule := awsscheduler.NewSchedule(scope, jsii.String("Schedule"), &awsscheduler.ScheduleProps{
		ScheduleName: jsii.String(props.Environment.Names().Machine(process)),
		Description:  jsii.String("Starts the job " + props.Name),
		Schedule: awsscheduler.ScheduleExpression_Expression(
			jsii.String(props.Job.Schedule), awscdk.TimeZone_Of(jsii.String(props.Job.TimeZone))),
		Target: awsschedulertargets.NewStepFunctionsStartExecution(machine, &awsschedulertargets.ScheduleTargetBaseProps{
			Role: role,
			// The time for which this run is, by which a second delivery is recognized. Source: EventBridge Scheduler user guide, "Adding
			// context attributes".
			Input:         awsscheduler.ScheduleTargetInput_FromObject(map[string]any{"at": "<aws.scheduler.scheduled-time>"}),
			RetryAttempts: jsii.Number(10),
			MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(startMinutes)),
		}),
	})
	schedule.Node().AddDependency(role) // with its policy, without which Scheduler could not start a run
	return Job{Machine: machine, props: props}
}
