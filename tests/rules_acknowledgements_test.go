package tests

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/stages"
)

// TestNoFindingIsOpen runs the CDK's own rules (strict: warnings count), Kasha's rules (lib/rules), and cdk-nag's AwsSolutions and NIST
// 800-53 R5 packs on every shape. It prints how many findings are acknowledged in stages/acknowledgements.go.
func TestNoFindingIsOpen(t *testing.T) {
	whole := shapesAssembly(t)
	var report struct {
		PluginReports []struct {
			PluginName           string
			Violations           []finding
			SuppressedViolations []finding
		}
	}
	if err := json.Unmarshal([]byte(readPath(t, filepath.Join(whole.Dir, "validation-report.json"))), &report); err != nil {
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
				t.Errorf("%s is acknowledged, want no finding; fix: change the rule if it does not fit", accepted.RuleName)
			}
			t.Logf("%s: %s acknowledged on %d resources", plugin.PluginName, accepted.RuleName, len(accepted.ViolatingConstructs))
		}
	}
	// Strict validation is a feature flag. Without it the report would be empty, and this test would pass without checking anything.
	if !validators["CloudFormation Validate"] {
		t.Errorf("the validators were %v, want CloudFormation Validate among them", validators)
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
		t.Errorf("%d checks of the rule packs passed, want at least 1000: they must look at every shape", len(lines)-accepted)
	}
}

// finding is a finding of a validator, with the constructs that violate the rule.
type finding struct {
	RuleName            string
	Description         string
	Severity            string
	ViolatingConstructs []struct{ ConstructPath string }
}

// TestEveryAcknowledgementIsNeeded catches an acknowledged finding that no longer exists: the next real finding of that rule on that
// resource would be accepted.
func TestEveryAcknowledgementIsNeeded(t *testing.T) {
	whole := shapesAssembly(t)
	checkAcknowledgements(t, nagLines(t, whole.Dir), whole.Stacks)
}

// TestPipelineAcknowledgementsAreNeeded catches an acknowledged finding of the pipeline's stacks that no longer exists. An open finding
// fails the synthesis itself.
func TestPipelineAcknowledgementsAreNeeded(t *testing.T) {
	checkAcknowledgements(t, nagLines(t, pipelineAssembly(t).Dir), pipelineStacks(t))
}

// TestEveryAcknowledgedResourceExists catches an acknowledgement for a resource that no shape has. A later resource of that name would have
// its findings accepted.
func TestEveryAcknowledgedResourceExists(t *testing.T) {
	exists := map[string]bool{}
	for _, stack := range shapesAssembly(t).Stacks {
		_, part, _ := strings.Cut(stack.Path, "/")
		for _, resource := range stack.Template.Sorted() {
			exists[part+"/"+resource.Path] = true
		}
	}
	for _, path := range stages.AcknowledgedResources() {
		if !exists[path] {
			t.Errorf("stages/acknowledgements.go accepts findings on %s, want a resource that some shape has", path)
		}
	}
}

// checkAcknowledgements compares the acknowledgements in the templates with the findings of the rule packs.
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
		t.Fatal("the templates have no acknowledgements, want some")
	}
	sort.Strings(written)
	for _, each := range written {
		if !reported[each] {
			t.Errorf("acknowledged without a finding: %s; fix: remove the acknowledgement", each)
		}
	}
}

// nagLine is a line of a rule pack's report.
type nagLine struct {
	RuleID, ResourceID, Compliance string
}

// nagLines reads the reports that the rule packs wrote beside the templates.
func nagLines(t *testing.T, dir string) []nagLine {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*-NagReport.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports of the rule packs in %s (%v), want some", dir, err)
	}
	var lines []nagLine
	for _, file := range files {
		rows, err := csv.NewReader(strings.NewReader(readPath(t, file))).ReadAll()
		if err != nil || len(rows) == 0 || !slices.Equal(rows[0][:3], []string{"Rule ID", "Resource ID", "Compliance"}) {
			t.Fatalf("%s has another first line (%v), want Rule ID, Resource ID, Compliance", file, err)
		}
		for _, row := range rows[1:] {
			lines = append(lines, nagLine{RuleID: row[0], ResourceID: row[1], Compliance: row[2]})
		}
	}
	return lines
}
