package cloudwatch

import (
	"strings"
	"testing"

	"kasha/lib/monitoring/deadline"
)

// alarmOn is an alarm on one metric with a period of a minute.
func alarmOn(metric, missing string, toAlarm, evaluated int) map[string]any {
	return map[string]any{
		"Namespace": "AWS/ApplicationELB", "MetricName": metric, "Statistic": "Minimum", "Period": 60, "TreatMissingData": missing,
		"ComparisonOperator": "LessThanThreshold", "Threshold": 2, "DatapointsToAlarm": toAlarm, "EvaluationPeriods": evaluated,
	}
}

// withExpression makes an alarm look at an expression over its metric, whose id is m.
func withExpression(properties map[string]any, expression string) map[string]any {
	metric := map[string]any{"Namespace": properties["Namespace"], "MetricName": properties["MetricName"]}
	properties["Metrics"] = []any{
		map[string]any{"Id": "result", "Expression": expression},
		map[string]any{"Id": "m", "ReturnData": false, "MetricStat": map[string]any{"Metric": metric, "Period": 60, "Stat": "Minimum"}},
	}
	return properties
}

func simulate(t *testing.T, properties map[string]any, world World, means deadline.Meaning) Slowest {
	t.Helper()
	alarm, err := Read(properties)
	if err != nil {
		t.Fatal(err)
	}
	slowest, err := Simulate(alarm, world, means)
	if err != nil {
		t.Fatal(err)
	}
	return slowest
}

// TestAMetricThatEndsIsNoticedLateWithoutFILL catches a simulator that does not look at older points first. HealthyHostCount ends when
// the last target is gone: with breaching alone the alarm waits until too few older points are left.
func TestAMetricThatEndsIsNoticedLateWithoutFILL(t *testing.T) {
	promise := deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: 5}}
	filled := withExpression(alarmOn("HealthyHostCount", "breaching", 5, 5), "FILL(m, 0)")
	if broken := simulate(t, filled, simple("m", 2, 1), deadline.Breaking).Breaks(promise, 0); len(broken) > 0 {
		t.Errorf("with FILL: got %q, want the promise kept", broken)
	}
	plain := alarmOn("HealthyHostCount", "breaching", 5, 5)
	if got := simulate(t, plain, simple(Only, 2, 1), deadline.Breaking); got.Silence != 5+mostExtra {
		t.Errorf("without FILL: silence is noticed after up to %d minutes, want %d, when older points have left the range", got.Silence,
			5+mostExtra)
	}
}

// TestAPercentileWithIgnoreNeverRingsOnAQuietSite catches a simulator without the rule on low samples. Below 200 requests the 95th
// percentile keeps the state, both when it should go into ALARM and when it should return to OK.
func TestAPercentileWithIgnoreNeverRingsOnAQuietSite(t *testing.T) {
	slow := func(lowSample string) map[string]any {
		properties := alarmOn("TargetResponseTime", "notBreaching", 3, 3)
		properties["Statistic"], properties["ExtendedStatistic"] = nil, "p95"
		properties["ComparisonOperator"], properties["EvaluateLowSampleCountPercentile"] = "GreaterThanThreshold", lowSample
		properties["Period"] = 300
		return properties
	}
	world := func(requests float64) World {
		return World{Working: gauges{Only: Samples(1, requests)}, Broken: gauges{Only: Samples(9, requests)}}
	}
	if got := simulate(t, slow("ignore"), world(20), deadline.Healthy); len(got.Faults) > 0 {
		t.Errorf("ignore with 300 requests in 15 minutes: got %q, want no fault", got.Faults)
	}
	if got := simulate(t, slow("ignore"), world(13), deadline.Healthy); !mentions(got.Faults, "breach after") {
		t.Errorf("ignore with 195 requests in 15 minutes: got %q, want that it never goes into ALARM", got.Faults)
	}
	if got := simulate(t, slow("evaluate"), world(13), deadline.Healthy); len(got.Faults) > 0 {
		t.Errorf("evaluate with 195 requests in 15 minutes: got %q, want no fault", got.Faults)
	}
	stuck := world(20)
	stuck[Quiet] = gauges{Only: Samples(1, 1)}
	if got := simulate(t, slow("ignore"), stuck, deadline.Healthy); !mentions(got.Faults, "low traffic") {
		t.Errorf("ignore when the traffic ends after a breach: got %q, want that it stays in ALARM", got.Faults)
	}
}

