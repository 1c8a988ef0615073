package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const coverage = "docs/design-coverage.md"

// designSections are the design document's headings, in its order, and how many rows each must have: one for each row of its
// table or promise of its list.
func designSections() []section {
	return []section{
		{"## Architecture Overview", 7},
		{"## Availability", 0}, {"### 99.99% SLA Target", 1},
		{"#### Load Balancing & Edge", 7}, {"#### ECS Fargate Services", 5}, {"#### Database Layer", 5}, {"#### Regional Resilience", 4},
		{"## Reliability", 0}, {"### Key Reliability Features", 0},
		{"#### Data Protection", 7}, {"#### Resilience Patterns", 5}, {"#### Monitoring & Alerting", 7}, {"#### Graceful Degradation", 3},
		{"## Cost Optimization", 0}, {"### Cost Breakdown", 1},
		{"#### Compute - ECS Fargate", 2}, {"#### Load Balancing", 1}, {"#### Database - RDS MySQL", 3},
		{"#### Edge & Security Services", 2}, {"#### Other Services", 5}, {"### Cost Optimization Strategies", 1},
		{"## Security", 0}, {"### Defense in Depth Strategy", 0},
		{"#### 1. Network Security", 11}, {"#### 2. Data Security", 12}, {"#### 3. Access Control", 11}, {"#### 4. Logging & Auditing", 6},
		{"#### 5. Compliance & Monitoring", 7}, {"#### 6. DDoS & Rate Limiting", 5}, {"#### 7. Secrets Rotation", 2},
		{"#### 8. Disaster Recovery & Backup Security", 8}, {"#### 9. Container Security", 6},
		{"### Security Best Practices by Component", 0}, {"#### Frontend", 5}, {"#### Backend", 5}, {"#### Database", 5},
		{"#### Already Implemented", 5}, {"#### Cost Saving Opportunities", 6}, {"#### Pricing Factors by Usage Tier", 3},
		{"## Infrastructure Components", 17},
		{"## Deployment", 0}, {"### Prerequisites", 1}, {"### Quick Start", 1}, {"### Key Outputs", 7}, {"### Next Steps", 6},
		{"## Architecture Pillars", 0}, {"### Availability", 5}, {"### Reliability", 5}, {"### Cost Efficiency", 5}, {"### Security", 5},
	}
}

type section struct {
	heading string
	rows    int
}

// row is one line of a coverage table.
type row struct{ says, where, test, reason string }

// TestCoverageHasEverySectionOfTheDesignDocument catches a section or a row that was taken out, and with it a promise.
func TestCoverageHasEverySectionOfTheDesignDocument(t *testing.T) {
	read := readCoverage(t)
	next := 0
	for _, want := range designSections() {
		found := false
		for i := next; i < len(read) && !found; i++ {
			if found = read[i].heading == want.heading; found {
				next = i + 1
				if len(read[i].rows) < want.rows {
					t.Errorf("%s: %d rows, the document has %d to cover", want.heading, len(read[i].rows), want.rows)
				}
			}
		}
		if !found {
			t.Errorf("%s: no section %q, or not in the document's order", coverage, want.heading)
		}
	}
}

// TestCoverageRowsAreProven catches a row whose test was renamed or removed, whose file has moved, and a claim with nothing
// behind it.
func TestCoverageRowsAreProven(t *testing.T) {
	t.Parallel()
	tests, quoted := testNames(t), regexp.MustCompile("`([^`]+)`")
	reason := regexp.MustCompile(`^(differs|reason|not yet): .{10}`)
	rows := 0
	for _, section := range readCoverage(t) {
		for _, row := range section.rows {
			rows++
			proofs := quoted.FindAllStringSubmatch(row.test, -1)
			for _, name := range proofs {
				if !tests[name[1]] {
					t.Errorf("%s: %q is proven by %s, which does not exist", section.heading, row.says, name[1])
				}
			}
			for _, file := range quoted.FindAllStringSubmatch(row.where, -1) {
				if _, err := os.Stat(file[1]); err != nil {
					t.Errorf("%s: %q lives in %s, which does not exist", section.heading, row.says, file[1])
				}
			}
			if row.reason != "" && !reason.MatchString(row.reason) {
				t.Errorf("%s: %q: a reason begins with differs, reason or not yet: %q", section.heading, row.says, row.reason)
			}
			if row.reason == "" && (len(proofs) == 0 || !quoted.MatchString(row.where)) {
				t.Errorf("%s: %q has no test or no place, and no reason", section.heading, row.says)
			}
		}
	}
	t.Logf("%d rows", rows)
}

// TestEveryInvariantCoversSomething catches a test of the templates that no row needs: either a row forgot it, or it asserts
// what nobody asked for.
func TestEveryInvariantCoversSomething(t *testing.T) {
	text := readFile(t, coverage)
	for _, file := range []string{"network", "openings", "data", "stores", "services", "traffic", "edge", "access", "stacks"} {
		for _, name := range testsIn(readFile(t, "kasha_"+file+"_test.go")) {
			if !strings.Contains(text, "`"+name+"`") {
				t.Errorf("%s proves no row of %s", name, coverage)
			}
		}
	}
}

type coverageSection struct {
	heading string
	rows    []row
}

func readCoverage(t *testing.T) []coverageSection {
	t.Helper()
	var sections []coverageSection
	for _, line := range strings.Split(readFile(t, coverage), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		switch {
		case strings.HasPrefix(line, "##"):
			sections = append(sections, coverageSection{heading: line})
		case !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.Contains(line, "| Where | Test |"):
		case len(cells) != 4 || len(sections) == 0:
			t.Errorf("%s: not a row of four cells: %s", coverage, line)
		default:
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			last := &sections[len(sections)-1]
			last.rows = append(last.rows, row{cells[0], cells[1], cells[2], cells[3]})
		}
	}
	return sections
}

// testNames are the tests of the whole repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "cdk.out" || entry.Name() == ".git"):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			for _, name := range testsIn(readFile(t, path)) {
				names[name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func testsIn(source string) []string {
	var names []string
	for _, found := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(source, -1) {
		if found[1] != "TestMain" {
			names = append(names, found[1])
		}
	}
	return names
}
