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
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
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
	"kasha/lib/monitoring"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/runtask"
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
	awsscheduler.NewSchedule(scope, jsii.String("Schedule"), &awsscheduler.ScheduleProps{
		ScheduleName: jsii.String(props.Environment.Names().Machine(process)),
		Description:  jsii.String("Starts the job " + props.Name),
		Schedule: awsscheduler.ScheduleExpression_Expression(
			jsii.String(props.Job.Schedule), awscdk.TimeZone_Of(jsii.String(props.Job.TimeZone))),
		Target: awsschedulertargets.NewStepFunctionsStartExecution(machine, &awsschedulertargets.ScheduleTargetBaseProps{
			Role: statemachine.NewScheduleRole(scope),
			// The time for which this run is, by which a second delivery is recognized. Source: EventBridge Scheduler user guide, "Adding
			// context attributes".
			Input:         awsscheduler.ScheduleTargetInput_FromObject(map[string]any{"at": "<aws.scheduler.scheduled-time>"}),
			RetryAttempts: jsii.Number(10),
			MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(startMinutes)),
		}),
	})
	return Job{Machine: machine, props: props}
}

// MachineProps describes the state machine of a process that runs to its end.
type MachineProps struct {
	Environment    config.Environment
	Process        string // in names
	Title, Runbook string // for messages
	Task           Task
	TimeoutMinutes int
	Retries        int
	Overlap        bool
	ChoosesTask    bool // see runtask.Settings

	Topic awssns.ITopic
	Key   awskms.IKey
}

// NewMachine builds the state machine with the rights for exactly its task.
func NewMachine(scope constructs.Construct, props MachineProps) awsstepfunctions.StateMachine {
	name, stack := props.Environment.Names().Machine(props.Process), awscdk.Stack_Of(scope)
	own := *stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("states"), Resource: jsii.String("stateMachine"), ResourceName: jsii.String(name),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
	subnets := *props.Task.VPC.SelectSubnets(network.In(network.BackendSubnets)).SubnetIds
	settings := runtask.Settings{
		Environment: props.Environment.Name, Name: props.Process, Title: props.Title, Runbook: props.Runbook,
		ClusterName: props.Task.ClusterName, TaskDefinitionArn: *props.Task.Definition.TaskDefinitionArn(),
		SecurityGroupID: *props.Task.SecurityGroup.SecurityGroupId(), SubnetIDs: [2]string{*subnets[0], *subnets[1]},
		StateMachineArn: own, TopicArn: *props.Topic.TopicArn(), LogGroup: props.Task.LogGroup,
		TimeoutMinutes: props.TimeoutMinutes, Retries: props.Retries, Overlap: props.Overlap,
		ChoosesTask: props.ChoosesTask,
	}
	machine := statemachine.New(scope, statemachine.Props{
		Name: name, Definition: settings.Definition(), Environment: props.Environment, Key: props.Key,
	})
	props.grant(machine, own)
	statemachine.AllowPublishing(machine, props.Topic, props.Key)
	return machine
}

