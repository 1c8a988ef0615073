package edits

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/review"
)

const (
	unchanged = review.Unchanged
	noLoss    = review.NoLoss
	loss      = review.Unaccepted
)

// want is everything that the review must report; whatever else it reports is a false alarm. Each finding is given by a part of its
// text. A part that begins with "many: " stands for at least three findings.
type want struct {
	verdict    review.Verdict
	losses     []string // "Database/Primary: replaced"
	fails      int      // how many of the losses make the deployment fail
	failures   []string
	openings   []string
	weakenings []string
}

func (w *want) add(other want) {
	w.losses = append(w.losses, other.losses...)
	w.fails += other.fails
	w.failures = append(w.failures, other.failures...)
	w.openings = append(w.openings, other.openings...)
	w.weakenings = append(w.weakenings, other.weakenings...)
}

// in gives the stacks their names in another environment.
func (w want) in(environment string) want {
	w.losses = slices.Clone(w.losses)
	for i := range w.losses {
		w.losses[i] = strings.ReplaceAll(w.losses[i], "kasha-"+plain+"-", "kasha-"+environment+"-")
	}
	return w
}

func check(t *testing.T, report review.Report, w want) {
	t.Helper()
	if report.Verdict != w.verdict {
		t.Errorf("verdict %q, want %q", report.Verdict, w.verdict)
	}
	var losses []string
	fails := 0
	for _, loss := range report.Losses {
		name := loss.Construct
		if name == "" {
			name = loss.Stack
		}
		losses = append(losses, name+": "+string(loss.Kind))
		if loss.Fails != "" {
			fails++
		}
	}
	slices.Sort(losses)
	wanted := slices.Sorted(slices.Values(w.losses))
	if !slices.Equal(losses, wanted) {
		t.Errorf("losses:\n  %s\nwant:\n  %s", strings.Join(losses, "\n  "), strings.Join(wanted, "\n  "))
	}
	if fails != w.fails {
		t.Errorf("%d of the losses make the deployment fail, want %d", fails, w.fails)
	}
	each(t, "failure", report.Failures, w.failures)
	each(t, "opening", report.Openings, w.openings)
	each(t, "weakening", report.Weakenings, w.weakenings)
}

// each checks that every finding occurs once, and that there is no other.
func each(t *testing.T, what string, findings []review.Finding, wanted []string) {
	t.Helper()
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s %s: %s: %s -> %s", f.Stack, f.Construct, f.What, f.Old, f.New))
	}
	left := slices.Clone(got)
	for _, part := range wanted {
		if part, many := strings.CutPrefix(part, "many: "); many {
			before := len(left)
			left = slices.DeleteFunc(left, func(line string) bool { return strings.Contains(line, part) })
			if before-len(left) < 3 {
				t.Errorf("%d %ss contain %q, want at least 3", before-len(left), what, part)
			}
			continue
		}
		i := slices.IndexFunc(left, func(line string) bool { return strings.Contains(line, part) })
		if i < 0 {
			t.Errorf("no %s contains %q; got:\n  %s", what, part, strings.Join(got, "\n  "))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, line := range left {
		t.Errorf("unexpected %s: %s", what, line)
	}
}
