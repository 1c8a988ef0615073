package review_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func workflow(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The first workflow runs a stranger's code and must hold nothing worth taking; the second holds a token that can write and
// must run nothing of the stranger's. One convenient edit would join the two.
func TestNoWorkflowBothRunsProposedCodeAndMayWrite(t *testing.T) {
	runs := workflow(t, "review.yml")
	for _, forbidden := range []string{"pull_request_target", "secrets.", ": write", "write-all", "id-token", "workflow_run", "github.token"} {
		if strings.Contains(runs, forbidden) {
			t.Errorf("review.yml runs proposed code and says %q", forbidden)
		}
	}
	for _, needed := range []string{"pull_request:", "\npermissions: {}\n", "contents: read", "persist-credentials: false", "make review BASE="} {
		if !strings.Contains(runs, needed) {
			t.Errorf("review.yml does not say %q", needed)
		}
	}
	writes := workflow(t, "review-comment.yml")
	for _, forbidden := range []string{"pull_request_target", "checkout", "run: ", "secrets.", "npm ", "make "} {
		if strings.Contains(writes, forbidden) {
			t.Errorf("review-comment.yml may write and says %q", forbidden)
		}
	}
	if script := writes[strings.Index(writes, "script: |"):]; strings.Contains(script, "${{") {
		t.Error("the script of review-comment.yml has a value pasted into it; give it an environment variable")
	}
}

// A tag can be moved to other code; a commit cannot.
func TestActionsArePinnedByCommit(t *testing.T) {
	pinned := regexp.MustCompile(`uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, name := range []string{"review.yml", "review-comment.yml"} {
		for _, line := range strings.Split(workflow(t, name), "\n") {
			if strings.Contains(line, "uses:") && !pinned.MatchString(line) {
				t.Errorf("%s: %s", name, strings.TrimSpace(line))
			}
		}
	}
}
