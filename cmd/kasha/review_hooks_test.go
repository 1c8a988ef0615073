package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// asKasha makes the binary of these tests run as kasha, so that hooks can start it.
const asKasha = "KASHA_TEST_RUNS_AS_KASHA"

func TestMain(m *testing.M) {
	if os.Getenv(asKasha) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// layout is where a project is within its repository.
type layout struct {
	name   string
	folder string // of the project within the repository
	linked bool   // in a linked worktree
	nested bool   // the repository is a submodule of another
}

// layouts are those in which the variables that git exports to hooks differ.
func layouts() []layout {
	return []layout{
		{name: "main checkout"},
		{name: "linked worktree", linked: true},
		{name: "subfolder", folder: "kasha"},
		{name: "subfolder of a linked worktree", folder: "kasha", linked: true},
		{name: "submodule", nested: true},
	}
}

// hookCase is a command of git that runs a hook. Before is what is done without the hook.
type hookCase struct{ hook, before, command string }

func hookCases() []hookCase {
	return []hookCase{
		{hook: "pre-commit", command: "commit --quiet --all --message change"}, // with an index of its own, index.lock
		{hook: "pre-push", before: "commit --quiet --all --message change", command: "push --quiet mirror change"},
		{hook: "post-checkout", before: "commit --quiet --all --message change && git checkout --quiet --detach main",
			command: "checkout --quiet change"},
	}
}

// Catches a review in a hook that works on the hook's repository or index. It would read the wrong folder, or change what the
// user commits. In a hook the verdict must be the one by hand, and everything in the repository what it is without the hook.
func TestReviewInAHook(t *testing.T) {
	for _, at := range layouts() {
		if testing.Short() && (at.folder == "" || !at.linked) {
			continue // the one in which most variables are set; go test ./cmd/kasha has them all
		}
		t.Run(at.name, func(t *testing.T) {
			t.Parallel()
			byHand := sync.OnceValue(func() string {
				w := newWorkspace(t, at)
				printed, _ := w.review(t, "--base-ref", "main").CombinedOutput()
				return verdictOf(string(printed))
			})
			for _, c := range hookCases() {
				t.Run(c.hook, func(t *testing.T) {
					plain, hooked := newWorkspace(t, at), newWorkspace(t, at)
					for _, w := range []workspace{plain, hooked} {
						if c.before != "" {
							w.shell("git " + c.before)
						}
					}
					printed := hooked.install(c.hook)
					for _, w := range []workspace{plain, hooked} {
						w.shell("git " + c.command)
					}
					got, err := os.ReadFile(printed)
					if err != nil {
						t.Fatal("the hook did not run:", err)
					}
					if verdict := verdictOf(string(got)); verdict != byHand() || !strings.Contains(verdict, "LOSS: kasha-prod-data Jobs") {
						t.Errorf("in the hook:\n%s\nby hand:\n%s", got, byHand())
					}
					if a, b := plain.state(), hooked.state(); a != b {
						t.Errorf("with the hook:\n%s\nwithout it:\n%s", b, a)
					}
				})
			}
		})
	}
}

// verdictOf is what a review prints, without durations and paths.
func verdictOf(printed string) string {
	lines := strings.Split(printed, "\n")
	var kept []string
	for _, line := range lines {
		if !strings.Contains(line, "synthesized") {
			kept = append(kept, regexp.MustCompile(`\S*review\.(md|html)`).ReplaceAllString(line, "review.$1"))
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// Catches two reviews that disturb each other, in the cache or in the reports. Those of a pair have different bases, so each has
// another verdict.
func TestPairsOfReviewsAtTheSameTime(t *testing.T) {
	w := newWorkspace(t, layout{})
	w.shell("git commit -q --all -m change && git tag same")
	want := map[string]string{"main": "LOSS: kasha-prod-data Jobs", "same": "Nothing changes."}
	pairs := 10
	if testing.Short() {
		pairs = 1
	}
	for pair := range pairs {
		var running sync.WaitGroup
		for base, says := range want {
			running.Add(1)
			go func() {
				defer running.Done()
				printed, err := w.review(t, "--base-ref", base).CombinedOutput()
				if !bytes.Contains(printed, []byte(says)) || (err != nil) != (base == "main") {
					t.Errorf("pair %d, base %s: error %v, printed\n%s\nwant %q", pair, base, err, printed, says)
				}
			}()
		}
		running.Wait()
		if pair%2 == 0 { // every second pair finds its bases in the cache
			cached, err := filepath.Glob(filepath.Join(w.temp, "out", "review", "base-*"))
			if err != nil || len(cached) != 2 {
				t.Fatalf("the cache has %q, want two bases; error %v", cached, err)
			}
			for _, dir := range cached {
				if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(w.temp, "out", "*", "[hn]e*")); len(left) > 0 {
		t.Errorf("left %q, want only the cache", left)
	}
}
