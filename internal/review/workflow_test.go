package review_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// workflows are all that GitHub would run, by file name. Comments are left out: they may speak of what is forbidden.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	folder := filepath.Join("..", "..", ".github", "workflows")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	comment := regexp.MustCompile(`(?m)(^|\s)#(\s.*)?$`)
	texts := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[entry.Name()] = comment.ReplaceAllString(string(data), "")
	}
	for _, needed := range []string{"review.yml", "review-comment.yml"} {
		if texts[needed] == "" {
			t.Fatalf("there is no workflow %s", needed)
		}
	}
	return texts
}

// One workflow runs a stranger's code and must hold nothing worth taking; the other holds a token that can write and must run
// nothing of the stranger's. One convenient edit would join the two, in these files or in another one.
func TestNoWorkflowBothRunsProposedCodeAndMayWrite(t *testing.T) {
	for name, text := range workflows(t) {
		// With pull_request_target everything below would hold, and a checkout of the head would run with a token that writes.
		forbidden := []string{"pull_request_target", "issue_comment", "secrets.", "secrets[", "toJSON(secrets", "write-all", "read-all", "id-token"}
		needed := []string{"\npermissions: {}\n"} // jobs say what they need
		if name == "review-comment.yml" {
			forbidden = append(forbidden, "checkout", "run: ", "npm ", "make ", "uses: ./")
		} else {
			forbidden = append(forbidden, ": write", "workflow_run", "github.token")
		}
		if name == "review.yml" {
			needed = append(needed, "\n  pull_request:\n", "contents: read", "persist-credentials: false", "make review BASE=")
		}
		for _, part := range forbidden {
			if strings.Contains(text, part) {
				t.Errorf("%s says %q", name, part)
			}
		}
		for _, part := range needed {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q", name, part)
			}
		}
		if strings.Contains(text, "checkout@") && strings.Count(text, "checkout@") != strings.Count(text, "persist-credentials: false") {
			t.Errorf("%s leaves a token beside the code that it checks out", name)
		}
		for i, script := range strings.Split(text, "script: |")[1:] {
			if strings.Contains(script, "${{") {
				t.Errorf("script %d of %s has a value pasted into it; give it an environment variable", i+1, name)
			}
		}
	}
}

// A tag can be moved to other code; a commit cannot. The comment says which release it is.
func TestActionsArePinnedByCommit(t *testing.T) {
	pinned := regexp.MustCompile(`uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	used := 0
	for name := range workflows(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "uses:") {
				used++
				if !pinned.MatchString(line) {
					t.Errorf("%s: %s", name, strings.TrimSpace(line))
				}
			}
		}
	}
	if used < 6 {
		t.Errorf("only %d uses of actions were looked at", used)
	}
}

// The comment must not say of a run that has not run, was cancelled or met an outage that the pull request does not build.
func TestCommentSaysNothingOfRunsThatWereNone(t *testing.T) {
	text := workflows(t)["review-comment.yml"]
	for _, needed := range []string{`contains(fromJSON('["success", "failure"]'), github.event.workflow_run.conclusion)`, "\nconcurrency:\n", "workflow_run.head_branch }}"} {
		if !strings.Contains(text, needed) {
			t.Errorf("review-comment.yml does not say %q", needed)
		}
	}
	if strings.Contains(text, "does not build") {
		t.Error("review-comment.yml knows that the pull request does not build; an artifact that is missing does not say so")
	}
}
