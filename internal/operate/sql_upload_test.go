package operate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/lib/config"
)

// signed is as long as a URL with the session token of a role.
var signed = "https://kasha-dev-data-bucket.s3.us-east-1.amazonaws.com/kasha-sql/1?X-Amz-Security-Token=" + strings.Repeat("t", 2000)

func longSQL() string { return strings.Repeat("INSERT INTO t VALUES ('\"ü');\n", 20000) }

func uploadAccount(task string) *account {
	aws := sqlAccount(task)
	aws.answers["cloudformation describe-stacks"] = []string{strings.Replace(stackOutputs, `"Outputs": [`,
		`"Outputs": [{"OutputKey": "BucketName", "OutputValue": "kasha-dev-data-bucket"},`, 1)}
	aws.answers["s3api put-object"] = []string{`{"VersionId": "v1"}`}
	aws.answers["s3 presign"] = []string{signed + "\n"}
	aws.answers["s3api delete-object"] = []string{`{}`}
	return aws
}

// TestLongSQLGoesThroughTheBucket catches SQL that is cut off, and a version of it that stays in the bucket. It also catches a task that
// runs whatever a process of the application puts in its place, and a URL in what is printed.
func TestLongSQLGoesThroughTheBucket(t *testing.T) {
	file := filepath.Join(t.TempDir(), "overrides.json")
	aws := uploadAccount(stopped(exited, `{"exitCode": 0}`))
	if err := aws.operator("dev").RunSQL(longSQL(), file); err != nil {
		t.Fatal(err)
	}
	aws.wantCalls(t, []string{
		"cloudformation describe-stacks", "s3api put-object", "s3 presign", "cloudformation describe-stacks", "ecs run-task",
		"ecs describe-tasks", "logs get-log-events", "s3api delete-object",
	})
	aws.wantPrinted(t, "--version-id v1")
	if strings.Contains(aws.out.String(), "X-Amz") {
		t.Error("the signed URL is printed")
	}
	var overrides struct {
		ContainerOverrides []struct {
			Command     []string
			Environment []struct{ Name, Value string }
		}
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &overrides)
	}
	if err != nil || len(data) > maxOverrides || len(overrides.ContainerOverrides) != 1 {
		t.Fatalf("%d bytes of overrides, error %v, want at most %d", len(data), err, maxOverrides)
	}
	uploaded, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".sql")
	digest := sha256.Sum256(uploaded)
	variables := overrides.ContainerOverrides[0].Environment
	if err != nil || string(uploaded) != strings.TrimSpace(longSQL()) || variables[0].Value != signed ||
		variables[1].Value != hex.EncodeToString(digest[:]) {
		t.Errorf("uploaded %d bytes (%v) with the variables %v, want the SQL, its URL and its digest", len(uploaded), err, variables)
	}
}

// TestLongSQLKnowsTheMigrator catches a script that leaves ${MIGRATOR_PASSWORD} as it is.
func TestLongSQLKnowsTheMigrator(t *testing.T) {
	o := uploadAccount("").operator("dev")
	o.Environment.Release = &config.Release{Runs: "backend", As: config.AsMigrator}
	overrides, err := o.fetchOverrides(uploaded{url: signed})
	if err != nil || !strings.Contains(string(overrides), "MIGRATOR_PASSWORD") {
		t.Errorf("overrides %s, error %v, want the migrator's password in the script", overrides, err)
	}
}

// TestLongSQLIsRemovedAfterAFailure catches SQL that stays in the bucket when mysql fails, or nothing can be signed or started.
func TestLongSQLIsRemovedAfterAFailure(t *testing.T) {
	for what, change := range map[string]func(*account){
		"mysql fails":             func(*account) {},
		"nothing signs":           func(a *account) { delete(a.answers, "s3 presign") },
		"the answer is no URL":    func(a *account) { a.answers["s3 presign"] = []string{"usage: aws"} },
		"the URL is too long":     func(a *account) { a.answers["s3 presign"] = []string{signed + strings.Repeat("t", 8000)} },
		"ECS starts no task":      func(a *account) { delete(a.answers, "ecs run-task") },
		"the log cannot be read":  func(a *account) { delete(a.answers, "logs get-log-events") },
		"the SQL is not removed":  func(a *account) { delete(a.answers, "s3api delete-object") },
		"there is no such bucket": func(a *account) { a.answers["cloudformation describe-stacks"] = []string{stackOutputs} },
	} {
		aws := uploadAccount(stopped(exited, `{"exitCode": 3}`))
		change(aws)
		err := aws.operator("dev").RunSQL(longSQL(), filepath.Join(t.TempDir(), "o.json"))
		removed := len(aws.calls) > 0 && aws.calls[len(aws.calls)-1] == "s3api delete-object"
		if want := what != "there is no such bucket"; err == nil || removed != want {
			t.Errorf("%s: error %v, removed %t after %v, want an error and %t", what, err, removed, aws.calls, want)
		}
	}
	aws := uploadAccount("")
	err := aws.operator("dev").RunSQL(strings.Repeat("x", maxSQL+1), filepath.Join(t.TempDir(), "o.json"))
	if err == nil || !strings.Contains(err.Error(), "the task can take 4194304") || len(aws.calls) > 0 {
		t.Errorf("got %v after %v, want the limit and no call", err, aws.calls)
	}
}
