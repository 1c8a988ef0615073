package review

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/engine"
)

// SharedEngine is one engine for all tests of the package, those beside it too: it takes a second to start.
var SharedEngine = sync.OnceValue(func() *engine.Engine {
	return engine.New(context.Background(), filepath.Join("..", "..", "node_modules"))
})

// Every row of both tables must speak when its setting gets worse, alone, and be silent when it gets better. A row whose
// path is misspelled would be silent for ever; so property names are held against CDK's database too.
func TestEverySettingSpeaksWhenItGetsWorseAndOnlyThen(t *testing.T) {
	differ := SharedEngine()
	for _, table := range []struct {
		name     string
		settings []setting
		cases    []worse
		of       func(Report) []Finding
	}{
		{"openings", openings(), worseOpenings(), func(r Report) []Finding { return r.Openings }},
		{"weakenings", protections(), worseProtections(), func(r Report) []Finding { return r.Weakenings }},
	} {
		spoke := map[string]bool{}
		for _, c := range table.cases {
			spoke[c.resource+" "+c.what] = true
			found := table.of(compareOne(t, differ, c.resource, c.before, c.after))
			if len(found) != 1 || found[0].What != c.what {
				t.Errorf("%s: %s to %s: said %+v, want %q", c.resource, c.before, c.after, found, c.what)
			}
			if back := table.of(compareOne(t, differ, c.resource, c.after, c.before)); len(back) > 0 && !anotherOne(c.what) {
				t.Errorf("%s: %s to %s is no %s: %+v", c.resource, c.after, c.before, table.name, back)
			}
		}
		for _, s := range table.settings {
			onlyNew := s.what == "requests are let through whatever their headers say" // TestNewResourcesThatAreOpen
			if s.resource != "" && !spoke[s.resource+" "+s.what] && !onlyNew {
				t.Errorf("no case for %s %q", s.resource, s.what)
			}
		}
	}
}

// Where nobody can compare the two, both ways are said.
func TestSettingsThatOnlyAPersonCanCompare(t *testing.T) {
	differ := SharedEngine()
	for _, c := range []worse{
		{"rotation", "AWS::SecretsManager::RotationSchedule", `"RotationRules": {"ScheduleExpression": "cron(0 8 1 * ? *)"}`, `"RotationRules": {"ScheduleExpression": "rate(90 days)"}`},
		{"what is backed up", "AWS::Backup::BackupSelection", `"BackupSelection": {"ListOfTags": ["a"]}`, `"BackupSelection": {"ListOfTags": ["b"]}`},
		{"backup rules", "AWS::Backup::BackupPlan", `"BackupPlan": {"BackupPlanRule": [{"RuleName": "a", "ScheduleExpression": "x"}]}`, `"BackupPlan": {"BackupPlanRule": [{"RuleName": "a", "ScheduleExpression": "y"}]}`},
	} {
		for _, way := range [][2]string{{c.before, c.after}, {c.after, c.before}} {
			if found := compareOne(t, differ, c.resource, way[0], way[1]).Weakenings; len(found) != 1 || found[0].What != c.what {
				t.Errorf("%s to %s: said %+v, want %q", way[0], way[1], found, c.what)
			}
		}
	}
}

// anotherOne is for settings of which any other value is told: who acts.
func anotherOne(what string) bool {
	return strings.HasPrefix(what, "the role that ") || what == "permissions boundary"
}

func compareOne(t *testing.T, differ *engine.Engine, resourceType, before, after string) Report {
	t.Helper()
	report, err := Compare(one(t, resourceType, before), one(t, resourceType, after), differ, nil)
	if err != nil {
		t.Fatal(err)
	}
	diffs, err := differ.Diff([]engine.Pair{{New: engine.Template{"X": {"Type": resourceType}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, stack := range []assembly.Assembly{one(t, resourceType, before), one(t, resourceType, after)} {
		for name := range stack.Stacks[0].Template.Resources["X"].Properties {
			if !slices.Contains(diffs[0].Types[resourceType].Properties, name) {
				t.Errorf("%s has no property %s", resourceType, name)
			}
		}
	}
	return report
}

func one(t *testing.T, resourceType, properties string) assembly.Assembly {
	t.Helper()
	stack := assembly.Stack{Name: "s", Path: "prod/s", Stage: "prod", Account: "555555555555", Region: "us-east-1"}
	template := `{"Resources": {"X": {"Type": "` + resourceType + `", "Properties": {` + properties + `}}}}`
	if err := json.Unmarshal([]byte(template), &stack.Template); err != nil {
		t.Fatalf("%v: %s", err, template)
	}
	resource := stack.Template.Resources["X"]
	resource.LogicalID = "X"
	stack.Template.Resources["X"] = resource
	return assembly.Assembly{Stacks: []assembly.Stack{stack}}
}

// Policies are attributes beside the properties, and of every type.
func TestWeakerPolicies(t *testing.T) {
	differ := SharedEngine()
	base, head := one(t, "AWS::SNS::Topic", ""), one(t, "AWS::SNS::Topic", "")
	for i, policies := range [][2]string{{"Retain", "Snapshot"}, {"RetainExceptOnCreate", ""}} {
		for j, a := range []assembly.Assembly{base, head} {
			topic := a.Stacks[0].Template.Resources["X"]
			if i == 0 {
				topic.DeletionPolicy = policies[j]
			} else {
				topic.DeletionPolicy, topic.UpdateReplacePolicy = policies[j], ""
			}
			a.Stacks[0].Template.Resources["X"] = topic
		}
		report, err := Compare(base, head, differ, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Weakenings) != 1 || !strings.Contains(report.Weakenings[0].What, "when it is deleted") {
			t.Errorf("%q: %+v", policies, report.Weakenings)
		}
	}
}
