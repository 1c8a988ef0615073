package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// restart starts the flow that restarts the backend if its password is newer than its tasks, and waits until no task holds a
// password of before.
func restart(args []string, stdout io.Writer) error {
	if len(args) != 1 {
		return errors.New("name an environment: kasha restart dev")
	}
	o, err := newOperator(args[0], stdout)
	if err != nil {
		return err
	}
	return o.restart()
}

// A deployment that the flow finds under way is given as long as the flow gives a restart of its own.
const (
	underWayLimit = 45 * time.Minute
	underWayPause = time.Minute
)

func (o operator) restart() error {
	if o.env.Database.Proxy {
		return fmt.Errorf("%s has a proxy: its tasks hold no password, and nothing has to be restarted for one", o.env.Name)
	}
	outputs, err := o.outputs("services")
	if err != nil {
		return err
	}
	machine := outputs["RestartStateMachineArn"]
	if machine == "" {
		return fmt.Errorf("the stack kasha-%s-services has no output RestartStateMachineArn: deploy it first", o.env.Name)
	}
	for waited := time.Duration(0); waited <= underWayLimit; waited += underWayPause {
		upToDate, err := o.runFlow(machine)
		if upToDate || err != nil {
			return err
		}
		fmt.Fprintln(o.out, "A deployment is under way, and tasks that hold the password of before still run. Looking again in a minute.")
		o.sleep(underWayPause)
	}
	return fmt.Errorf("a deployment is under way for more than %s, and tasks that hold the password of before still run. See \"A restart failed\" in %s", underWayLimit, rotationRunbook)
}

// runFlow runs the flow once, and says whether it found every task with the current password.
func (o operator) runFlow(machine string) (upToDate bool, err error) {
	var execution struct{ ExecutionArn string }
	// Without "now" a restart that has failed before waits for its next turn.
	if err := o.aws.Call(&execution, "stepfunctions", "start-execution", "--state-machine-arn", machine, "--input", `{"now": true}`); err != nil {
		return false, err
	}
	describe := []string{"stepfunctions", "describe-execution", "--execution-arn", execution.ExecutionArn}
	var state struct{ Status, Error, Cause, Output string }
	err = o.wait("the flow", 90*time.Minute, 10*time.Second, func() (bool, error) {
		err := o.aws.Again(&state, describe...)
		return state.Status != "RUNNING", err
	})
	if err != nil {
		return false, err
	}
	if state.Status != "SUCCEEDED" {
		return false, fmt.Errorf("the flow ended %s, %s: %s See %s", state.Status, state.Error, state.Cause, rotationRunbook)
	}
	var output struct{ UpToDate *bool }
	if err := json.Unmarshal([]byte(state.Output), &output); err != nil || output.UpToDate == nil {
		return false, fmt.Errorf("the flow does not say whether the tasks are up to date, but %q: deploy the services stack, whose flow is older than this command", state.Output)
	}
	return *output.UpToDate, nil
}
