package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// assemblyDir writes an assembly of one stack whose resources are given.
func assemblyDir(t *testing.T, resources string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"manifest.json": `{"artifacts": {"s": {"type": "aws:cloudformation:stack", "environment": "aws://333333333333/us-east-1", "displayName": "s",
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

func runReview(t *testing.T, args ...string) (out, said string, err error) {
	t.Helper()
	out = t.TempDir()
	var stdout bytes.Buffer
	modules := filepath.Join("..", "..", "node_modules")
	err = review(append(args, "--out", out, "--node-modules", modules), &stdout)
	return out, stdout.String(), err
}

func TestReviewFailsOnALossUntilItIsAccepted(t *testing.T) {
	base, head := assemblyDir(t, aQueue+","+aTopic), assemblyDir(t, aTopic)
	out, said, err := runReview(t, "--base", base, "--head", head)
	if err == nil || !strings.Contains(err.Error(), "1 loss that nobody has accepted") {
		t.Errorf("%v", err)
	}
	if !strings.Contains(said, "LOSS: kasha-prod-data Jobs (AWS::SQS::Queue) removed") {
		t.Errorf("said %q", said)
	}
	for _, file := range []string{"review.md", "review.json"} {
		if data, err := os.ReadFile(filepath.Join(out, file)); err != nil || !strings.Contains(string(data), "Jobs") {
			t.Errorf("%s: %v", file, err)
		}
	}
	acceptances := filepath.Join(t.TempDir(), "accepted.json")
	if err := os.WriteFile(acceptances, []byte(`{"losses": [{"stack": "kasha-prod-data", "resource": "Jobs", "type": "AWS::SQS::Queue", "reason": "drained"}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, said, err := runReview(t, "--base", base, "--head", head, "--accepted", acceptances); err != nil || !strings.Contains(said, "accepted loss: ") {
		t.Errorf("%v, said %q", err, said)
	}
	if _, said, err := runReview(t, "--base", base, "--head", base, "--accepted", acceptances); err == nil || !strings.Contains(said, "DOES NOT OCCUR: kasha-prod-data, Jobs") || !strings.Contains(said, "Remove from "+acceptances) {
		t.Errorf("an acceptance that matches nothing: %v, said %q", err, said)
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
		{[]string{"--base", dir, "--head", dir, "main"}, `"main" is too much`},
		{[]string{"--base", dir, "--head", dir, "--accepted", "nowhere.json"}, "nowhere.json"},
		{[]string{"--base", dir, "--head", "nowhere"}, "nowhere"},
	} {
		if _, _, err := runReview(t, c.args...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v does not say %q", c.args, err, c.says)
		}
	}
}
