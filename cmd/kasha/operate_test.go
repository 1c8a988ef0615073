package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/internal/awscli"
	"kasha/lib/config"
)

// account stands for AWS: it answers a command by its first two words, from a list that it works through and whose last
// answer it repeats.
type account struct {
	answers map[string][]string
	calls   []string
	out     bytes.Buffer
	slept   time.Duration
}

func (a *account) operator(environment string) operator {
	env := config.Environment{Name: environment, Region: "us-east-1", Database: config.Database{SecretNamePrefix: "kasha/" + environment + "/rds/mysql"}}
	return operator{env: env, out: &a.out, sleep: func(d time.Duration) { a.slept += d }, aws: awscli.CLI{Region: env.Region, Out: &a.out, Run: a.run}}
}

func (a *account) run(args []string) ([]byte, error) {
	call := args[0] + " " + args[1]
	if len(a.calls) == 0 || a.calls[len(a.calls)-1] != call {
		a.calls = append(a.calls, call)
	}
	answers := a.answers[call]
	if len(answers) == 0 {
		return nil, errors.New(call + ": AccessDenied")
	}
	if len(answers) > 1 {
		a.answers[call] = answers[1:]
	}
	return []byte(answers[0]), nil
}

const (
	stackOutputs = `{"Stacks": [{"Outputs": [
		{"OutputKey": "RestartStateMachineArn", "OutputValue": "arn:aws:states:us-east-1:111111111111:stateMachine:kasha-dev-restart"},
		{"OutputKey": "SqlTaskSubnetIds", "OutputValue": "subnet-1,subnet-2"}, {"OutputKey": "SqlTaskSecurityGroupId", "OutputValue": "sg-1"}]}]}`
	current   = `{"VersionIdsToStages": {"v1": ["AWSCURRENT"]}}`
	rotating  = `{"VersionIdsToStages": {"v1": ["AWSCURRENT"], "v2": ["AWSPENDING"]}}`
	rotated   = `{"VersionIdsToStages": {"v1": ["AWSPREVIOUS"], "v2": ["AWSCURRENT", "AWSPENDING"]}}`
	succeeded = `{"status": "SUCCEEDED", "output": "{\"upToDate\": true}"}`
	behind    = `{"status": "SUCCEEDED", "output": "{\"upToDate\": false}"}`
)

func rotatingAccount() *account {
	return &account{answers: map[string][]string{
		"cloudformation describe-stacks":   {stackOutputs},
		"stepfunctions start-execution":    {`{"executionArn": "arn:aws:states:us-east-1:111111111111:execution:kasha-dev-restart:x"}`},
		"stepfunctions describe-execution": {`{"status": "RUNNING"}`, succeeded},
		"secretsmanager describe-secret":   {current, rotating, rotating, rotated},
		"secretsmanager rotate-secret":     {`{"VersionId": "v2"}`},
	}}
}

// TestRotateRestartsBeforeAndAfter catches a second rotation in a row that changes the password which running tasks hold.
func TestRotateRestartsBeforeAndAfter(t *testing.T) {
	aws := rotatingAccount()
	if err := aws.operator("dev").rotate("connection"); err != nil {
		t.Fatal(err)
	}
	flow := []string{"cloudformation describe-stacks", "stepfunctions start-execution", "stepfunctions describe-execution"}
	want := slices.Concat(flow, []string{"secretsmanager describe-secret", "secretsmanager rotate-secret", "secretsmanager describe-secret"}, flow)
	if !slices.Equal(aws.calls, want) {
		t.Errorf("calls\n%s\nwant\n%s", strings.Join(aws.calls, "\n"), strings.Join(want, "\n"))
	}
	if !strings.Contains(aws.out.String(), "$ aws secretsmanager rotate-secret --secret-id kasha/dev/rds/mysql/connection --region us-east-1") {
		t.Errorf("does not show what it does:\n%s", aws.out.String())
	}
}

