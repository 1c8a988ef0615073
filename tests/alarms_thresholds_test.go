package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/tests/catalogue"
)

// TestThresholdsFollowTheConfiguration changes one field of the configuration at a time. The alarms whose description names the field must
// get another threshold, and no other alarm may. It catches a description that names the wrong fields.
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
	whole := synthesizeTo(t, t.TempDir(), configurationOf(t, environments...))
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
				t.Errorf("%s derives from %s, want a field that this test changes; fix: add it to patches", short, field)
			}
		}
		for i, field := range fields[1:] {
			changed, there := limits[i+1][short]
			if !there {
				t.Errorf("%s does not exist with another %s, want it in every environment", short, field)
				continue
			}
			// The expression for deadlocks names the instance, which differs between environments.
			changes := changed.Limit() != base.Limit() && !strings.Contains(base.Limit(), "DB_PERF_INSIGHTS")
			if changes != slices.Contains(base.From, field) {
				t.Errorf("%s says that it derives from %q; with another %s its limit was %s and is %s", short, base.From, field, base.Limit(),
					changed.Limit())
			}
			if changes && changed.Threshold == base.Threshold {
				t.Errorf("%s: with another %s the description of the threshold is still %q, want another", short, field, base.Threshold)
			}
			moved[field] = moved[field] || changes
		}
	}
	for field := range patches {
		if !moved[field] {
			t.Errorf("no alarm derives from %s, want at least one", field)
		}
	}
}
