package ruled_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/ruled"
)

// synthesized is an assembly of prod and dev whose report is given; an empty one stands for no report.
func synthesized(t *testing.T, report string) assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"manifest.json": "{}", "validation-report.json": report} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return assembly.Assembly{Dir: dir, Stacks: []assembly.Stack{
		{Name: "kasha-dev-data", Path: "dev/data", Stage: "dev"}, {Name: "kasha-prod-data", Path: "prod/data", Stage: "prod"},
	}}
}

// plugin is a report with violations and acknowledged ones, each "rule path".
func plugin(conclusion string, violations, acknowledged []string) string {
	list := func(all []string) string {
		var texts []string
		for _, one := range all {
			rule, path, _ := strings.Cut(one, " ")
			stack := strings.Join(strings.Split(path, "/")[:2], "/")
			texts = append(texts, `{"ruleName": "`+rule+`", "description": " is wrong", "severity": "error", "acknowledgedAt": "`+stack+`",
				"reason": "because", "violatingConstructs": [{"constructPath": "`+path+`"}]}`)
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	return `{"pluginReports": [{"pluginName": "p", "conclusion": "` + conclusion + `", "violations": ` + list(violations) +
		`, "suppressedViolations": ` + list(acknowledged) + `}]}`
}

const (
	prodDatabase = "Kasha-DatabaseTLS prod/data/Database/Primary/Resource"
	devDatabase  = "Kasha-DatabaseTLS dev/data/Database/Primary/Resource"
)

// Catches a rule that newly fails and is not told, one that failed before and is told again, and an acknowledgement in silence.
func TestRulesThatNewlyFailAreBroken(t *testing.T) {
	clean, devAcknowledged := plugin("success", nil, nil), plugin("success", nil, []string{devDatabase})
	dev, prod := plugin("failure", []string{devDatabase}, nil), plugin("failure", []string{prodDatabase}, nil)
	both := plugin("failure", []string{devDatabase, prodDatabase}, nil)
	for name, c := range map[string]struct {
		base, head                     string
		broken, acknowledged, unjudged int
	}{
		"nothing":                           {clean, clean, 0, 0, 0},
		"newly fails":                       {clean, prod, 1, 0, 0},
		"fails in both":                     {prod, prod, 0, 0, 0},
		"fails elsewhere too":               {dev, both, 1, 0, 0},
		"newly acknowledged":                {clean, plugin("success", nil, []string{prodDatabase, devDatabase}), 0, 1, 0},
		"acknowledged in a new environment": {devAcknowledged, plugin("success", nil, []string{devDatabase, prodDatabase}), 0, 0, 0},
		"no longer evaluated":               {clean, "", 1, 0, 0},
		"never evaluated":                   {"", "", 0, 0, 1},
		"evaluated from now on":             {"", prod, 1, 0, 0},
		"no plug-in any more":               {clean, `{"pluginReports": []}`, 1, 0, 0},
	} {
		found, err := ruled.Compare(synthesized(t, c.base), synthesized(t, c.head))
		if err != nil {
			t.Fatal(err)
		}
		for what, n := range map[string][2]int{
			"broken": {len(found.Broken), c.broken}, "acknowledged": {len(found.Acknowledged), c.acknowledged},
			"unjudged": {len(found.Unjudged), c.unjudged},
		} {
			if n[0] != n[1] {
				t.Errorf("%s: %d %s, want %d: %+v", name, n[0], what, n[1], found)
			}
		}
	}
}

// Catches an acknowledgement of the CDK itself in a first review, on which nobody can act. It also catches one of somebody else that is
// left out with it.
func TestTheCDKsOwnAcknowledgementIsNoFindingWithoutABase(t *testing.T) {
	const subnet = "W3010 prod/network/Network/Vpc/publicSubnet1/Subnet"
	own := strings.Replace(plugin("success", nil, []string{subnet}), `"because"`,
		`"Literal AZs in template are the result of accessing stack.availabilityZones, this is expected and safe"`, 1)
	for name, c := range map[string]struct {
		base assembly.Assembly
		head string
		want int
	}{
		"the CDK's, without a base":          {assembly.Assembly{}, own, 0},
		"the CDK's, with a base":             {synthesized(t, plugin("success", nil, nil)), own, 1},
		"of the same rule, somebody else's":  {assembly.Assembly{}, plugin("success", nil, []string{subnet}), 1},
		"of another rule, and the same text": {assembly.Assembly{}, strings.Replace(own, "W3010", "W9999", 1), 1},
	} {
		found, err := ruled.Compare(c.base, synthesized(t, c.head))
		if err != nil || len(found.Acknowledged) != c.want {
			t.Errorf("%s: %+v, %v, want %d acknowledged", name, found.Acknowledged, err, c.want)
		}
	}
}

// Catches a finding in the wrong place, which nobody can act on.
func TestFindingsNameStackConstructAndRule(t *testing.T) {
	base, head := synthesized(t, plugin("success", nil, nil)), synthesized(t, plugin("failure", []string{prodDatabase}, nil))
	found, err := ruled.Compare(base, head)
	want := review.Finding{
		Environment: "prod", Stack: "kasha-prod-data", Construct: "Database/Primary", Rule: "Kasha-DatabaseTLS",
		What: "rule Kasha-DatabaseTLS: is wrong",
	}
	if err != nil || len(found.Broken) != 1 || found.Broken[0] != want {
		t.Errorf("%+v, %v, want %+v", found.Broken, err, want)
	}
}

// Catches a report that is damaged and counts as one without findings.
func TestDamagedReportIsAnError(t *testing.T) {
	if _, err := ruled.Compare(synthesized(t, plugin("success", nil, nil)), synthesized(t, `{"pluginReports": 5}`)); err == nil {
		t.Error("no error for a damaged report")
	}
}

// Catches a synthesis that failed for another reason and counts as one that rules refused.
func TestRefusedIsASynthesisThatOnlyTheRulesFailed(t *testing.T) {
	for name, c := range map[string]struct {
		report string
		want   bool
	}{
		"rules refuse":   {plugin("failure", []string{prodDatabase}, nil), true},
		"rules accept":   {plugin("success", nil, nil), false},
		"no report":      {"", false},
		"damaged report": {"{", false},
	} {
		if got := ruled.Refused(synthesized(t, c.report).Dir); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	without := synthesized(t, plugin("failure", []string{prodDatabase}, nil))
	if err := os.Remove(filepath.Join(without.Dir, "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if ruled.Refused(without.Dir) {
		t.Error("without an assembly: refused, want not: the synthesis did not get to the rules")
	}
}
