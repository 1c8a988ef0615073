package tests

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCoverageHasEverySectionOfTheDesignDocument catches a section or row that was removed, and with it a requirement of the design
// document.
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

// TestCoverageRowsAreProven catches a row whose test or file no longer exists, and a row that names neither a test nor a reason.
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
					t.Errorf("%s: %q names the test %s, want one that exists", section.heading, row.says, name[1])
				}
			}
			for _, file := range quoted.FindAllStringSubmatch(row.where, -1) {
				if !exists(file[1]) {
					t.Errorf("%s: %q names the file %s, want one that exists", section.heading, row.says, file[1])
				}
			}
			if row.reason != "" && !reason.MatchString(row.reason) {
				t.Errorf("%s: %q has the reason %[3]q, want one that begins with differs:, reason: or not yet:", section.heading, row.says, row.reason)
			}
			if row.reason == "" && (len(proofs) == 0 || !quoted.MatchString(row.where)) {
				t.Errorf("%s: %q has no test or no file, want both or a reason", section.heading, row.says)
			}
		}
	}
	t.Logf("%d rows", rows)
}

// TestEveryPlatformTestIsInTheDesignCoverage catches a test of the templates that no row of the table names. Either the row is missing, or
// the test asserts what the design document does not ask for.
func TestEveryPlatformTestIsInTheDesignCoverage(t *testing.T) {
	text := readFile(t, coverage)
	groups := []string{
		"network", "network_security_groups", "load_balancers", "services", "services_containers", "services_deployments",
		"database", "database_replica", "database_backups", "database_proxy", "queues", "storage", "secrets", "logs",
		"edge_web_acl", "edge_distribution", "edge_domain", "iam_roles", "stacks", "stacks_outputs", "stacks_deletion",
	}
	notInTheDesign := []string{
		"TestEveryRetentionThatIsAcceptedIsWritten", // lib/logging against lib/config
		"TestSlowTasksMayStart",                     // startSeconds is a field of Kasha's own
		"TestStacksLookUpFewOutputs",                // CloudFormation's limit
		"TestLeftoversThatAWSCreatesAreFound",       // for kasha leftovers
	}
	for _, group := range groups {
		for _, name := range testsIn(readFile(t, "tests", group+"_test.go")) {
			if !strings.Contains(text, "`"+name+"`") && !slices.Contains(notInTheDesign, name) {
				t.Errorf("%s: no row of %s names this test, want one", name, coverage)
			}
		}
	}
}

const coverage = "docs/design-coverage.md"

// designSections are the headings of the design document, in its order. Each has the least number of rows: one for each row of its table or
// item of its list.
func designSections() []section {
	return []section{
		{heading: "## Architecture Overview", rows: 7},
		{heading: "## Availability"},
		{heading: "### 99.99% SLA Target", rows: 1},
		{heading: "#### Load Balancing & Edge", rows: 7},
		{heading: "#### ECS Fargate Services", rows: 5},
		{heading: "#### Database Layer", rows: 5},
		{heading: "#### Regional Resilience", rows: 4},
		{heading: "## Reliability"},
		{heading: "### Key Reliability Features"},
		{heading: "#### Data Protection", rows: 7},
		{heading: "#### Resilience Patterns", rows: 5},
		{heading: "#### Monitoring & Alerting", rows: 7},
		{heading: "#### Graceful Degradation", rows: 3},
		{heading: "## Cost Optimization"},
		{heading: "### Cost Breakdown", rows: 1},
		{heading: "#### Compute - ECS Fargate", rows: 2},
		{heading: "#### Load Balancing", rows: 1},
		{heading: "#### Database - RDS MySQL", rows: 3},
		{heading: "#### Edge & Security Services", rows: 2},
		{heading: "#### Other Services", rows: 5},
		{heading: "### Cost Optimization Strategies", rows: 1},
		{heading: "## Security"},
		{heading: "### Defense in Depth Strategy"},
		{heading: "#### 1. Network Security", rows: 11},
		{heading: "#### 2. Data Security", rows: 12},
		{heading: "#### 3. Access Control", rows: 11},
		{heading: "#### 4. Logging & Auditing", rows: 6},
		{heading: "#### 5. Compliance & Monitoring", rows: 7},
		{heading: "#### 6. DDoS & Rate Limiting", rows: 5},
		{heading: "#### 7. Secrets Rotation", rows: 2},
		{heading: "#### 8. Disaster Recovery & Backup Security", rows: 8},
		{heading: "#### 9. Container Security", rows: 6},
		{heading: "### Security Best Practices by Component"},
		{heading: "#### Frontend", rows: 5},
		{heading: "#### Backend", rows: 5},
		{heading: "#### Database", rows: 5},
		{heading: "#### Already Implemented", rows: 5},
		{heading: "#### Cost Saving Opportunities", rows: 6},
		{heading: "#### Pricing Factors by Usage Tier", rows: 3},
		{heading: "## Infrastructure Components", rows: 17},
		{heading: "## Deployment"},
		{heading: "### Prerequisites", rows: 1},
		{heading: "### Quick Start", rows: 1},
		{heading: "### Key Outputs", rows: 7},
		{heading: "### Next Steps", rows: 6},
		{heading: "## Architecture Pillars"},
		{heading: "### Availability", rows: 5},
		{heading: "### Reliability", rows: 5},
		{heading: "### Cost Efficiency", rows: 5},
		{heading: "### Security", rows: 5},
	}
}

// section is a heading of the design document.
type section struct {
	heading string
	rows    int // the least number of rows that it must have
}

// row is one line of a coverage table.
type row struct{ says, where, test, reason string }

// coverageSection is a heading of the coverage table, with its rows.
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
			t.Errorf("%s: want four cells, got %s", coverage, line)
		default:
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			last := &sections[len(sections)-1]
			last.rows = append(last.rows, row{says: cells[0], where: cells[1], test: cells[2], reason: cells[3]})
		}
	}
	return sections
}

// testNames are the names of all tests of the repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "cdk.out" || entry.Name() == ".git"):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			for _, name := range testsIn(readPath(t, path)) {
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
