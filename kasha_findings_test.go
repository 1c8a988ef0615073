package main

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"kasha/internal/assembly"
	"kasha/stages"
)

// finding is what a validator reports about resources.
type finding struct {
	RuleName            string
	Description         string
	Severity            string
	ViolatingConstructs []struct{ ConstructPath string }
}

// TestNoFindingIsOpen holds every shape against the CDK's own rules (strict: warnings count too), Kasha's (lib/rules) and
// cdk-nag's AwsSolutions and NIST 800-53 R5 packs. It prints how many findings are acknowledged in stages/acknowledgements.go.
func TestNoFindingIsOpen(t *testing.T) {
	whole := allShapes(t)
	var report struct {
		PluginReports []struct {
			PluginName           string
			Violations           []finding
			SuppressedViolations []finding
		}
	}
	if err := json.Unmarshal([]byte(readFile(t, whole.Dir, "validation-report.json")), &report); err != nil {
		t.Fatal(err)
	}
	validators := map[string]bool{}
	for _, plugin := range report.PluginReports {
		validators[plugin.PluginName] = true
		for _, open := range plugin.Violations {
			for _, where := range open.ViolatingConstructs {
				t.Errorf("%s: %s %s: %s", where.ConstructPath, open.Severity, open.RuleName, strings.TrimSpace(open.Description))
			}
		}
		for _, accepted := range plugin.SuppressedViolations {
			if strings.HasPrefix(accepted.RuleName, "Kasha-") {
				t.Errorf("%s is acknowledged: a rule of our own that does not fit is to be changed", accepted.RuleName)
			}
			t.Logf("%s: %s acknowledged on %d resources", plugin.PluginName, accepted.RuleName, len(accepted.ViolatingConstructs))
		}
	}
	// Strict validation is a feature flag: if it were lost, the report would be empty and this test would pass for nothing.
	if !validators["CloudFormation Validate"] {
		t.Errorf("the CDK's own rules did not run; validators were %v", validators)
	}
	lines := nagLines(t, whole.Dir)
	accepted := 0
	for _, line := range lines {
		if line.Compliance == "Suppressed" {
			accepted++
		}
	}
	t.Logf("rule packs: %d findings acknowledged, %d checks passed, none open", accepted, len(lines)-accepted)
	if len(lines)-accepted < 1000 {
		t.Errorf("only %d checks of the rule packs passed: they did not look at every shape", len(lines)-accepted)
	}
}

// TestEveryAcknowledgementIsNeeded catches an accepted finding that no longer exists: the next real one of that kind on that
// resource would go unseen.
func TestEveryAcknowledgementIsNeeded(t *testing.T) {
	whole := allShapes(t)
	checkAcknowledgements(t, nagLines(t, whole.Dir), whole.Stacks)
}

// TestEveryAcknowledgedResourceExists catches a row of the reviewer's page that speaks of a resource which no shape of
// environment has any more: whoever adds one of that name later would find its findings accepted.
func TestEveryAcknowledgedResourceExists(t *testing.T) {
	exists := map[string]bool{}
	for _, stack := range allShapes(t).Stacks {
		_, part, _ := strings.Cut(stack.Path, "/")
		for _, resource := range stack.Template.Sorted() {
			exists[part+"/"+resource.Path] = true
		}
	}
	for _, path := range stages.AcknowledgedResources() {
		if !exists[path] {
			t.Errorf("stages/acknowledgements.go accepts findings on %s, which no shape has", path)
		}
	}
}

// checkAcknowledgements compares what is written into templates with what the rule packs found there.
func checkAcknowledgements(t *testing.T, lines []nagLine, stacks []assembly.Stack) {
	t.Helper()
	reported := map[string]bool{}
	for _, line := range lines {
		if line.Compliance == "Suppressed" {
			rule, _, _ := strings.Cut(line.RuleID, "[")
			reported[rule+" "+line.ResourceID] = true
		}
	}
	var written []string
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			nag, _ := resource.Metadata["cdk_nag"].(map[string]any)
			suppressions, _ := nag["rules_to_suppress"].([]any)
			for _, suppression := range suppressions {
				rule := suppression.(map[string]any)["id"].(string)
				written = append(written, rule+" "+stack.Path+"/"+resource.Path)
			}
		}
	}
	if len(written) == 0 {
		t.Fatal("no acknowledgement is written into the templates")
	}
	sort.Strings(written)
	for _, each := range written {
		if !reported[each] {
			t.Errorf("acknowledged without a finding: %s", each)
		}
	}
}

type nagLine struct {
	RuleID, ResourceID, Compliance string
}

// nagReports asks a rule pack for a line per rule and resource. As CSV a line is appended; as JSON each would write the whole
// report anew.
func nagReports() *cdknag.NagPackProps {
	return &cdknag.NagPackProps{ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_CSV}}
}

// nagLines reads what the rule packs wrote beside the templates.
func nagLines(t *testing.T, dir string) []nagLine {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*-NagReport.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports of the rule packs in %s (%v)", dir, err)
	}
	var lines []nagLine
	for _, file := range files {
		rows, err := csv.NewReader(strings.NewReader(readFile(t, file))).ReadAll()
		if err != nil || len(rows) == 0 || !slices.Equal(rows[0][:3], []string{"Rule ID", "Resource ID", "Compliance"}) {
			t.Fatalf("%s is not the table that cdk-nag used to write (%v)", file, err)
		}
		for _, row := range rows[1:] {
			lines = append(lines, nagLine{row[0], row[1], row[2]})
		}
	}
	return lines
}
