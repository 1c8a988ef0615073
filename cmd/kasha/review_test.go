package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/console"
)

// assemblyDir writes an assembly of one stack whose resources are given.
func assemblyDir(t *testing.T, resources string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"manifest.json": `{"artifacts": {"s": {"type": "aws:cloudformation:stack", "environment": "aws://333333333333/us-east-1",
			"displayName": "s",
			"properties": {"templateFile": "s.json", "stackName": "kasha-prod-data"}}}}`,
		"s.json": `{"Resources": {` + resources + `}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	aQueue = `"Jobs": {"Type": "AWS::SQS::Queue"}`
	aTopic = `"Topic": {"Type": "AWS::SNS::Topic"}`
)

func runReview(t *testing.T, args ...string) (out, printed string, err error) {
	t.Helper()
	out = t.TempDir()
	var stdout, stderr bytes.Buffer
	modules := filepath.Join("..", "..", "node_modules")
	_, err = execute(append([]string{"review", "--out", out, "--node-modules", modules}, args...), console.Plain(&stdout, &stderr))
	return out, stdout.String(), err
}

func TestReviewFailsOnALossUntilItIsAccepted(t *testing.T) {
	base, head := assemblyDir(t, aQueue+","+aTopic), assemblyDir(t, aTopic)
	out, printed, err := runReview(t, "--base", base, "--head", head)
	if err == nil || !strings.Contains(err.Error(), "1 loss is not accepted") {
		t.Errorf("%v", err)
	}
	if !strings.Contains(printed, "LOSS: kasha-prod-data Jobs (AWS::SQS::Queue) removed") {
		t.Errorf("printed %q, want the loss", printed)
	}
	for _, file := range []string{"review.md", "review.html", "review.json"} {
		if data, err := os.ReadFile(filepath.Join(out, file)); err != nil || !strings.Contains(string(data), "Jobs") {
			t.Errorf("%s: %v", file, err)
		}
	}
	acceptances := filepath.Join(t.TempDir(), "accepted.json")
	if err := os.WriteFile(acceptances, []byte(`{"losses": [{"stack": "kasha-prod-data", "resource": "Jobs", "type": "AWS::SQS::Queue",
		"reason": "drained"}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, printed, err := runReview(t, "--base", base, "--head", head, "--accepted", acceptances); err != nil || !strings.Contains(printed,
		"accepted loss: ") {
		t.Errorf("error %v, want none; printed %q", err, printed)
	}
	if _, printed, err := runReview(t, "--base", base, "--head", base, "--accepted", acceptances); err == nil || !strings.Contains(printed,
		"DOES NOT OCCUR: kasha-prod-data, Jobs") || !strings.Contains(printed, "Remove from "+acceptances) {
		t.Errorf("an acceptance that matches nothing: error %v, printed %q", err, printed)
	}
}

func TestReviewSaysWhatItNeeds(t *testing.T) {
	dir := assemblyDir(t, aTopic)
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "make review BASE=main"},
		{[]string{"--base", dir}, "make review BASE=main"},
		{[]string{"--base-ref", "main", "--base", dir, "--head", dir}, "make review BASE=main"},
		{[]string{"--base", dir, "--head", dir, "main"}, `"main" is not a flag`},
		{[]string{"--base", dir, "--head", dir, "--accepted", "nowhere.json"}, "nowhere.json"},
		{[]string{"--base", dir, "--head", "nowhere"}, "nowhere"},
		{[]string{"--no-base", "--base", dir, "--head", dir}, "leave out one of them"},
		{[]string{"--no-base", "--base-ref", "main"}, "leave out one of them"},
		{[]string{"--merge-base", "--base", dir, "--head", dir}, "add --base-ref"},
	} {
		if _, _, err := runReview(t, c.args...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v does not say %q", c.args, err, c.says)
		}
	}
}

// Catches yesterday's report after a review that failed: it looks like the result of today's.
func TestFailingReviewLeavesNoReport(t *testing.T) {
	dir := assemblyDir(t, aTopic)
	broken := assemblyDir(t, aTopic)
	if err := os.WriteFile(filepath.Join(broken, "s.json"), []byte(`{"Resources": {`), 0o644); err != nil {
		t.Fatal(err)
	}
	unknown := assemblyDir(t, aTopic)
	if err := os.WriteFile(filepath.Join(unknown, "manifest.json"), []byte(`{"artifacts": {"s": {"type": "aws:cloudformation:stack",
		"properties": {"templateFile": "s.json"}}, "x": {"type": "cdk:something-new"}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	if err := os.WriteFile(filepath.Join(empty, "manifest.json"), []byte(`{"artifacts": {}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"an unreadable template":               {"--base", dir, "--head", broken},
		"an unreadable template in the base":   {"--base", broken, "--head", dir},
		"a base without stacks":                {"--base", empty, "--head", dir},
		"an artifact that cannot be compared":  {"--base", dir, "--head", unknown},
		"acceptances that cannot be read":      {"--base", dir, "--head", dir, "--accepted", filepath.Join(broken, "s.json")},
		"a revision that does not exist":       {"--base-ref", "no-such-revision"},
		"an engine that does not start at all": {"--base", dir, "--head", assemblyDir(t, aQueue), "--node-modules", t.TempDir()},
	} {
		out := t.TempDir()
		for _, file := range []string{"review.md", "review.html", "review.json"} {
			if err := os.WriteFile(filepath.Join(out, file), []byte("yesterday"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		modules := []string{"review", "--out", out, "--node-modules", filepath.Join("..", "..", "node_modules")}
		if _, err := execute(append(modules, args...), console.Plain(io.Discard, io.Discard)); err == nil {
			t.Errorf("%s: no error", name)
		}
		for _, file := range []string{"review.md", "review.html", "review.json"} {
			if _, err := os.Stat(filepath.Join(out, file)); err == nil {
				t.Errorf("%s: %s is still there", name, file)
			}
		}
	}
}

// Catches a first review that cannot pass: the caller says that there is no base.
func TestReviewWithoutABase(t *testing.T) {
	out, printed, err := runReview(t, "--no-base", "--head", assemblyDir(t, aQueue))
	if err != nil || !strings.Contains(printed, "Nothing is lost.") {
		t.Errorf("error %v, printed %q; want nothing lost", err, printed)
	}
	if data, err := os.ReadFile(filepath.Join(out, "review.md")); err != nil || !strings.Contains(string(data), "against nothing") {
		t.Errorf("review.md: %q, want what it was compared with; error %v", data, err)
	}
}
