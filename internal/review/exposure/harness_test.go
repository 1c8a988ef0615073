package exposure_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

func TestMain(m *testing.M) { reviewtest.Main(m) }

type app = reviewtest.App

func resources(json string) app { return reviewtest.Resources(json) }

func compare(t *testing.T, base, head assembly.Assembly) review.Report {
	t.Helper()
	return reviewtest.Compare(t, base, head)
}

func wants(t *testing.T, what string, findings []review.Finding, parts ...string) {
	t.Helper()
	reviewtest.Wants(t, what, findings, parts...)
}
