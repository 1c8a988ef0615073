package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/review"
	"kasha/tests/reviewtest"
	"kasha/tests/verdicts"
)

// TestTheThresholdOfAQueueFollowsANewWorker catches a weakening where a new worker explains the threshold of its queue's alarm, and a note
// where it explains only a part.
func TestTheThresholdOfAQueueFollowsANewWorker(t *testing.T) {
	worker := addedProcesses()[0]
	head := stacksOf(t, "application")
	const alarm = "Monitoring/queue-depth-jobs"
	now, _ := resourceOf(t, head, alarm).Properties["Threshold"].(float64)
	for before, weakens := range map[float64]bool{now - 1: false, now / 100: true} {
		base, err := verdicts.Edit{In: "services", At: alarm, Set: map[string]any{"Threshold": before}}.Apply(worker.base(t, head))
		if err != nil {
			t.Fatal(err)
		}
		report := reviewOf(t, base, head)
		about := func(findings []review.Finding) []string {
			return reviewtest.Sentences(slices.DeleteFunc(slices.Clone(findings), func(f review.Finding) bool { return f.Construct != alarm }))
		}
		if got := about(report.Weakenings); (len(got) > 0) != weakens {
			t.Errorf("from %g to %g: weakenings %q, want any: %t", before, now, got, weakens)
		}
		const why = "another process receives from this queue now: WorkerThumbnails"
		if got := about(report.Notes); !weakens && (len(got) != 1 || !strings.Contains(got[0], why)) {
			t.Errorf("from %g to %g: notes %q, want one with %q", before, now, got, why)
		}
	}
}
