package operate

import (
	"encoding/json"
	"fmt"
	"time"

	"kasha/lib/names"
)

const rotationRunbook = "docs/runbooks/rotation.md"

const (
	// executionLimit is how long one execution of the restart state machine may take. A restart inside it may take 45 minutes.
	executionLimit = 90 * time.Minute

	// deploymentLimit is how long Restart waits for a deployment that the state machine finds in progress. It equals the time
	// that the state machine gives its own restart.
	deploymentLimit = 45 * time.Minute
	deploymentPause = time.Minute
)

// Restart runs the restart state machines, which restart the services whose secrets are newer than their tasks. It returns when no
// task holds an older password or secret. If a deployment is in progress, a state machine leaves it alone, and Restart runs it again
// every minute, for at most 45 minutes.
func (o Operator) Restart() error {
	if o.Environment.Database.Proxy && !o.Environment.HasSecrets() {
		return fmt.Errorf("%s uses an RDS proxy: its tasks hold no secret, so a restart is not needed", o.Environment.Name)
	}
	outputs, err := o.outputs(names.Services)
	if err != nil {
		return err
	}
	machine := outputs[names.RestartMachineARN]
	if machine == "" {
		return fmt.Errorf("the stack %s has no output %s; fix: deploy it first", o.names().Stack(names.Services), names.RestartMachineARN)
	}
	if err := o.runUntilUpToDate(machine); err != nil {
		return err
	}
	if holders := outputs[names.HoldersMachineARN]; holders != "" {
		return o.runUntilUpToDate(holders)
	}
	return nil
}

func (o Operator) runUntilUpToDate(machine string) error {
	for waited := time.Duration(0); waited <= deploymentLimit; waited += deploymentPause {
		upToDate, err := o.runRestartMachine(machine)
		if upToDate || err != nil {
			return err
		}
		fmt.Fprintln(o.Out, "A deployment is in progress, and tasks with an older password or secret still run. Checking again in a minute.")
		o.Sleep(deploymentPause)
	}
	return fmt.Errorf("a deployment has been in progress for more than %s, and tasks with an older password or secret still run; "+
		"fix: see \"A restart failed\" in %s", deploymentLimit, rotationRunbook)
}

// runRestartMachine runs the state machine once, and reports whether every task holds the current password.
func (o Operator) runRestartMachine(machine string) (upToDate bool, err error) {
	var execution struct{ ExecutionArn string }
	// Without "now", a restart that failed before would wait for its next scheduled attempt.
	err = o.AWS.Call(&execution, "stepfunctions", "start-execution", "--state-machine-arn", machine, "--input", `{"now": true}`)
	if err != nil {
		return false, err
	}
	describe := []string{"stepfunctions", "describe-execution", "--execution-arn", execution.ExecutionArn}
	var state struct{ Status, Error, Cause, Output string }
	err = o.wait("the restart state machine", executionLimit, 10*time.Second, func() (bool, error) {
		err := o.AWS.Repeat(&state, describe...)
		return state.Status != "RUNNING", err
	})
	if err != nil {
		return false, err
	}
	if state.Status != "SUCCEEDED" {
		return false, fmt.Errorf("the restart state machine ended with status %s, %s: %s; fix: see %s",
			state.Status, state.Error, state.Cause, rotationRunbook)
	}
	var output struct{ UpToDate *bool }
	if err := json.Unmarshal([]byte(state.Output), &output); err != nil || output.UpToDate == nil {
		return false, fmt.Errorf("the restart state machine's output %q does not say whether the tasks are up to date, "+
			"because it is older than this command; fix: deploy the services stack", state.Output)
	}
	return *output.UpToDate, nil
}
