package markdown

import (
	"strings"
	"testing"

	"kasha/internal/review"
	"kasha/internal/review/document"
)

func TestHeadlines(t *testing.T) {
	for verdict, want := range map[review.Verdict]string{
		review.Unchanged: "Nothing changes.", review.NoLoss: "Nothing is lost.",
		review.LossesAccepted: "2 losses, all accepted.", review.BadAcceptance: "1 accepted loss does not occur.",
	} {
		r := report()
		r.Verdict, r.Unmatched = verdict, []string{"prod, s, Q"}
		r.Failures, r.Environments = nil, nil
		if got := document.Headline(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if text := Render(r, "f"); !strings.Contains(text, "prod, s, Q") {
			t.Errorf("want the unmatched acceptance in\n%s", text)
		}
	}
}

// Catches a headline that calls a change harmless although the deployment fails or replaces something.
func TestTheHeadlineOfAChangeWithoutLossSaysMore(t *testing.T) {
	replaced := []review.Environment{{Stacks: []review.Stack{{Changes: []review.Change{{Kind: review.Replaced}, {Kind: review.Changed}}}}}}
	for want, r := range map[string]review.Report{
		"No data is lost. 1 resource is replaced, certainly or perhaps.": {Verdict: review.NoLoss, Environments: replaced},
		"No data is lost, but the deployment will fail or leave something behind.": {
			Verdict: review.Failing, Environments: replaced, Failures: []review.Finding{{What: "x"}},
		},
	} {
		if got := document.Headline(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
