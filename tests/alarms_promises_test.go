package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/lib/monitoring/deadline"
	"kasha/tests/catalogue"
	"kasha/tests/cloudwatch"
)

// TestEveryAlarmKeepsItsPromise simulates every alarm of every shape: healthy points, silence, a breach, low traffic, recovery and another
// breach. It catches an alarm that goes into ALARM late, never or without a reason, and one that stays in ALARM and hides the next failure.
func TestEveryAlarmKeepsItsPromise(t *testing.T) {
	t.Parallel()
	simulated := map[string]cloudwatch.Slowest{} // by all that decides; most shapes have the same alarms
	for _, shape := range shapes() {
		for _, entry := range metricAlarms(t, shape) {
			for _, broken := range brokenPromises(entry, simulated) {
				t.Errorf("%s: %s: %s", shape, entry.Short, broken)
			}
		}
	}
	if len(simulated) < 30 {
		t.Errorf("%d different alarms were simulated, want at least 30", len(simulated))
	}
}

func metricAlarms(t *testing.T, shape string) []catalogue.Entry {
	t.Helper()
	var found []catalogue.Entry
	for _, entry := range alarms(t, shape) {
		if entry.Resource.Type == catalogue.Alarm {
			found = append(found, entry)
		}
	}
	return found
}

// brokenPromises simulates an alarm. A promise must also be close: within five minutes, or one period, of the slowest case.
func brokenPromises(entry catalogue.Entry, simulated map[string]cloudwatch.Slowest) []string {
	if entry.Promise.IsZero() {
		return []string{"the description has no promise; fix: set Alarm.Promise where it is built"}
	}
	alarm, worlds, err := readAlarm(entry, entry.Resource.Properties)
	if err != nil {
		return []string{err.Error()}
	}
	key := alarm.Key() + string(entry.Promise.Silence.Means)
	slowest, known := simulated[key]
	if !known {
		for _, world := range worlds {
			one, err := cloudwatch.Simulate(alarm, world, entry.Promise.Silence.Means)
			if err != nil {
				return []string{err.Error()}
			}
			slowest = slowest.And(one)
		}
		simulated[key] = slowest
	}
	return slowest.Breaks(entry.Promise, max(5, alarm.Period))
}

func readAlarm(entry catalogue.Entry, properties map[string]any) (cloudwatch.Alarm, []cloudwatch.World, error) {
	alarm, err := cloudwatch.Read(properties)
	if err != nil {
		return cloudwatch.Alarm{}, nil, err
	}
	worlds, err := cloudwatch.Worlds(entry.Short, alarm)
	return alarm, worlds, err
}

// TestPlantedFaultsBreakPromises plants faults in the alarms of production, one at a time. It catches a simulation that any alarm passes.
func TestPlantedFaultsBreakPromises(t *testing.T) {
	t.Parallel()
	planted := 0
	for _, entry := range metricAlarms(t, "prod") {
		for name, properties := range faults(entry) {
			planted++
			alarm, worlds, err := readAlarm(entry, properties)
			found := false
			for _, world := range worlds {
				if err == nil && !found {
					found, err = cloudwatch.Breaks(alarm, world, entry.Promise)
				}
			}
			if err != nil || !found {
				t.Errorf("%s with %s: every promise is kept, error %v; want a broken promise", entry.Short, name, err)
			}
		}
	}
	if planted < 20 {
		t.Errorf("%d faults were planted, want at least 20", planted)
	}
}

