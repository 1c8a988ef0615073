package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/catalogue"
)

// alarms are everything that tells people in a shape's environment.
func alarms(t *testing.T, shape string) []catalogue.Entry {
	t.Helper()
	entries, err := catalogue.Read(shapeNames()[shape], synthesized(t, shape).Stacks)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		t.Fatalf("%s has no alarms", shape)
	}
	return entries
}

// TestAlarmTableEqualsTheTemplate catches an alarm that was added, removed or changed without its documentation, and a table
// that was edited by hand. KASHA_UPDATE=1 writes the table.
func TestAlarmTableEqualsTheTemplate(t *testing.T) {
	const file, begin, end = "docs/alarms.md", "<!-- generated: KASHA_UPDATE=1 go test -run TestAlarmTable . -->\n", "<!-- end -->\n"
	table := catalogue.Catalogue{Production: alarms(t, "prod"), Nonproduction: alarms(t, "dev"), Optional: alarms(t, "prod-domain")}.Markdown()
	page := readFile(t, file)
	before, rest, found := strings.Cut(page, begin)
	written, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no generated part", file)
	}
	if written == table {
		return
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, want := strings.Split(written, "\n"), strings.Split(table, "\n")
	for _, line := range want {
		if !slices.Contains(have, line) {
			t.Errorf("%s lacks: %s", file, line)
		}
	}
	for _, line := range have {
		if !slices.Contains(want, line) {
			t.Errorf("%s has, and the templates have not: %s", file, line)
		}
	}
	t.Errorf("%s is not what the templates say; KASHA_UPDATE=1 go test -run TestAlarmTable . writes it anew", file)
}

// TestEveryAlarmCanBeActedOn catches an alarm that tells nobody, leads nowhere, or leaves it to CloudWatch what silence means.
func TestEveryAlarmCanBeActedOn(t *testing.T) {
	for shape, name := range shapeNames() {
		topics := topicsOf(synthesized(t, shape).Stacks)
		for _, entry := range alarms(t, shape) {
			if _, err := os.Stat(entry.Runbook); err != nil {
				t.Errorf("%s: %s: %v", shape, entry.Name, err)
			}
			if len(entry.Means) < 20 || len(entry.Do) < 10 {
				t.Errorf("%s: %s explains too little: %q", shape, entry.Name, entry.Notice)
			}
			for _, topic := range destinations(entry.Resource, name == "sydney") {
				if !strings.Contains(topic, ":"+entry.Stack.Region+":") && !strings.Contains(topic, `"AWS::Region"`) || !strings.Contains(topic, "kasha-"+name+"-alarms") {
					t.Errorf("%s: %s in %s tells %s", shape, entry.Name, entry.Stack.Region, topic)
				}
				if !slices.Contains(topics, entry.Stack.Region) {
					t.Errorf("%s: %s is in %s, where no topic is", shape, entry.Name, entry.Stack.Region)
				}
			}
			const mostEventBridgeTakes = 512 // PutRule, Description
			if text, _ := entry.Resource.Properties["Description"].(string); entry.Resource.Type == catalogue.Rule && len(text) > mostEventBridgeTakes {
				t.Errorf("%s: the description of %s has %d characters", shape, entry.Name, len(text))
			}
			if entry.Resource.Type != catalogue.Alarm {
				continue
			}
			properties := entry.Resource.Properties
			if properties["TreatMissingData"] == nil || entry.Threshold == "" {
				t.Errorf("%s: %s does not say what missing data means, or why it has its threshold", shape, entry.Name)
			}
			const mostCloudWatchTakes = 1024 // PutMetricAlarm, AlarmDescription
			if text := properties["AlarmDescription"].(string); len(text) > mostCloudWatchTakes {
				t.Errorf("%s: the description of %s has %d characters", shape, entry.Name, len(text))
			}
		}
	}
}

