package operate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sqlAccount(task string) *account {
	return &account{answers: map[string][]string{
		"cloudformation describe-stacks": {stackOutputs},
		"ecs run-task":                   {`{"tasks": [{"taskArn": "arn:aws:ecs:us-east-1:111111111111:task/kasha-dev/0123"}]}`},
		"ecs describe-tasks":             {`{"tasks": [{"lastStatus": "RUNNING", "containers": [{}]}]}`, task},
		"logs get-log-events": {
			`{"events": [{"message": "first"}], "nextForwardToken": "a"}`,
			`{"events": [{"message": "last"}], "nextForwardToken": "b"}`,
			`{"events": [], "nextForwardToken": "b"}`,
		},
	}}
}

func stopped(reason, container string) string {
	return fmt.Sprintf(`{"tasks": [{"lastStatus": "STOPPED", "stoppedReason": %q, "containers": [%s]}]}`, reason, container)
}

const (
	exited    = "Essential container in task exited"
	someSQL   = "SELECT 'ü' < 1;\n"
	toNetwork = "subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED"
)

// TestSQLRunsInTheDataStacksTask catches a log that is cut off, and SQL that is changed on the way. It also catches a task in
// another stack: in a new environment, SQL runs when only the data stack exists.
func TestSQLRunsInTheDataStacksTask(t *testing.T) {
	file := filepath.Join(t.TempDir(), "overrides.json")
	aws := sqlAccount(stopped(exited, `{"exitCode": 0}`))
	if err := aws.operator("dev").RunSQL(someSQL, file); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"first\nlast\n", toNetwork, "--stack-name kasha-dev-data ", "--cluster kasha-dev-sql ", "--log-group-name /kasha/dev/sql-task ",
	} {
		aws.wantPrinted(t, want)
	}
	var overrides struct {
		ContainerOverrides []struct {
			Name        string
			Environment []struct{ Name, Value string }
		}
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &overrides)
	}
	if err != nil || overrides.ContainerOverrides[0].Environment[0].Value != someSQL {
		t.Errorf("overrides %s, error %v, want the SQL %q in them", data, err, someSQL)
	}
}

// TestAFailedSQLTaskIsAnError catches a failed script that looks like a successful one.
func TestAFailedSQLTaskIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "overrides.json")

	aws := sqlAccount(stopped(exited, `{"exitCode": 3}`))
	var failed TaskFailed
	if err := aws.operator("dev").RunSQL("SELECT", file); !errors.As(err, &failed) || failed.ExitCode() != 3 {
		t.Errorf("got %v, want exit code 3", err)
	}
	aws.wantPrinted(t, "last") // the log of a failure, too

	aws = sqlAccount(stopped("TaskFailedToStart", `{"reason": "CannotPullContainerError"}`))
	err := aws.operator("dev").RunSQL("SELECT", file)
	if err == nil || !strings.Contains(err.Error(), "TaskFailedToStart; CannotPullContainerError") {
		t.Errorf("got %v, want ECS's reasons", err)
	}

	aws = sqlAccount("")
	aws.answers["ecs run-task"] = []string{`{"tasks": [], "failures": [{"reason": "RESOURCE:CPU"}]}`}
	if err := aws.operator("dev").RunSQL("SELECT", file); err == nil || !strings.Contains(err.Error(), "RESOURCE:CPU") {
		t.Errorf("got %v, want ECS's reason", err)
	}
}

// TestSQLThatIsNoText catches bytes that MySQL would not understand, before a task is started.
func TestSQLThatIsNoText(t *testing.T) {
	aws := sqlAccount("")
	if err := aws.operator("dev").RunSQL("\xff", filepath.Join(t.TempDir(), "o")); err == nil || len(aws.calls) > 0 {
		t.Errorf("error %v, calls %v, want an error and no call", err, aws.calls)
	}
}

// TestTheSQLThatKashaShipsIsShort catches a file of docs/sql that needs the bucket, to which few people may write.
func TestTheSQLThatKashaShipsIsShort(t *testing.T) {
	files, err := filepath.Glob("../../docs/sql/*.sql")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, error %v, want three files or more", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if overrides, err := sqlOverrides(string(data)); err != nil || len(overrides) > maxOverrides {
			t.Errorf("%s: %d bytes of overrides, error %v, want at most %d", file, len(overrides), err, maxOverrides)
		}
	}
}
