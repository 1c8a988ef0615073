package runbook

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

var sourceRow = regexp.MustCompile(`^\| \[([a-z-]+)\]\(runbooks/([a-z-]+)\.md\) \| ([^|]+) \| (.+) \| (.+) \| (\d{4}-\d{2}-\d{2}) \|$`)

// TestEveryRunbookHasSources catches a runbook whose steps nobody compared with AWS's pages. It also catches a row of a runbook or a step
// that does not exist, and a row without source or date.
func TestEveryRunbookHasSources(t *testing.T) {
	text, err := os.ReadFile("../../docs/runbook-sources.md")
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string]Document{}
	for _, document := range runbooks(t) {
		documents[strings.TrimSuffix(document.Name, ".md")] = document
	}
	sources := map[string]int{}
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| [") {
			continue
		}
		row := sourceRow.FindStringSubmatch(line)
		if row == nil || row[1] != row[2] {
			t.Errorf("%s: want | [runbook](runbooks/runbook.md) | Steps, 2 | statement | source | 2026-01-31 |", line)
			continue
		}
		if _, err := time.Parse(time.DateOnly, row[6]); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		sources[row[1]]++
		document, ok := documents[row[1]]
		switch {
		case !ok:
			t.Errorf("docs/runbook-sources.md has a row for %s, which is no runbook", row[1])
		case !document.hasStep(row[3]):
			t.Errorf("docs/runbook-sources.md: %s has no step %q; fix: write a heading, and behind a comma the number below it", row[1], row[3])
		}
	}
	for name := range documents {
		if sources[name] == 0 {
			t.Errorf("docs/runbook-sources.md has no row for %s", name)
		}
	}
}

// hasStep reports whether a document has a heading, and below it a step with the number that follows the heading behind a comma.
func (d Document) hasStep(step string) bool {
	heading, number := step, ""
	if numbered := regexp.MustCompile(`^(.+), (\d+)$`).FindStringSubmatch(step); numbered != nil {
		heading, number = numbered[1], numbered[2]
	}
	below := false
	for _, line := range d.Lines {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			below = strings.TrimSpace(title) == heading
			if below && number == "" {
				return true
			}
		}
		if below && strings.HasPrefix(line, number+". ") && number != "" {
			return true
		}
	}
	return false
}

// TestStepsOfRunbooksAreFound catches a check that accepts a heading or a number that is not there.
func TestStepsOfRunbooksAreFound(t *testing.T) {
	document := Parse("x.md", "# X\n\n## Steps\n\n1. One:\n\n```sh\n# Fix\n```\n\n### B. Two, or more\n\n2. Two.\n\n## Fix\n\nNothing.")
	for step, want := range map[string]bool{
		"Steps": true, "Steps, 1": true, "B. Two, or more": true, "B. Two, or more, 2": true, "Fix": true,
		"Steps, 2": false, "Fix, 1": false, "Diagnose": false, "B. Two": false,
	} {
		if got := document.hasStep(step); got != want {
			t.Errorf("%q: got %t, want %t", step, got, want)
		}
	}
}