// grant lets the state machine start this one task definition with its two roles, and read and stop tasks of the cluster. ECS asks for
// ecs:TagResource because the task takes over the tags of its definition. Sources: Step Functions developer guide, "IAM policies for
// calling Amazon ECS/AWS Fargate"; ECS developer guide, "Grant permission to tag resources on creation".
func (p MachineProps) grant(machine awsstepfunctions.StateMachine, own string) {
	stack := awscdk.Stack_Of(machine)
	tasks := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ecs"), Resource: jsii.String("task"), ResourceName: jsii.String(p.Task.ClusterName + "/*"),
	})
	inCluster := func(actions []string, resource *string) {
		statement := statemachine.Allow(actions, resource)
		statement.AddCondition(jsii.String("ArnEquals"), map[string]any{"ecs:cluster": p.Task.Cluster.ClusterArn()})
		machine.AddToRolePolicy(statement)
	}
	inCluster([]string{"ecs:RunTask"}, p.Task.Definition.TaskDefinitionArn())
	inCluster([]string{"ecs:DescribeTasks", "ecs:StopTask"}, tasks)
	tagging := statemachine.Allow([]string{"ecs:TagResource"}, tasks)
	tagging.AddCondition(jsii.String("StringEquals"), map[string]any{"ecs:CreateAction": "RunTask"})
	machine.AddToRolePolicy(tagging)
	passing := statemachine.Allow([]string{"iam:PassRole"},
		p.Task.Definition.TaskRole().RoleArn(), p.Task.Definition.ObtainExecutionRole().RoleArn())
	passing.AddCondition(jsii.String("StringEquals"), map[string]any{"iam:PassedToService": "ecs-tasks.amazonaws.com"})
	machine.AddToRolePolicy(passing)
	if !p.Overlap {
		machine.AddToRolePolicy(statemachine.Allow([]string{"states:ListExecutions"}, jsii.String(own)))
	}
}

// mostHours is what CloudWatch evaluates at most with periods of an hour (CloudWatch API, PutMetricAlarm, EvaluationPeriods).
const mostHours = 7 * 24

// Alarm returns the job's alarm. It is a warning: a failed run publishes to the topic in every tier.
func (j Job) Alarm() monitoring.Alarm {
	_, longest := j.props.Job.Gaps()
	patience := longest + j.props.Job.Timeout()
	hours := int((patience+time.Hour-1)/time.Hour) + 1 // a run may begin just after an hour does
	alarm := monitoring.Alarm{
		Name: names.Job(j.props.Name) + "-overdue", Severity: names.Warning,
		Notice: monitoring.Notice{
			Means: fmt.Sprintf("No run of the job %s has succeeded for %d hours. Its runs are at most %s apart and may take %d minutes. "+
				"In a new environment the alarm is expected until the first run.", j.props.Name, hours, readable(longest), j.props.Job.TimeoutMinutes),
			Do: "Read the cause of the last failed execution of " + j.props.Environment.Names().Machine(names.Job(j.props.Name)) +
				". If there is no execution, check its schedule.",
			Runbook: "job",
		},
		Metric: monitoring.Filled("succeeded", 0, 60, j.Machine.MetricSucceeded(everyHour())),
		When:   monitoring.Below(1), For: monitoring.OutOf(hours, hours),
		Missing: awscloudwatch.TreatMissingData_BREACHING,
		Promise: deadline.Promise{
			Alarm: (hours+1)*60 + 2, OK: 120, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: (hours+1)*60 + 2},
		},
		Threshold: "the longest time between two runs, and a run's time limit",
		From:      []string{"jobs." + j.props.Name + ".schedule", "jobs." + j.props.Name + ".timeoutMinutes"},
	}
	if hours <= mostHours {
		return alarm
	}
	alarm.Name = names.Job(j.props.Name) + "-failed"
	alarm.Notice.Means = "A run of the job " + j.props.Name + " has failed. CloudWatch looks back seven days, so nobody is told of a " +
		"run that is missing."
	alarm.Notice.Do = "Read the cause of the last execution of " + j.props.Environment.Names().Machine(names.Job(j.props.Name)) + "."
	alarm.Metric = monitoring.Filled("failed", 0, 60, j.Machine.MetricFailed(everyHour()))
	alarm.When, alarm.For = monitoring.AtLeast(1), monitoring.OutOf(1, 3)
	alarm.Missing = awscloudwatch.TreatMissingData_NOT_BREACHING
	alarm.Promise = deadline.Promise{Alarm: 62, OK: 240, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 240}}
	alarm.Threshold, alarm.From = "any failed run", nil
	return alarm
}

func readable(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

func everyHour() *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Statistic: awscloudwatch.Stats_SUM(), Period: awscdk.Duration_Hours(jsii.Number(1))}
}
