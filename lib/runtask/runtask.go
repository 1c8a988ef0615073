// Package runtask holds the state machine that runs one ECS task to its end, in Amazon States Language. It is separate from lib/job, which
// deploys it, so that tests can run it without the CDK. For the release command, lib/release deploys it through lib/job.
//
// The state machine starts the task with the plain API call, and then reads the task's status every half minute. Step Functions also has an
// integration that waits, ecs:runTask.sync. The documentation does not say that the integration takes a ClientToken, or that a task ends at
// the state's time limit. Besides, the integration needs the right to change an event rule that all state machines of the account share.
//
// # At most one task
//
// Where overlap is false, at most one task of a state machine runs at a time:
//
//   - EventBridge Scheduler delivers a start at least once. Two executions for one scheduled time use the same ClientToken, and ECS starts
//     one task for both (ECS API reference, "Ensuring idempotency").
//   - Any other second execution sees the first in the list of running executions, and ends without a task. ListExecutions is eventually
//     consistent, so the execution waits a quarter of a minute before it looks.
//   - An execution lasts as long as its task: it ends after it has seen the task stopped. NotStopped is the exception, and says so. So is
//     an execution that a person stops, which leaves its task running.
//
// Two starts by hand in the same moment are safe as long as the list is at most 15 seconds old. AWS promises no such bound.
//
// # What is tried again
//
// A task that did not start, or that AWS took away, is started up to six times, two minutes apart. The usual causes are a lack of capacity,
// an image and a secret. A container that ended with another exit code than 0 is started again as often as retries says. The time limit
// counts from the start of the execution and includes all of this. If a person stops the task (StopTask), the run ends.
package runtask

import (
	_ "embed"
	"strconv"
	"strings"
)

// Definition is the state machine in Amazon States Language, with placeholders such as ${ClusterName}.
//
//go:embed runtask.asl.json
var Definition string

// Settings are the values for the definition's placeholders.
type Settings struct {
	Environment string
	Name        string // of the container, in ClientToken and StartedBy: letters, digits and hyphens, at most MaxName
	Title       string // in messages: job nightly
	Runbook     string

	ClusterName, TaskDefinitionArn, SecurityGroupID string
	SubnetIDs                                       [2]string // one in each availability zone
	StateMachineArn                                 string    // the state machine's own
	TopicArn, LogGroup                              string

	TimeoutMinutes int  // of the execution, with everything that is tried again
	Retries        int  // after an exit code other than 0
	Overlap        bool // whether a second execution may run beside the first
	ChoosesTask    bool // whether an execution's input may name the task definition; see lib/release
}

// MaxName leaves room in a ClientToken of 64 characters for a time and two counts.
const MaxName = 32

// Placeholders returns the value of each placeholder in Definition, by name.
func (s Settings) Placeholders() map[string]string {
	return map[string]string{
		"Environment":     s.Environment,
		"Name":            s.Name,
		"Title":           s.Title,
		"Runbook":         s.Runbook,
		"ClusterName":     s.ClusterName,
		"TaskDefinition":  s.taskDefinition(),
		"SecurityGroupId": s.SecurityGroupID,
		"SubnetId1":       s.SubnetIDs[0],
		"SubnetId2":       s.SubnetIDs[1],
		"StateMachineArn": s.StateMachineArn,
		"TopicArn":        s.TopicArn,
		"LogGroup":        s.LogGroup,
		"TimeoutMinutes":  strconv.Itoa(s.TimeoutMinutes),
		"Retries":         strconv.Itoa(s.Retries),
		"Overlap":         strconv.FormatBool(s.Overlap),
	}
}

// taskDefinition returns the ARN, or an expression that takes the input's and falls back to it, for a person who starts an execution.
func (s Settings) taskDefinition() string {
	if !s.ChoosesTask {
		return s.TaskDefinitionArn
	}
	const input = "$states.context.Execution.Input.taskDefinition"
	return "{% $exists(" + input + ") ? " + input + " : '" + s.TaskDefinitionArn + "' %}"
}

// Definition returns the state machine with its placeholders filled in.
func (s Settings) Definition() string {
	var replacements []string
	for name, value := range s.Placeholders() {
		replacements = append(replacements, "${"+name+"}", value)
	}
	return strings.NewReplacer(replacements...).Replace(Definition)
}
