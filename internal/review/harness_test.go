package review_test

import (
	"slices"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/tests/reviewtest"
)

func TestMain(m *testing.M) { reviewtest.Main(m) }

type app = reviewtest.App

func resources(json string) app { return reviewtest.Resources(json) }

func compare(t *testing.T, base, head assembly.Assembly, acceptances ...accepted.Loss) review.Report {
	t.Helper()
	return reviewtest.Compare(t, base, head, acceptances...)
}

func wants(t *testing.T, what string, findings []review.Finding, parts ...string) {
	t.Helper()
	reviewtest.Wants(t, what, findings, parts...)
}

// lossLines lists losses as "Construct: kind", with an exclamation mark where the deployment fails.
func lossLines(losses []review.Loss) []string {
	var all []string
	for _, loss := range losses {
		name := loss.Construct
		if name == "" {
			name = loss.Stack
		}
		line := name + ": " + string(loss.Kind)
		if loss.Fails != "" {
			line += "!"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}
