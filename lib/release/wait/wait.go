// Package wait holds the state machine that waits for a release and answers CloudFormation, in Amazon States Language. It is separate from
// lib/release, which deploys it, so that tests can run it without the CDK.
//
// CloudFormation calls the Lambda function of lib/release/function, which starts this state machine. This state machine starts another one,
// which runs the task (lib/runtask). Three times a minute, it reads the status of that execution. In the end it passes the result to the
// function, which answers CloudFormation.
//
// # Rolling back
//
// When a deployment fails, CloudFormation also sends the resource's previous properties, as an update. The previous image must not run
// then. Its tool may refuse a schema that is newer than its files, and the stack could not be rolled back. A request does not say whether
// the stack is being rolled back. So the state machine reads the stack's status, and runs nothing during a rollback.
//
// # When nothing answers
//
// The state machine reports each of its failures to CloudFormation as an answer. If a person stops this execution, or the function fails
// for ten minutes, CloudFormation waits until the resource's ServiceTimeout has passed, and rolls back.
package wait

import (
	_ "embed"
	"strconv"
	"strings"

	"kasha/lib/config"
)

// Definition is the state machine in Amazon States Language, with placeholders such as ${FunctionArn}.
//
//go:embed wait.asl.json
var Definition string

// Settings are the values for the definition's placeholders.
type Settings struct {
	RunMachineArn  string // the state machine that runs the task
	FunctionArn    string // lib/release/function
	TimeoutMinutes int    // of the task
}

// Placeholders returns the value of each placeholder in Definition, by name.
func (s Settings) Placeholders() map[string]string {
	return map[string]string{
		"RunMachineArn": s.RunMachineArn,
		"FunctionArn":   s.FunctionArn,
		"GiveUpMinutes": strconv.Itoa(s.TimeoutMinutes + config.ReleaseReserveMinutes - 3), // before CloudFormation does, after an hour
	}
}

// Definition returns the state machine with its placeholders filled in.
func (s Settings) Definition() string {
	var replacements []string
	for name, value := range s.Placeholders() {
		replacements = append(replacements, "${"+name+"}", value)
	}
	return strings.NewReplacer(replacements...).Replace(Definition)
}