// faults are the properties of an alarm with one fault each: ignore where silence has a meaning, and no FILL where the metric can end.
func faults(entry catalogue.Entry) map[string]map[string]any {
	found := map[string]map[string]any{}
	// With these, FILL replaces what is missing before ignore could matter. TestNoChildOfACompositeAlarmCanStick finds it in children.
	harmless := []string{"frontend-slow", "frontend-unhealthy", "site-errors", "site-refusals"}
	other := strings.HasPrefix(entry.Short, "backend-") || strings.HasPrefix(entry.Short, "replica-s") // the same as others
	if entry.Promise.Silence.Means != deadline.Kept && !other && !slices.Contains(harmless, entry.Short) {
		properties := maps.Clone(entry.Resource.Properties)
		properties["TreatMissingData"] = "ignore"
		found["ignore"] = properties
	}
	for short, change := range map[string][2]string{
		"frontend-too-few-healthy":      {"FILL(healthy, 0)", "healthy"},
		"frontend-rejected-connections": {"FILL(rejected, 0)", "rejected"},
		"frontend-unhealthy":            {"FILL(unhealthy, 0)", "unhealthy"},
		"frontend-slow":                 {"FILL(requests, 0)", "requests"},
		"frontend-errors":               {"FILL(errors, 0)", "errors"},
		"frontend-balancer-errors":      {"REMOVE_EMPTY(METRICS())", "METRICS()"},
		"frontend-errors-lasting":       {`REMOVE_EMPTY(METRICS("errors"))`, `METRICS("errors")`},
		"database-deadlocks":            {"ABS(DIFF(counter))", "counter"},
		"database-storage-trend":        {"free + RATE(free)", "free - RATE(free)"},
		"rotation-admin":                {"FILL(errors, 0)", "errors"},
		"rotation-check":                {"FILL(succeeded, 0)", "succeeded"},
		"restart-check":                 {"FILL(succeeded, 0)", "succeeded"},
		"site-errors":                   {"FILL(rate, 0)", "rate"},
		"waf-blocks":                    {"FILL(blocked, 0)", "blocked"},
		"replica-lag":                   {"FILL(IF(lag < 0, 86400, lag), 86400)", "lag"},
	} {
		if short == entry.Short {
			found[change[1]] = replaceExpression(entry.Resource.Properties, change[0], change[1])
		}
	}
	return found
}

// replaceExpression is the properties with another text in the expression. Without the text it returns none of them, which is an error
// for the person who reads the alarm.
func replaceExpression(properties map[string]any, old, new string) map[string]any {
	changed := maps.Clone(properties)
	var queries []any
	there := false
	for _, each := range properties["Metrics"].([]any) {
		query := maps.Clone(each.(map[string]any))
		if text, ok := query["Expression"].(string); ok && strings.Contains(text, old) {
			query["Expression"] = strings.ReplaceAll(text, old, new)
			there = true
		}
		queries = append(queries, query)
	}
	if !there {
		panic(fmt.Sprintf("%v: no expression contains %q; fix: change the planted fault with the alarm", properties["AlarmName"], old))
	}
	changed["Metrics"] = queries
	return changed
}

// TestNoChildOfACompositeAlarmCanStick catches a child of users-hurt that keeps ALARM without data or with few samples. A composite alarm
// acts when its own state changes, so such a child would hide the next failure.
func TestNoChildOfACompositeAlarmCanStick(t *testing.T) {
	children := 0
	for _, shape := range shapes() {
		for _, composite := range alarms(t, shape) {
			if composite.Resource.Type != catalogue.Composite {
				continue
			}
			names := listed(composite.Means)
			for _, entry := range metricAlarms(t, shape) {
				if !slices.Contains(names, entry.Short) {
					continue
				}
				children++
				properties := entry.Resource.Properties
				missing, few := properties["TreatMissingData"], properties["EvaluateLowSampleCountPercentile"]
				if missing == "ignore" || few == "ignore" || entry.Promise.Silence.Means == deadline.Kept {
					t.Errorf("%s: %s, a child of %s, has TreatMissingData %v, EvaluateLowSampleCountPercentile %v and promises that %q; want no ignore",
						shape, entry.Short, composite.Short, missing, few, entry.Promise)
				}
			}
		}
	}
	if children < 20 {
		t.Errorf("%d children of composite alarms were checked, want at least 20", children)
	}
}
