package report_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/report"
	"kasha/tests/handmade"
	"kasha/tests/pagelinks"
)

func page(t *testing.T, options report.Options) string {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	for i := range stacks {
		stacks[i].Stage = "Hand Made"
	}
	options.From = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	written, err := report.Of(assembly.Assembly{Dir: "test", Stacks: stacks}, options)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// Catches a page that needs the network, or that is too large to mail.
func TestThePageLoadsNothing(t *testing.T) {
	written := page(t, report.Options{})
	for _, loads := range []string{`\ssrc=`, `<link\b`, `url\(`, `@import`, `fetch\(`, `href="[^#]`} {
		if found := regexp.MustCompile(loads).FindString(written); found != "" {
			t.Errorf("the page has %q, which may load something", found)
		}
	}
	if len(written) > 2<<20 {
		t.Errorf("the page has %d bytes, want at most 2 MB", len(written))
	}
}

// Catches a link within the page that leads nowhere, and an ID that two things share.
func TestLinksWithinThePageLeadSomewhere(t *testing.T) {
	written := page(t, report.Options{})
	pagelinks.Check(t, written)
	if !strings.Contains(written, `body:has(#show-hand-made:checked) #part-hand-made`) {
		t.Error("no rule of the style sheet shows the environment")
	}
}

// Catches a section that is empty, or that a change of a template broke.
func TestEverySectionSaysSomething(t *testing.T) {
	written := page(t, report.Options{})
	for _, part := range []string{
		"<svg", "NAT gateway", "What would save money", "A NAT gateway fails", "The design document says", "Security groups",
		"Encryption at rest", "The environment is on day and night", "What stays with you", "sqs:SendMessage",
	} {
		if !strings.Contains(written, part) {
			t.Errorf("the page does not have %q", part)
		}
	}
	if strings.Contains(written, "ZgotmplZ") {
		t.Error("html/template refused a value: the page has ZgotmplZ")
	}
}

// Catches a usage that is shown and not added to the sum.
func TestUsageIsAddedToTheSum(t *testing.T) {
	if strings.Contains(page(t, report.Options{}), "CloudFront requests, a million each") {
		t.Error("a page without a usage shows one")
	}
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	usage := bill.Usage{LogsGB: 1000}
	total := bill.Of(stacks).Monthly() + 500
	written := page(t, report.Options{Usage: &usage})
	if want := fmt.Sprintf("<strong>$%.2f</strong>", total); !strings.Contains(written, want) {
		t.Errorf("the page does not have %q, the sum of what rests and 1000 GB of logs", want)
	}
}

// Catches a page without environments that looks as if there were nothing to see.
func TestAnAssemblyWithoutEnvironmentsIsAnError(t *testing.T) {
	if _, err := report.Of(assembly.Assembly{Dir: "nothing"}, report.Options{}); err == nil {
		t.Error("got no error")
	}
}