// TestFaultsThatAnAlarmCanHave catches a simulator to which any alarm is right.
func TestFaultsThatAnAlarmCanHave(t *testing.T) {
	counts := func(missing string, toAlarm, evaluated int) map[string]any {
		properties := alarmOn("RejectedConnectionCount", missing, toAlarm, evaluated)
		properties["ComparisonOperator"], properties["Threshold"], properties["Statistic"] = "GreaterThanOrEqualToThreshold", 1, "Sum"
		return properties
	}
	for name, one := range map[string]struct {
		properties map[string]any
		world      World
		want       string // part of a fault; empty: none
	}{
		"three of five with FILL": {
			properties: withExpression(counts("notBreaching", 3, 5), "FILL(m, 0)"), world: counted("m", 1),
		},
		"ignore keeps the state when the data ends": {
			properties: counts("ignore", 3, 5), world: counted(Only, 1), want: "healthy after breach",
		},
		"late data leaves five of five at four": {
			properties: counts("notBreaching", 5, 5), world: simple(Only, 0, 1), want: "breach after healthy",
		},
		"a fill that does not breach hides late data": {
			properties: withExpression(counts("notBreaching", 5, 5), "FILL(m, 0)"), world: simple("m", 0, 1), want: "breach after healthy",
		},
		"with breaching, an idle resource without data is in ALARM": {
			properties: counts("breaching", 3, 5), world: counted(Only, 1), want: "healthy after healthy",
		},
		"the rate of the oldest point is missing": {
			properties: withExpression(counts("notBreaching", 5, 5), "RATE(m)"), world: storageWorld(), want: "breach after healthy",
		},
		"a division by zero has no point": {
			properties: withExpression(counts("ignore", 3, 5), "IF(m > 0, 1, 1 / m)"), world: simple("m", 0, 1), want: "healthy after breach",
		},
	} {
		got := simulate(t, one.properties, one.world, deadline.Healthy).Faults
		if one.want == "" && len(got) > 0 || one.want != "" && !mentions(got, one.want) {
			t.Errorf("%s: got %q, want %q", name, got, one.want)
		}
	}
}

// storageWorld grows by 600 in each minute of a breach.
func storageWorld() World {
	growing := func(at Moment) Sample { return Sample{Value: float64(600 * at.Breached), Count: 1} }
	return World{Working: gauges{"m": growing}, Broken: gauges{"m": growing}}
}

// TestAChildThatStaysInAlarmHidesTheNextFailure catches a composite alarm that is taken for one that acts with each child.
func TestAChildThatStaysInAlarmHidesTheNextFailure(t *testing.T) {
	second := []State{OK, OK, OK, OK, InAlarm, OK}
	if got := Notifications([]State{OK, InAlarm, InAlarm, OK, OK, OK}, second); got != 2 {
		t.Errorf("a first child that recovers: %d notifications, want 2", got)
	}
	if got := Notifications([]State{OK, InAlarm, InAlarm, InAlarm, InAlarm, InAlarm}, second); got != 1 {
		t.Errorf("a first child that stays in ALARM: %d notifications, want 1", got)
	}
}

// TestWhatTheSimulatorDoesNotKnowIsAnError catches a simulator that guesses.
func TestWhatTheSimulatorDoesNotKnowIsAnError(t *testing.T) {
	for _, expression := range []string{"ANOMALY_DETECTION_BAND(m)", "m ^ 2", "other", "[m, m]", "SUM(METRICS(1))"} {
		alarm, err := Read(withExpression(alarmOn("X", "notBreaching", 1, 1), expression))
		if err == nil {
			_, err = Simulate(alarm, simple("m", 2, 1), deadline.Healthy)
		}
		if err == nil {
			t.Errorf("%s: got no error, want one", expression)
		}
	}
	if _, err := Worlds("new-alarm", Alarm{Metrics: []Metric{{ID: "a"}, {ID: "b"}}}); err == nil {
		t.Error("an alarm on an expression without a scenario: got no error, want one")
	}
}

func mentions(faults []string, part string) bool {
	return strings.Contains(strings.Join(faults, "\n"), part)
}
