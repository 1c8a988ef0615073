package catalogue

import (
	"reflect"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/monitoring/deadline"
)

const description = "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nThreshold: 2 of 3\n" +
	"Configured by: edge.rateLimit, alarms.errorPercent\nPromise: ALARM within 5 min, OK within 3 min; no data: OK within 8 min"

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

// TestADescriptionIsParsed catches a line of a description that is read as another field.
func TestADescriptionIsParsed(t *testing.T) {
	entries, err := Read("prod", stack(alarm("kasha-prod-warning-broken-thing", description)))
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	want := Notice{Means: "It is broken.", Do: "Mend it.", Runbook: "docs/runbooks/broken.md", Threshold: "2 of 3",
		From:    []string{"edge.rateLimit", "alarms.errorPercent"},
		Promise: deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}}}
	if got := entries[0]; !reflect.DeepEqual(got.Notice, want) || got.Severity != "warning" || got.Short != "broken-thing" {
		t.Errorf("got %+v, want %+v, warning, broken-thing", got, want)
	}
}

// TestAnIncompleteDescriptionIsAnError catches a reader that skips what it cannot read: the table would lose the row and still equal the
// template.
func TestAnIncompleteDescriptionIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"kasha-prod-broken":                description,
		"kasha-dev-critical-broken":        description,
		"kasha-prod-critical-silent":       "",
		"kasha-prod-critical-helpless":     "It is broken.",
		"kasha-prod-critical-unsure":       "It is broken.\nDo: Mend it.",
		"kasha-prod-critical-talkative":    "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nHint: look",
		"kasha-prod-critical-vague":        description + " or so",
		"kasha-prod-critical-continuation": "It is broken.\nDo: Mend it.\nRunbook: docs/runbooks/broken.md\nand more",
	} {
		if entries, err := Read("prod", stack(alarm(name, text))); err == nil {
			t.Errorf("%s was read as %+v, want an error", name, entries)
		}
	}
}

func rule(name, target string) assembly.Resource {
	return assembly.Resource{LogicalID: "R", Type: Rule, Properties: map[string]any{
		"Name": name, "Description": description, "Targets": []any{map[string]any{"Arn": map[string]any{"Fn::Join": []any{"",
			[]any{"arn:aws:", target}}}}},
	}}
}

// TestRulesForOtherTargetsAreLeftOut catches a rule in the table that notifies nobody.
func TestRulesForOtherTargetsAreLeftOut(t *testing.T) {
	if entries, err := Read("prod", stack(rule("kasha-prod-archive-restores", "event-bus/default"))); err != nil || len(entries) != 0 {
		t.Errorf("got %v and error %v, want no entry", entries, err)
	}
}

// TestARuleThatPublishesToTheTopicIsListed catches a rule whose messages reach people although the table lacks it. With a severity it is an
// entry; without one, or without a name, it is an error.
func TestARuleThatPublishesToTheTopicIsListed(t *testing.T) {
	const topic = "sns:us-east-1:333333333333:kasha-prod-alarms"
	if entries, err := Read("prod", stack(rule("kasha-prod-news-archive-restored", topic))); err != nil || len(entries) != 1 ||
		entries[0].Severity != "news" {
		t.Errorf("got %v and error %v, want one entry with the severity news", entries, err)
	}
	for _, name := range []string{"kasha-prod-archive-backup-failed", ""} {
		if entries, err := Read("prod", stack(rule(name, topic))); err == nil {
			t.Errorf("%q was read as %+v, want an error", name, entries)
		}
	}
}

// TestTheBillCountsMetrics catches a bill that counts alarms instead of the metrics that CloudWatch bills.
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
		t.Errorf("got\n%s\nwant 3 alarms, 3 metrics and $0.80", text)
	}
}

// TestEachRowIsThereOnce catches an entry that several environments have and that is listed twice.
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
	for _, want := range []string{
		"| `a` | It is broken. | Mend it. | [broken](runbooks/broken.md) | 2 of 3 (`edge.rateLimit`, `alarms.errorPercent`) | " +
			"ALARM within 5 min, OK within 3 min; no data: OK within 8 min | production |",
		"| everywhere |", "| where configured |",
	} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is there %d times in\n%s", want, strings.Count(text, want), text)
		}
	}
}
