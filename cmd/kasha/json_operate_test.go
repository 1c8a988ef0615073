package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kasha/internal/console"
)

// pretendAWS puts a program aws into PATH that knows an account, a bucket that dev left, and nothing else.
func pretendAWS(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	program := "#!/bin/sh\ncase \"$*\" in\n" +
		"  sts*) echo '\"111111111111\"' ;;\n" +
		"  s3api*) echo '{}' ;;\n" +
		"  resourcegroupstaggingapi*) echo '[\"arn:aws:s3:::kasha-dev-data-storageapplication-abc\"]' ;;\n" +
		"  *) echo '[]' ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(folder, "aws"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// asked runs a command line and decodes its standard output.
func asked(t *testing.T, answer any, words ...string) (code int, people string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(words, console.Plain(&out, &err))
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	if problem := decoder.Decode(answer); problem != nil || decoder.More() {
		t.Fatalf("kasha %s: standard output is not one JSON value (%v); standard error: %s", strings.Join(words, " "), problem, &err)
	}
	return code, err.String()
}

// Catches JSON of an operation that is mixed with the printed commands, that lacks an answer, or that hides a failure.
func TestOperationsAnswerInJSON(t *testing.T) {
	enterProject(t)
	pretendAWS(t)
	var hour firstHourAnswer
	code, people := asked(t, &hour, "first-hour", "--env", "dev", "--json")
	if code != 1 || hour.Environment != "dev" || len(hour.Entries) < 5 || hour.Entries[0].Right || hour.Entries[0].Expected == "" {
		t.Errorf("first-hour: got exit code %d and %+v, want 1 and an entry that differs", code, hour)
	}
	if !strings.Contains(people, "$ aws sts") {
		t.Errorf("first-hour: standard error does not have the commands:\n%s", people)
	}
	var left leftoversAnswer
	code, _ = asked(t, &left, "leftovers", "--env", "dev", "--json")
	want := leftover{Kind: "bucket", Region: "us-east-1", Name: "kasha-dev-data-storageapplication-abc"}
	if code != 0 || left.Removed || !slices.Equal(left.Leftovers, []leftover{want}) {
		t.Errorf("leftovers: got exit code %d and %+v, want 0 and %+v", code, left, want)
	}
	code, _ = asked(t, &left, "leftovers", "--env", "dev", "--json", "--confirm", "dev")
	if code != 0 || !left.Removed || left.Snapshots == nil {
		t.Errorf("leftovers --confirm: got exit code %d and %+v, want 0 and that all was removed", code, left)
	}
	var book runbookAnswer
	code, _ = asked(t, &book, "runbook", "swap-in", "--env", "staging", "--json")
	if code != 0 || book.Name != "swap-in" || book.Environment != "staging" || !strings.Contains(book.Markdown, "kasha-staging") {
		t.Errorf("runbook: got exit code %d and %+v, want 0 and the names of staging", code, book)
	}
}

// Catches a preflight that is refused and prints no JSON, or JSON that says that all is well.
func TestAPreflightThatIsRefusedAnswersInJSON(t *testing.T) {
	enterProject(t)
	for name, value := range map[string]string{"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
		"AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": ""} {
		t.Setenv(name, value)
	}
	var answer preflightAnswer
	code, _ := asked(t, &answer, "preflight", "--env", "dev", "--for", "deploy", "--json")
	if code != 1 || answer.Ready || len(answer.Obstacles) == 0 || answer.Command != "" {
		t.Errorf("got exit code %d and %+v, want 1 and an obstacle", code, answer)
	}
}