// TestRotateWaitsForARelease catches a rotation that takes the password of tasks away which a release under way has not replaced
// yet, and a "Done" while such tasks still run.
func TestRotateWaitsForARelease(t *testing.T) {
	aws := rotatingAccount()
	aws.answers["stepfunctions describe-execution"] = []string{behind, `{"status": "RUNNING"}`, succeeded, behind, succeeded}
	if err := aws.operator("dev").rotate("connection"); err != nil {
		t.Fatal(err)
	}
	once := []string{"stepfunctions start-execution", "stepfunctions describe-execution"}
	flow := slices.Concat([]string{"cloudformation describe-stacks"}, once, once)
	want := slices.Concat(flow, []string{"secretsmanager describe-secret", "secretsmanager rotate-secret", "secretsmanager describe-secret"}, flow)
	if !slices.Equal(aws.calls, want) {
		t.Errorf("calls\n%s\nwant\n%s", strings.Join(aws.calls, "\n"), strings.Join(want, "\n"))
	}
	if !strings.Contains(aws.out.String(), `--input '{"now": true}'`) {
		t.Errorf("a restart that has failed before is not tried now:\n%s", aws.out.String())
	}
}

// TestRotateStopsAtTheFirstTrouble catches a rotation on top of tasks that could not be restarted, or of a rotation that
// never ended.
func TestRotateStopsAtTheFirstTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*account)
		want   string
		never  string
	}{
		"the restart before fails": {func(a *account) {
			a.answers["stepfunctions describe-execution"] = []string{`{"status": "FAILED", "error": "RestartFailed", "cause": "rolled back."}`}
		}, "RestartFailed: rolled back.", "secretsmanager rotate-secret"},
		"a rotation hangs":     {func(a *account) { a.answers["secretsmanager describe-secret"] = []string{rotating} }, "did not finish (version v2)", "secretsmanager rotate-secret"},
		"the rotation fails":   {func(a *account) { a.answers["secretsmanager describe-secret"] = []string{current, rotating} }, "the current password is still the one of before", ""},
		"a release never ends": {func(a *account) { a.answers["stepfunctions describe-execution"] = []string{behind} }, "a deployment is under way for more than 45m0s", "secretsmanager rotate-secret"},
		"an older flow": {func(a *account) {
			a.answers["stepfunctions describe-execution"] = []string{`{"status": "SUCCEEDED", "output": "{}"}`}
		}, "deploy the services stack", "secretsmanager rotate-secret"},
		"no right to rotate":     {func(a *account) { delete(a.answers, "secretsmanager rotate-secret") }, "AccessDenied", ""},
		"not deployed":           {func(a *account) { a.answers["cloudformation describe-stacks"] = []string{`{"Stacks": [{}]}`} }, "deploy it first", "stepfunctions start-execution"},
		"the flow never ends":    {func(a *account) { a.answers["stepfunctions describe-execution"] = []string{`{"status": "RUNNING"}`} }, "took longer than 1h30m", "secretsmanager rotate-secret"},
		"an answer without JSON": {func(a *account) { a.answers["secretsmanager rotate-secret"] = []string{"oops"} }, "not JSON", ""},
	} {
		aws := rotatingAccount()
		c.change(aws)
		err := aws.operator("dev").rotate("connection")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want it to say %q", name, err, c.want)
		}
		if c.never != "" && slices.Contains(aws.calls, c.never) {
			t.Errorf("%s: %s was called", name, c.never)
		}
	}
}

// TestRotateRestartsOnlyWhatHoldsThePassword catches a restart of tasks for a password that they do not have.
func TestRotateRestartsOnlyWhatHoldsThePassword(t *testing.T) {
	aws := rotatingAccount()
	if err := aws.operator("dev").rotate("admin"); err != nil || slices.Contains(aws.calls, "stepfunctions start-execution") {
		t.Errorf("admin: %v, %v", err, aws.calls)
	}
	aws = rotatingAccount()
	o := aws.operator("dev")
	o.env.Database.Proxy = true
	if err := o.rotate("connection"); err != nil || slices.Contains(aws.calls, "stepfunctions start-execution") {
		t.Errorf("with a proxy: %v, %v", err, aws.calls)
	}
	if err := o.restart(); err == nil {
		t.Error("a restart with a proxy was not refused")
	}
	if err := o.rotate("mysql"); err == nil {
		t.Error("a secret that does not exist was not refused")
	}
}

