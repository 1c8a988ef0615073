package review_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// workflows are all workflows by file name, without their comments, which may mention what is forbidden.
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

// Catches an edit that gives a workflow both proposed code and a token that can write. review.yml runs the code of a pull request
// without secrets; review-comment.yml has the token and runs none of that code.
func TestNoWorkflowBothRunsProposedCodeAndMayWrite(t *testing.T) {
	for name, text := range workflows(t) {
		// With pull_request_target, proposed code would run with a token that can write, although all else below holds.
		forbidden := []string{"pull_request_target", "issue_comment", "secrets.", "secrets[", "toJSON(secrets", "write-all", "read-all",
			"id-token"}
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
			t.Errorf("%s keeps a token beside the code that it checks out; want persist-credentials: false", name)
		}
		for i, script := range strings.Split(text, "script: |")[1:] {
			if strings.Contains(script, "${{") {
				t.Errorf("script %d of %s contains a workflow expression; fix: pass it in an environment variable", i+1, name)
			}
		}
	}
}

// Catches a merge queue that waits for a check which never runs, and a required check that was renamed and so is no longer required. It
// also catches two pull requests of one branch that overwrite each other's comment.
func TestTheReviewBindsQueuesAndPullRequests(t *testing.T) {
	for name, needed := range map[string][]string{
		"ci.yml": {"\n  merge_group:\n", "name: make synth and make test\n"},
		"review.yml": {"\n  merge_group:\n", "name: no unaccepted loss\n", "github.event.merge_group.base_sha || 'HEAD^1'",
			"github.event.pull_request.number || github.ref"},
		"review-comment.yml": {"p.number === number && p.head.sha === run.head_sha", "workflow_run.event == 'pull_request'"},
	} {
		for _, part := range needed {
			if !strings.Contains(workflows(t)[name], part) {
				t.Errorf("%s does not say %q", name, part)
			}
		}
	}
	data, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "review.yml"))
	if err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`(?m)^run-name: "(.*)"$`).FindStringSubmatch(string(data))
	written := regexp.MustCompile(`exec\(run\.display_title\)`).FindString(workflows(t)["review-comment.yml"])
	if title == nil || title[1] != "review of #${{ github.event.pull_request.number }}" || written == "" {
		t.Errorf("review.yml names its runs %q, which review-comment.yml reads as /^review of #(\\d+)$/", title)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "deployment.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range []string{"`no unaccepted loss`", "`make synth and make test`"} {
		if !strings.Contains(string(page), check) {
			t.Errorf("docs/deployment.md does not name the check to require: %s", check)
		}
	}
}

// Catches an action that is pinned by tag, which can be moved to other code. A comment names the release.
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
		t.Errorf("got %d uses of actions, want more", used)
	}
}

// Catches a comment that says that a pull request does not build, when its run was skipped, cancelled or met an outage.
func TestCommentIgnoresRunsThatDidNotFinish(t *testing.T) {
	text := workflows(t)["review-comment.yml"]
	for _, needed := range []string{`contains(fromJSON('["success", "failure"]'), github.event.workflow_run.conclusion)`,
		"\nconcurrency:\n", "workflow_run.head_branch }}", "workflow_run.display_title }}"} {
		if !strings.Contains(text, needed) {
			t.Errorf("review-comment.yml does not say %q", needed)
		}
	}
	if strings.Contains(text, "does not build") {
		t.Error("review-comment.yml knows that the pull request does not build; an artifact that is missing does not say so")
	}
}
