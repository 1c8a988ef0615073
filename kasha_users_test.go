package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kasha/internal/catalogue"
)

// TestUsersHurtNamesItsChildren catches a page that does not say what it is made of, and one that does not ring for what people
// notice: load balancers, CloudFront in front of them, and the canary where there is one. A composite alarm sees its own
// region only.
func TestUsersHurtNamesItsChildren(t *testing.T) {
	balancers := []string{
		"frontend-errors", "frontend-balancer-errors", "frontend-slow", "frontend-rejected-connections",
		"backend-errors", "backend-balancer-errors", "backend-slow", "backend-rejected-connections",
	}
	for shape, want := range map[string]map[string][]string{
		"prod":           {"users-hurt": append([]string{"site-errors"}, balancers...)},
		"prod-domain":    {"users-hurt": balancers, "users-hurt-edge": {"site-errors", "site-canary"}},
		"eu-west-1":      {"users-hurt": balancers, "users-hurt-edge": {"site-errors"}},
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
						t.Errorf("%s: %s in %s does not name %s in %s", shape, entry.Name, entry.Stack.Region, child.Short, child.Stack.Region)
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
