package tests

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/catalogue"
)

// TestEveryAlarmCanBeActedOn catches an alarm that notifies no topic, names no runbook, explains too little, or leaves the treatment of
// missing data to CloudWatch's default.
func TestEveryAlarmCanBeActedOn(t *testing.T) {
	for shape, name := range shapeEnvironments() {
		topics := topicsOf(stacksOf(t, shape))
		for _, entry := range alarms(t, shape) {
			if !exists(entry.Runbook) {
				t.Errorf("%s: %s names the runbook %s, want one that exists", shape, entry.Name, entry.Runbook)
			}
			if len(entry.Means) < 20 || len(entry.Do) < 10 {
				t.Errorf("%s: %s: the notice is %q, want at least 20 characters of meaning and 10 of action", shape, entry.Name, entry.Notice)
			}
			for _, topic := range destinations(entry.Resource, name == "sydney") {
				if !strings.Contains(topic, ":"+entry.Stack.Region+":") && !strings.Contains(topic, `"AWS::Region"`) ||
					!strings.Contains(topic, "kasha-"+name+"-alarms") {
					t.Errorf("%s: %s in %s notifies %s, want kasha-%s-alarms in its region", shape, entry.Name, entry.Stack.Region, topic, name)
				}
				if !slices.Contains(topics, entry.Stack.Region) {
					t.Errorf("%s: %s is in %s, want one of the regions with a topic: %v", shape, entry.Name, entry.Stack.Region, topics)
				}
			}
			const mostEventBridgeTakes = 512 // PutRule, Description
			if text, _ := entry.Resource.Properties["Description"].(string); entry.Resource.Type == catalogue.Rule &&
				len(text) > mostEventBridgeTakes {
				t.Errorf("%s: the description of %s has %d characters, want at most %d", shape, entry.Name, len(text), mostEventBridgeTakes)
			}
			if entry.Resource.Type != catalogue.Alarm {
				continue
			}
			properties := entry.Resource.Properties
			if properties["TreatMissingData"] == nil || entry.Threshold == "" {
				t.Errorf("%s: %s has TreatMissingData %v and the threshold text %q, want both", shape, entry.Name, properties["TreatMissingData"],
					entry.Threshold)
			}
			const mostCloudWatchTakes = 1024 // PutMetricAlarm, AlarmDescription
			if text := properties["AlarmDescription"].(string); len(text) > mostCloudWatchTakes {
				t.Errorf("%s: the description of %s has %d characters, want at most %d", shape, entry.Name, len(text), mostCloudWatchTakes)
			}
		}
	}
}

// alarms are all entries of a shape: alarms, events and the budget.
func alarms(t *testing.T, shape string) []catalogue.Entry {
	t.Helper()
	entries, err := catalogue.Read(shapeEnvironments()[shape], stacksOf(t, shape))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		t.Fatalf("%s has no alarms, want at least one", shape)
	}
	return entries
}

// destinations lists the topics that a resource notifies. There must be one, and for alarms the same one for ALARM and OK. In an
// environment with a schedule alarms have no OK action.
func destinations(resource assembly.Resource, sleeps bool) []string {
	var found []string
	add := func(value any) {
		text, _ := json.Marshal(value)
		found = append(found, string(text))
	}
	switch resource.Type {
	case catalogue.Alarm, catalogue.Composite:
		toAlarm, _ := resource.Properties["AlarmActions"].([]any)
		toOK, _ := resource.Properties["OKActions"].([]any)
		if len(toAlarm) != 1 || sleeps && toOK != nil || !sleeps && !reflect.DeepEqual(toAlarm, toOK) {
			return []string{fmt.Sprintf("%d actions for ALARM and %d others for OK", len(toAlarm), len(toOK))}
		}
		add(toAlarm[0])
	case catalogue.Rule:
		for _, target := range resource.Properties["Targets"].([]any) {
			add(target.(map[string]any)["Arn"])
		}
	case catalogue.Budget:
		for _, each := range resource.Properties["NotificationsWithSubscribers"].([]any) {
			for _, subscriber := range each.(map[string]any)["Subscribers"].([]any) {
				add(subscriber.(map[string]any)["Address"])
			}
		}
	}
	if len(found) == 0 {
		return []string{"no topic"}
	}
	return found
}

// topicsOf lists the regions in which an environment has an alarm topic.
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

// TestUsersHurtNamesItsChildren catches a composite alarm whose description does not name its children. It also catches one that leaves out
// what users notice: the load balancers, CloudFront, and the canary where it is configured. A composite alarm sees its own region only.
func TestUsersHurtNamesItsChildren(t *testing.T) {
	balancers := []string{
		"frontend-errors", "frontend-balancer-errors", "frontend-slow", "frontend-rejected-connections",
		"backend-errors", "backend-balancer-errors", "backend-slow", "backend-rejected-connections",
	}
	for shape, want := range map[string]map[string][]string{
		"prod":           {"users-hurt": append([]string{"site-errors"}, balancers...)},
		"prod-domain":    {"users-hurt": balancers, "users-hurt-edge": {"site-errors", "site-canary"}},
		"eu-west-1":      {"users-hurt": balancers, "users-hurt-edge": {"site-errors", "site-health-check"}},
		"dev":            {},
		"ap-southeast-2": {},
	} {
		entries, found := alarms(t, shape), 0
		for _, entry := range entries {
			if entry.Resource.Type != catalogue.Composite {
				continue
			}
			found++
			rule, _ := json.Marshal(entry.Resource.Properties["AlarmRule"])
			var children []string
			for _, child := range entries {
				here := child.Stack.Name == entry.Stack.Name && strings.Contains(string(rule), `"`+child.Resource.LogicalID+`"`)
				if child.Resource.Type == catalogue.Alarm && (here || strings.Contains(string(rule), ":alarm:"+child.Name+`\`)) {
					children = append(children, child.Short)
					if child.Stack.Region != entry.Stack.Region || !slices.Contains(listed(entry.Means), child.Short) {
						t.Errorf("%s: %s in %s does not name %s in %s, want its name in the description, and the same region", shape, entry.Name,
							entry.Stack.Region, child.Short, child.Stack.Region)
					}
				}
			}
			if !sameElements(children, want[entry.Short]) || entry.Severity != "critical" || strings.Count(string(rule), "ALARM(") != len(children) {
				t.Errorf("%s: %s is made of %v, want %v; rule %s", shape, entry.Name, children, want[entry.Short], rule)
			}
		}
		if found != len(want) {
			t.Errorf("%s: %d composite alarms, want %d", shape, found, len(want))
		}
	}
}

// listed are the names that a sentence lists after its colon.
func listed(sentence string) []string {
	_, list, _ := strings.Cut(sentence, ": ")
	return strings.Split(strings.TrimSuffix(list, "."), ", ")
}

func sameElements(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