func sqlAccount(task string) *account {
	return &account{answers: map[string][]string{
		"cloudformation describe-stacks": {stackOutputs},
		"ecs run-task":                   {`{"tasks": [{"taskArn": "arn:aws:ecs:us-east-1:111111111111:task/kasha-dev/0123"}]}`},
		"ecs describe-tasks":             {`{"tasks": [{"lastStatus": "RUNNING", "containers": [{}]}]}`, task},
		"logs get-log-events": {
			`{"events": [{"message": "first"}], "nextForwardToken": "a"}`, `{"events": [{"message": "last"}], "nextForwardToken": "b"}`, `{"events": [], "nextForwardToken": "b"}`,
		},
	}}
}

// TestSQLIsRunAndItsEndPropagated catches a failed script that looks like a good one, and a log that is cut off.
func TestSQLIsRunAndItsEndPropagated(t *testing.T) {
	const stopped = `{"tasks": [{"lastStatus": "STOPPED", "stoppedReason": "Essential container in task exited", "containers": [{"exitCode": CODE}]}]}`
	file := filepath.Join(t.TempDir(), "overrides.json")

	aws := sqlAccount(strings.Replace(stopped, "CODE", "0", 1))
	if err := aws.operator("dev").sql("SELECT 'ü' < 1;\n", file); err != nil {
		t.Fatal(err)
	}
	out := aws.out.String()
	if !strings.Contains(out, "first\nlast\n") || !strings.Contains(out, "subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED") {
		t.Errorf("printed:\n%s", out)
	}
	// Where the data stack put it: a new environment runs SQL before it has any other stack.
	if !strings.Contains(out, "--stack-name kasha-dev-data ") || !strings.Contains(out, "--cluster kasha-dev-sql ") || !strings.Contains(out, "--log-group-name /kasha/dev/sql-task ") {
		t.Errorf("looks elsewhere:\n%s", out)
	}
	var overrides struct {
		ContainerOverrides []struct {
			Name        string
			Environment []struct{ Name, Value string }
		}
	}
	data, _ := os.ReadFile(file)
	if err := json.Unmarshal(data, &overrides); err != nil || overrides.ContainerOverrides[0].Environment[0].Value != "SELECT 'ü' < 1;\n" {
		t.Errorf("%v: %s", err, data)
	}

	aws = sqlAccount(strings.Replace(stopped, "CODE", "3", 1))
	var exit exitCode
	if err := aws.operator("dev").sql("SELECT", file); !errors.As(err, &exit) || exit.code != 3 {
		t.Errorf("%v, want code 3", err)
	}
	if !strings.Contains(aws.out.String(), "last") {
		t.Error("the log of a failure is not shown")
	}

	aws = sqlAccount(`{"tasks": [{"lastStatus": "STOPPED", "stoppedReason": "TaskFailedToStart", "containers": [{"reason": "CannotPullContainerError"}]}]}`)
	if err := aws.operator("dev").sql("SELECT", file); err == nil || !strings.Contains(err.Error(), "TaskFailedToStart; CannotPullContainerError") {
		t.Errorf("%v", err)
	}

	aws = sqlAccount("")
	aws.answers["ecs run-task"] = []string{`{"tasks": [], "failures": [{"reason": "RESOURCE:CPU"}]}`}
	if err := aws.operator("dev").sql("SELECT", file); err == nil || !strings.Contains(err.Error(), "RESOURCE:CPU") {
		t.Errorf("%v", err)
	}
}

// TestSQLThatECSWouldRefuse catches a file that is too long for an override before a task is asked for.
func TestSQLThatECSWouldRefuse(t *testing.T) {
	aws := sqlAccount("")
	for _, text := range []string{strings.Repeat("x", 8192), strings.Repeat(`"`, 5000), "\xff"} {
		if err := aws.operator("dev").sql(text, filepath.Join(t.TempDir(), "o")); err == nil || len(aws.calls) > 0 {
			t.Errorf("%.10q was not refused: %v", text, err)
		}
	}
	if _, err := sqlOverrides(strings.Repeat("x", 8000)); err != nil {
		t.Error(err)
	}
	for _, file := range []string{"../../docs/sql/users.sql", "../../docs/sql/reset-password.sql"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sqlOverrides(string(data)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
