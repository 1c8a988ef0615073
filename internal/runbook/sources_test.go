package runbook

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

var sourceRow = regexp.MustCompile(`^\| \[([a-z-]+)\]\(runbooks/([a-z-]+)\.md\) \| (.+) \| (.+) \| (\d{4}-\d{2}-\d{2}) \|$`)

// TestEveryRunbookHasSources catches a runbook whose steps nobody compared with AWS's pages. It also catches a row of a runbook that
// does not exist, and a row without source or date.
func TestEveryRunbookHasSources(t *testing.T) {
	text, err := os.ReadFile("../../docs/runbook-sources.md")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]int{}
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| [") {
			continue
		}
		row := sourceRow.FindStringSubmatch(line)
		if row == nil || row[1] != row[2] {
			t.Errorf("%s: want | [runbook](runbooks/runbook.md) | statement | source | 2026-01-31 |", line)
			continue
		}
		if _, err := time.Parse(time.DateOnly, row[5]); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		sources[row[1]]++
	}
	for _, document := range runbooks(t) {
		name := strings.TrimSuffix(document.Name, ".md")
		if sources[name] == 0 {
			t.Errorf("docs/runbook-sources.md has no row for %s", name)
		}
		delete(sources, name)
	}
	for name := range sources {
		t.Errorf("docs/runbook-sources.md has a row for %s, which is no runbook", name)
	}
}
