package operate

import (
	"slices"
	"strings"
	"testing"

	"kasha/lib/names"
)

const (
	current   = `{"VersionIdsToStages": {"v1": ["AWSCURRENT"]}}`
	rotating  = `{"VersionIdsToStages": {"v1": ["AWSCURRENT"], "v2": ["AWSPENDING"]}}`
	rotated   = `{"VersionIdsToStages": {"v1": ["AWSPREVIOUS"], "v2": ["AWSCURRENT", "AWSPENDING"]}}`
	running   = `{"status": "RUNNING"}`
	succeeded = `{"status": "SUCCEEDED", "output": "{\"upToDate\": true}"}`
	behind    = `{"status": "SUCCEEDED", "output": "{\"upToDate\": false}"}`
)

func rotatingAccount() *account {
	return &account{answers: map[string][]string{
		"cloudformation describe-stacks":   {stackOutputs},
		"stepfunctions start-execution":    {`{"executionArn": "arn:aws:states:us-east-1:111111111111:execution:kasha-dev-restart:x"}`},
		"stepfunctions describe-execution": {running, succeeded},
		"secretsmanager describe-secret":   {current, rotating, rotating, rotated},
		"secretsmanager rotate-secret":     {`{"VersionId": "v2"}`},
	}}
}

const (
	describeStacks = "cloudformation describe-stacks"
	startMachine   = "stepfunctions start-execution"
	describeRun    = "stepfunctions describe-execution"
	describeSecret = "secretsmanager describe-secret"
	rotateSecret   = "secretsmanager rotate-secret"
)

func rotation() []string { return []string{describeSecret, rotateSecret, describeSecret} }

// TestRotateRestartsBeforeAndAfter catches a second rotation in a row that changes the password which running tasks hold.
func TestRotateRestartsBeforeAndAfter(t *testing.T) {
	aws := rotatingAccount()
	if err := aws.operator("dev").Rotate(names.RotatedConnection); err != nil {
		t.Fatal(err)
	}
	restart := []string{describeStacks, startMachine, describeRun}
	aws.wantCalls(t, slices.Concat(restart, rotation(), restart))
	aws.wantPrinted(t, "$ aws secretsmanager rotate-secret --secret-id kasha/dev/rds/mysql/connection --region us-east-1")
}

// TestRotateWaitsForADeployment catches a rotation while a deployment has not yet replaced the tasks with the older password, and
// a "Done" while such tasks still run.
func TestRotateWaitsForADeployment(t *testing.T) {
	aws := rotatingAccount()
	aws.answers[describeRun] = []string{behind, running, succeeded, behind, succeeded}
	if err := aws.operator("dev").Rotate(names.RotatedConnection); err != nil {
		t.Fatal(err)
	}
	restart := []string{describeStacks, startMachine, describeRun, startMachine, describeRun}
	aws.wantCalls(t, slices.Concat(restart, rotation(), restart))
	aws.wantPrinted(t, `--input '{"now": true}'`) // otherwise a restart that failed before is not tried again now
}

// TestRotateStopsAtTheFirstError catches a rotation although the tasks could not be restarted, or although an earlier rotation has
// not finished.
func TestRotateStopsAtTheFirstError(t *testing.T) {
	const failed = `{"status": "FAILED", "error": "RestartFailed", "cause": "rolled back."}`
	const olderMachine = `{"status": "SUCCEEDED", "output": "{}"}`
	for name, c := range map[string]struct {
		call    string   // whose answers are replaced
		answers []string // none: access is denied
		want    string   // in the error
		never   string   // must not be called
	}{
		"the restart before fails": {
			call: describeRun, answers: []string{failed}, want: "RestartFailed: rolled back.", never: rotateSecret,
		},
		"an earlier rotation has not finished": {
			call: describeSecret, answers: []string{rotating}, want: "did not finish (version v2)", never: rotateSecret,
		},
		"the rotation does not finish": {
			call: describeSecret, answers: []string{current, rotating}, want: "the current password has not changed",
		},
		"a deployment does not finish": {
			call: describeRun, answers: []string{behind},
			want: "a deployment has been in progress for more than 45m0s", never: rotateSecret,
		},
		"an older state machine": {
			call: describeRun, answers: []string{olderMachine}, want: "deploy the services stack", never: rotateSecret,
		},
		"not allowed to rotate": {
			call: rotateSecret, want: "AccessDenied",
		},
		"not deployed": {
			call: describeStacks, answers: []string{`{"Stacks": [{}]}`}, want: "deploy it first", never: startMachine,
		},
		"the execution does not end": {
			call: describeRun, answers: []string{running}, want: "took longer than 1h30m", never: rotateSecret,
		},
		"an answer that is not JSON": {
			call: rotateSecret, answers: []string{"oops"}, want: "not JSON",
		},
	} {
		aws := rotatingAccount()
		aws.answers[c.call] = c.answers
		err := aws.operator("dev").Rotate(names.RotatedConnection)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
		if c.never != "" && slices.Contains(aws.calls, c.never) {
			t.Errorf("%s: %s was called", name, c.never)
		}
	}
}

// TestRotateRestartsOnlyWhatHoldsThePassword catches a restart of tasks for a password that they do not have.
func TestRotateRestartsOnlyWhatHoldsThePassword(t *testing.T) {
	aws := rotatingAccount()
	if err := aws.operator("dev").Rotate(names.RotatedAdmin); err != nil || slices.Contains(aws.calls, startMachine) {
		t.Errorf("admin: error %v, calls %v, want no error and no restart", err, aws.calls)
	}
	aws = rotatingAccount()
	o := aws.operator("dev")
	o.Environment.Database.Proxy = true
	if err := o.Rotate(names.RotatedConnection); err != nil || slices.Contains(aws.calls, startMachine) {
		t.Errorf("with a proxy: error %v, calls %v, want no error and no restart", err, aws.calls)
	}
	if err := o.Restart(); err == nil {
		t.Error("a restart with a proxy was not refused")
	}
	if err := o.Rotate("mysql"); err == nil {
		t.Error("a secret that does not exist was not refused")
	}
}
