package exposure_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/engine"
	"kasha/internal/review/exposure"
	"kasha/tests/reviewtest"
)

// Catches a setting that is not reported when it becomes worse, or is reported when it becomes better. A misspelled property would
// never be reported, so CDK's database must know each one.
func TestEverySettingIsReportedExactlyWhenItBecomesWorse(t *testing.T) {
	spoke := map[exposure.Checked]bool{}
	for _, table := range []struct {
		openings bool
		cases    []worse
		of       func(review.Report) []review.Finding
	}{
		{openings: true, cases: slices.Concat(worseOpenings(), worseDelivery(), worseReach()),
			of: func(r review.Report) []review.Finding { return r.Openings }},
		{openings: false, cases: slices.Concat(worseProtections(), worseOrders(), worseHeaders(), worseService()),
			of: func(r review.Report) []review.Finding { return r.Weakenings }},
	} {
		for _, c := range table.cases {
			spoke[exposure.Checked{Opening: table.openings, Resource: c.resource, What: c.what}] = true
			found := table.of(compareOne(t, c.resource, c.before, c.after))
			if len(found) != 1 || found[0].What != c.what {
				t.Errorf("%s: %s to %s: said %+v, want %q", c.resource, c.before, c.after, found, c.what)
			}
			if back := table.of(compareOne(t, c.resource, c.after, c.before)); len(back) > 0 && !anotherOne(c.what) {
				t.Errorf("%s: %s to %s is not worse, but was reported: %+v", c.resource, c.after, c.before, back)
			}
		}
	}
	for _, s := range exposure.AllChecked() {
		if !spoke[s] && !slices.Contains([]string{ // TestNewResourcesThatAreOpen
			"forwards requests without a secret in their headers", "one more endpoint receives what is published",
			"events leave for another event bus or an API outside of AWS", "log events are also sent to this destination",
		}, s.What) {
			t.Errorf("no case for %+v", s)
		}
	}
}

// Catches a setting without an order, such as a cron expression, of which only one direction is reported.
func TestSettingsThatCannotBeOrderedAreReportedBothWays(t *testing.T) {
	for _, c := range []worse{
		{what: "rotation schedule", resource: "AWS::SecretsManager::RotationSchedule",
			before: `"RotationRules": {"ScheduleExpression": "cron(0 8 1 * ? *)"}`,
			after:  `"RotationRules": {"ScheduleExpression": "rate(90 days)"}`},
		{what: "backup selection", resource: "AWS::Backup::BackupSelection", before: `"BackupSelection": {"ListOfTags": ["a"]}`,
			after: `"BackupSelection": {"ListOfTags": ["b"]}`},
		{what: "backup rules", resource: "AWS::Backup::BackupPlan", before: `"BackupPlan": {"BackupPlanRule": [{"RuleName": "a",
			"ScheduleExpression": "x"}]}`, after: `"BackupPlan": {"BackupPlanRule": [{"RuleName": "a", "ScheduleExpression": "y"}]}`},
	} {
		for _, way := range [][2]string{{c.before, c.after}, {c.after, c.before}} {
			if found := compareOne(t, c.resource, way[0], way[1]).Weakenings; len(found) != 1 || found[0].What != c.what {
				t.Errorf("%s to %s: said %+v, want %q", way[0], way[1], found, c.what)
			}
		}
	}
}

// anotherOne is for settings of which any other value is reported: which role acts, its boundary, an order, whose code runs.
func anotherOne(what string) bool {
	return strings.Contains(what, "role") || what == "permissions boundary" || strings.HasPrefix(what, "order of the ") ||
		what == "other code is deployed to every environment" || what == "path patterns that are tried before others" ||
		strings.HasPrefix(what, "another command decides") ||
		what == "errors that viewers get as a success, which no alarm on errors counts"
}

func compareOne(t *testing.T, resourceType, before, after string) review.Report {
	t.Helper()
	report := compare(t, one(t, resourceType, before), one(t, resourceType, after))
	diffs, err := reviewtest.Engine().Diff([]engine.Pair{{New: engine.Template{"X": {"Type": resourceType}}}})
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

// Catches a weaker DeletionPolicy that is not reported because it is an attribute, and not a property.
func TestWeakerDeletionPolicies(t *testing.T) {
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
		report := compare(t, base, head)
		if len(report.Weakenings) != 1 || !strings.Contains(report.Weakenings[0].What, "DeletionPolicy") {
			t.Errorf("%q: weakenings %+v, want DeletionPolicy", policies, report.Weakenings)
		}
	}
}