// destinations are the topics that a resource tells. There must be one, and for alarms the same when they stop; unless the
// environment sleeps, where they say nothing then.
func destinations(resource assembly.Resource, sleeps bool) []string {
	var found []string
	add := func(value any) {
		text, _ := json.Marshal(value)
		found = append(found, string(text))
	}
	switch resource.Type {
	case catalogue.Alarm, catalogue.Composite:
		ring, _ := resource.Properties["AlarmActions"].([]any)
		stop, _ := resource.Properties["OKActions"].([]any)
		if len(ring) != 1 || sleeps && stop != nil || !sleeps && !reflect.DeepEqual(ring, stop) {
			return []string{fmt.Sprintf("%d when it rings and another %d when it stops", len(ring), len(stop))}
		}
		add(ring[0])
	case catalogue.Rule:
		for _, target := range resource.Properties["Targets"].([]any) {
			add(target.(map[string]any)["Arn"])
		}
	case catalogue.Subscription:
		add(resource.Properties["SnsTopicArn"])
	case catalogue.Budget:
		for _, each := range resource.Properties["NotificationsWithSubscribers"].([]any) {
			for _, subscriber := range each.(map[string]any)["Subscribers"].([]any) {
				add(subscriber.(map[string]any)["Address"])
			}
		}
	}
	if len(found) == 0 {
		return []string{"nobody"}
	}
	return found
}

// topicsOf are the regions in which an environment has an alarm topic.
func topicsOf(stacks []assembly.Stack) []string {
	var regions []string
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			if name, _ := resource.Properties["TopicName"].(string); strings.HasSuffix(name, "-alarms") {
				regions = append(regions, stack.Region)
			}
		}
	}
	return regions
}

// TestThresholdsFollowTheConfiguration changes one field at a time. The alarms that say they derive from it must ring at
// another figure, and no others: a description that lies about its threshold is found either way.
func TestThresholdsFollowTheConfiguration(t *testing.T) {
	variant(t)
	patches := map[string]string{
		"alarms.errorPercent":    `"alarms": {"errorPercent": 5}`,
		"alarms.latencyMs":       `"alarms": {"latencyMs": 250}`,
		"frontend.minTasks":      `"frontend": {"minTasks": 3}`,
		"frontend.maxTasks":      `"frontend": {"maxTasks": 5}`,
		"backend.minTasks":       `"backend": {"minTasks": 3}`,
		"backend.maxTasks":       `"backend": {"maxTasks": 5}`,
		"frontend.startSeconds":  `"frontend": {"startSeconds": 61}`,
		"backend.startSeconds":   `"backend": {"startSeconds": 300}`,
		"database.instanceClass": `"database": {"instanceClass": "db.t4g.xlarge"}`,
		"database.storageGiB":    `"database": {"storageGiB": 400}`,
		"edge.rateLimit":         `"edge": {"rateLimit": 500}`,
	}
	fields := []string{""}
	for field := range patches {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	var environments []string
	for i, field := range fields {
		one := fmt.Sprintf(`{"name": "v%d", "tier": "production", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]`, i)
		if field != "" {
			one += ", " + patches[field]
		}
		environments = append(environments, one+"}")
	}
	whole := synthesizeTo(t, t.TempDir(), `{"environments": [`+strings.Join(environments, ",")+`]}`)
	limits := make([]map[string]catalogue.Entry, len(fields))
	for i := range fields {
		name := fmt.Sprintf("v%d", i)
		entries, err := catalogue.Read(name, whole.Stage(name))
		if err != nil {
			t.Fatal(err)
		}
		limits[i] = map[string]catalogue.Entry{}
		for _, entry := range entries {
			if entry.Resource.Type == catalogue.Alarm {
				limits[i][entry.Short] = entry
			}
		}
	}
	moved := map[string]bool{}
	for short, base := range limits[0] {
		for _, field := range base.From {
			if _, tried := patches[field]; !tried {
				t.Errorf("%s derives from %s, which this test does not change", short, field)
			}
		}
		for i, field := range fields[1:] {
			changed, there := limits[i+1][short]
			if !there {
				t.Errorf("%s is gone with another %s", short, field)
				continue
			}
			// A deadlock's expression names the instance, which is another one in each environment.
			changes := changed.Limit() != base.Limit() && !strings.Contains(base.Limit(), "DB_PERF_INSIGHTS")
			if changes != slices.Contains(base.From, field) {
				t.Errorf("%s says that it derives from %q; with another %s it goes from %s to %s", short, base.From, field, base.Limit(), changed.Limit())
			}
			if changes && changed.Threshold == base.Threshold {
				t.Errorf("%s explains the threshold of another %s in the same words: %s", short, field, base.Threshold)
			}
			moved[field] = moved[field] || changes
		}
	}
	for field := range patches {
		if !moved[field] {
			t.Errorf("no alarm derives from %s", field)
		}
	}
}
