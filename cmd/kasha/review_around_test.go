package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Catches ways in which a loss could pass unseen. In the workspace the change removes a queue. The review must say so, or refuse.
func TestWaysAroundTheReview(t *testing.T) {
	const lost = "LOSS: kasha-prod-data Jobs"
	for name, c := range map[string]struct {
		before string // shell commands in the clone
		base   string
		says   []string
	}{
		"a tag":               {"git tag -a -m release v1 main", "v1", []string{lost}},
		"an id":               {"git tag x main", "refs/tags/x", []string{lost}},
		"a tag as the branch": {"git commit -q -am change && git tag main HEAD", "main", []string{"ambiguous", "refs/heads/main"}},
		"a tag as an id": {`git commit -q -am change && git tag $(git rev-parse main | cut -c1-8) HEAD &&
			git rev-parse main | cut -c1-8 >.git/short`, "SHORT", []string{"ambiguous"}},
		"a range":            {"true", "main..HEAD", []string{`no commit "main..HEAD"`}},
		"an excluded commit": {"true", "^main", []string{`no commit "^main"`}},
		"an option":          {"true", "--help", []string{`no commit "--help"`}},
		"an option with a =": {"true", "--output=/dev/null", []string{"no commit"}},
		"a replaced commit":  {"git commit -q -am change && git replace main HEAD", "main", []string{lost}},
		"a replaced tree":    {"git commit -q -am change && git replace main^{tree} HEAD^{tree}", "main", []string{lost}},
		"a shallow clone": {"git commit -q -am change && git rev-parse HEAD >.git/shallow", "HEAD^1",
			[]string{`no commit "HEAD^1"`, "git fetch"}},
		"a base that was never fetched": {"true", strings.Repeat("1", 40), []string{"no commit", "git fetch"}},
		"export-ignore": {`git checkout -q main && echo 's.json export-ignore' >.gitattributes && git add -A && git commit -q -m a &&
			git checkout -q change`, "main", []string{lost}},
		"export-ignore of this machine": {"echo '* export-ignore' >.git/info/attributes", "main", []string{lost}},
		"a change that git overlooks": {"git commit -q -am change && git checkout -q main -- s.json && git reset -q && " +
			"git update-index --skip-worktree s.json", "main", []string{"ATTENTION: Git is told to overlook changes of s.json", "Nothing changes."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, layout{})
			if strings.Contains(c.before, "git checkout -q main &&") {
				w.shell("git stash -q")
			}
			w.shell(c.before)
			if strings.Contains(c.before, "git checkout -q main &&") {
				w.shell("git stash pop -q")
			}
			if c.base == "SHORT" {
				c.base = w.shell("cat .git/short")
			}
			printed, err := w.review(t, "--base-ref", c.base).CombinedOutput()
			if passes := strings.Contains(strings.Join(c.says, ""), "ATTENTION"); (err == nil) != passes {
				t.Errorf("error %v, printed\n%s", err, printed)
			}
			for _, says := range c.says {
				if !strings.Contains(string(printed), says) {
					t.Errorf("printed\n%s\nwant %q", printed, says)
				}
			}
			report, err := os.ReadFile(filepath.Join(w.temp, "out", "review.md"))
			if compared := strings.Contains(c.says[0], lost); compared && err != nil {
				t.Errorf("no report: %v", err)
			}
			if strings.HasPrefix(c.says[0], "ATTENTION") && !strings.Contains(string(report), "overlook changes of s.json") {
				t.Errorf("review.md:\n%s\nwant that it says so too", report)
			}
		})
	}
}

// Catches an acceptance of an earlier change that accepts the next loss of the same name, which nobody has looked at.
func TestAcceptancesOfAnEarlierChangeAcceptNothing(t *testing.T) {
	const entry = `{"losses": [{"stack": "kasha-prod-data", "resource": "Jobs", "type": "AWS::SQS::Queue", "reason": "REASON"}]}`
	w := newWorkspace(t, layout{})
	w.make(filepath.Join(w.project, "docs"))
	w.shell("git stash -q && git checkout -q main")
	w.write(acceptedLosses, strings.Replace(entry, "REASON", "drained in spring", 1))
	w.shell("git add docs && git commit -q -m accepted && git branch -f change && git checkout -q change && git stash pop -q")
	printed, err := w.review(t, "--base-ref", "main").CombinedOutput()
	for _, says := range []string{"LOSS: kasha-prod-data Jobs", "the base has this entry already"} {
		if err == nil || !strings.Contains(string(printed), says) {
			t.Errorf("an old acceptance: error %v, printed\n%s\nwant %q", err, printed, says)
		}
	}
	w.write(acceptedLosses, strings.Replace(entry, "REASON", "drained again in autumn", 1))
	if printed, err := w.review(t, "--base-ref", "main").CombinedOutput(); err != nil || !strings.Contains(string(printed), "accepted loss") {
		t.Errorf("a new acceptance: error %v, printed\n%s\nwant none", err, printed)
	}
}

// Catches a change of what every deployment runs or asks, which is in no template and passes as none.
func TestTheReviewReadsWhatTheCommandLineReads(t *testing.T) {
	for name, c := range map[string]struct{ cdk, context, says string }{
		"another command": {cdk: `{"app": "true; sh app.sh"}`, says: "app: every synthesis and deployment runs another command"},
		"no question":     {cdk: `{"requireApproval": "never", "app": "sh app.sh"}`, says: "requireApproval: a deployment by hand asks"},
		"another field":   {cdk: `{"app": "sh app.sh", "roleArn": "r"}`, says: "roleArn: the CDK's command line does not read this field"},
		"a look-up":       {cdk: `{"app": "sh app.sh"}`, context: `{"zone": 1}`, says: "zone: a synthesis by the CDK's command line"},
		"the form alone":  {cdk: ` {"app":  "sh app.sh"} `, says: "Nothing changes."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, layout{})
			w.shell("git stash -q") // the change that the other tests are about
			w.write("cdk.json", c.cdk)
			if c.context != "" {
				w.write("cdk.context.json", c.context)
			}
			printed, err := w.review(t, "--base-ref", "main").CombinedOutput()
			report, _ := os.ReadFile(filepath.Join(w.temp, "out", "review.md"))
			if err != nil || !strings.Contains(strings.ReplaceAll(string(report), "\\", ""), c.says) ||
				strings.Contains(string(printed), "Nothing changes.") != (c.says == "Nothing changes.") {
				t.Errorf("error %v, printed\n%s\nreview.md:\n%s\nwant %q", err, printed, report, c.says)
			}
		})
	}
}
