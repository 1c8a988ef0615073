package catalogue

import (
	"reflect"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

const description = "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nThreshold: 2 of 3\nFrom: edge.rateLimit, alarms.errorPercent"

func stack(resources ...assembly.Resource) []assembly.Stack {
	found := map[string]assembly.Resource{}
	for _, resource := range resources {
		found[resource.LogicalID] = resource
	}
	return []assembly.Stack{{Name: "kasha-prod-services", Template: assembly.Template{Resources: found}}}
}

func alarm(name, text string) assembly.Resource {
	return assembly.Resource{LogicalID: name, Type: Alarm, Properties: map[string]any{"AlarmName": name, "AlarmDescription": text}}
}

func TestADescriptionIsTakenApart(t *testing.T) {
	entries, err := Read("prod", stack(alarm("kasha-prod-warning-broken-thing", description)))
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	want := Notice{Means: "It is broken.", Do: "Mend it.", Runbook: "docs/runbooks/broken.md", Threshold: "2 of 3", From: []string{"edge.rateLimit", "alarms.errorPercent"}}
	if got := entries[0]; !reflect.DeepEqual(got.Notice, want) || got.Severity != "warning" || got.Short != "broken-thing" {
		t.Errorf("%+v", got)
	}
}

// TestAnAlarmThatNobodyUnderstandsIsRefused catches a reader that skips what it cannot read: the table would lose the row
// and still equal the template.
func TestAnAlarmThatNobodyUnderstandsIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"kasha-prod-broken":                description,
		"kasha-dev-critical-broken":        description,
		"kasha-prod-critical-silent":       "",
		"kasha-prod-critical-helpless":     "It is broken.",
		"kasha-prod-critical-unsure":       "It is broken.\nDo: Mend it.",
		"kasha-prod-critical-talkative":    "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nHint: look",
		"kasha-prod-critical-continuation": "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nand more",
	} {
		if entries, err := Read("prod", stack(alarm(name, text))); err == nil {
			t.Errorf("%s was read as %+v", name, entries)
		}
	}
}

func rule(name, target string) assembly.Resource {
	return assembly.Resource{LogicalID: "R", Type: Rule, Properties: map[string]any{
		"Name": name, "Description": description, "Targets": []any{map[string]any{"Arn": map[string]any{"Fn::Join": []any{"", []any{"arn:aws:", target}}}}},
	}}
}

func TestOtherRulesAreNotTheCatalogues(t *testing.T) {
	if entries, err := Read("prod", stack(rule("kasha-prod-archive-restores", "event-bus/default"))); err != nil || len(entries) != 0 {
		t.Errorf("%v %v", entries, err)
	}
}

// TestARuleThatTellsTheTopicIsCatalogued catches a rule whose messages reach people while the table does not know it: one
// with a severity is an entry, and one without, or without a name, is an error.
func TestARuleThatTellsTheTopicIsCatalogued(t *testing.T) {
	const topic = "sns:us-east-1:333333333333:kasha-prod-alarms"
	if entries, err := Read("prod", stack(rule("kasha-prod-news-archive-restored", topic))); err != nil || len(entries) != 1 || entries[0].Severity != "news" {
		t.Errorf("%v %v", entries, err)
	}
	for _, name := range []string{"kasha-prod-archive-backup-failed", ""} {
		if entries, err := Read("prod", stack(rule(name, topic))); err == nil {
			t.Errorf("%q was read as %+v", name, entries)
		}
	}
}

// TestTheBillCountsMetrics catches counting alarms instead of what CloudWatch bills.
func TestTheBillCountsMetrics(t *testing.T) {
	math := alarm("kasha-prod-warning-math", description)
	math.Properties["Metrics"] = []any{
		map[string]any{"Expression": "a / b"}, map[string]any{"MetricStat": map[string]any{}}, map[string]any{"MetricStat": map[string]any{}},
	}
	composite := alarm("kasha-prod-critical-all", description)
	composite.Type = Composite
	entries, err := Read("prod", stack(math, composite, alarm("kasha-prod-warning-plain", description)))
	if err != nil {
		t.Fatal(err)
	}
	if text := (Catalogue{Production: entries}).Markdown(); !strings.Contains(text, "| Production | 3 | 3 | $0.80 |") {
		t.Error(text)
	}
}

func TestEachRowIsThereOnce(t *testing.T) {
	read := func(environment string, names ...string) []Entry {
		var resources []assembly.Resource
		for _, name := range names {
			resources = append(resources, alarm("kasha-"+environment+"-warning-"+name, description))
		}
		entries, err := Read(environment, stack(resources...))
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
	text := Catalogue{Production: read("prod", "a", "b"), Nonproduction: read("dev", "b"), Optional: read("extra", "a", "b", "c")}.Markdown()
	for _, want := range []string{"| `a` | It is broken. | Mend it. | [broken](runbooks/broken.md) | 2 of 3 (`edge.rateLimit`, `alarms.errorPercent`) | production |", "| everywhere |", "| where configured |"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is there %d times in\n%s", want, strings.Count(text, want), text)
		}
	}
}
