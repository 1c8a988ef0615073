package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Catches a review that waits minutes for one revision after the other has failed, and one that reports the interrupt instead of the
// failure.
func TestFailureOfOneRevisionEndsTheOther(t *testing.T) {
	for name, slow := range map[string]string{"base": "head", "head": "base"} {
		t.Run(name+" fails", func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, layout{})
			apps := map[string]string{slow: "sleep 60", name: "echo the reason >&2; exit 1"}
			w.shell("git stash -q && git checkout -q main")
			w.write("app.sh", apps["base"])
			w.shell("git commit -q --all -m app && git checkout -q change && git reset -q --hard main")
			w.write("app.sh", apps["head"])
			started := time.Now()
			printed, err := w.review(t, "--base-ref", "main").CombinedOutput()
			if err == nil || !strings.Contains(string(printed), "the reason") || strings.Contains(string(printed), "interrupted") {
				t.Errorf("error %v, printed\n%s\nwant the reason of the failure alone", err, printed)
			}
			if took := time.Since(started); took > 40*time.Second {
				t.Errorf("took %s, want that the other synthesis ends too", took)
			}
			if left, _ := filepath.Glob(filepath.Join(w.temp, "out", "review", "[hn]e*")); len(left) > 0 {
				t.Errorf("left %q, want no folder of an unfinished synthesis", left)
			}
			if _, err := os.Stat(filepath.Join(w.temp, "out", "review.md")); err == nil {
				t.Error("review.md is there, want none")
			}
		})
	}
}

// Catches a failure that is told together with the end of CDK's diff engine, which was started for the comparison.
func TestFailureIsToldAlone(t *testing.T) {
	w := newWorkspace(t, layout{})
	w.write("app.sh", "sleep 2; echo the reason >&2; exit 1") // the base is read by then
	printed, err := w.review(t, "--base-ref", "main").CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(printed)), "\n")
	if err == nil || !strings.Contains(lines[len(lines)-1], "the reason") || strings.Contains(string(printed), "signal") {
		t.Errorf("error %v, printed\n%s\nwant the reason at the end", err, printed)
	}
}
