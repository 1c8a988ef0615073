package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/document"
	"kasha/internal/review/promised"
	"kasha/tests/reviewtest"
	"kasha/tests/verdicts"
)

// TestTheReviewSaysWhatEachEditDoes catches a kind of change that the review passes over or is wrong about, and a false alarm. The edits
// and their verdicts are tables in package verdicts. In short mode it tries some of them.
func TestTheReviewSaysWhatEachEditDoes(t *testing.T) {
	const short = 10 // in short mode, every tenth: an edit takes a quarter of a second
	edits, err := verdicts.Read()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reviewtest.Engine().Close() })
	promises := map[string]promised.Kept{}
	harmless := 0
	for i, edit := range edits {
		base := pipelineStacks
		if edit.Shape != "pipeline" {
			base = func(t *testing.T) []assembly.Stack { return stacksOf(t, edit.Shape) }
		}
		if edit.Class == "harmless" {
			harmless++
		}
		if testing.Short() && i%short != 0 {
			continue
		}
		t.Run(edit.Class+": "+edit.Name, func(t *testing.T) {
			stacks := base(t)
			changed, err := edit.Apply(stacks)
			if err != nil {
				t.Fatal(err)
			}
			if promises[edit.Shape] == nil {
				promises[edit.Shape] = promised.Read(assembly.Assembly{Stacks: stacks})
			}
			kept := promises[edit.Shape]
			if edit.Undone {
				stacks, changed = changed, stacks
				kept = promised.Read(assembly.Assembly{Stacks: stacks})
			}
			report := reviewtest.Compare(t, assembly.Assembly{Stacks: stacks}, assembly.Assembly{Stacks: changed})
			broken, unjudged := kept.Broken(assembly.Assembly{Stacks: changed})
			report.Break(broken)
			report.Unjudged = append(report.Unjudged, unjudged...)
			for _, problem := range edit.Unsaid(document.Headline(report), everythingSaid(report)) {
				t.Error(problem)
			}
			for _, finding := range slices.Concat(report.Openings, report.Weakenings, report.Notes, report.Unjudged) {
				if finding.Old == finding.New && finding.Old != "" {
					t.Errorf("%s: %s is shown both before and after; fix: cut the texts around their difference", finding.What, finding.Old)
				}
			}
		})
	}
	if len(edits) < 150 || harmless < 30 {
		t.Errorf("%d edits, %d of them harmless; want at least 150 and 30", len(edits), harmless)
	}
}

// everythingSaid is each finding of a report, as "section: finding".
func everythingSaid(report review.Report) []string {
	var all []string
	for _, loss := range report.Losses {
		name := loss.Construct
		if name == "" {
			name = loss.Stack
		}
		all = append(all, "loss: "+name+": "+string(loss.Kind)+": "+loss.Because)
		if loss.Fails != "" {
			all = append(all, "fails: "+name+": "+loss.Fails)
		}
	}
	for section, findings := range map[string][]review.Finding{
		"fails": report.Failures, "broken": report.Broken, "opens": report.Openings, "weakens": report.Weakenings,
		"unjudged": report.Unjudged, "note": report.Notes,
	} {
		for _, sentence := range reviewtest.Sentences(findings) {
			all = append(all, section+": "+strings.TrimPrefix(sentence, ": "))
		}
	}
	slices.Sort(all)
	return all
}
