package scaling

import (
	"math"
	"math/rand/v2"
	"testing"

	"kasha/tests/cloudwatch"
)

// policyOf has an alarm on an expression of sent, visible and held over half an hour, and steps that set the number that it calculates.
func policyOf(t *testing.T, expression string, least, most int) Policy {
	t.Helper()
	query := func(id, name, statistic string) map[string]any {
		return map[string]any{"Id": id, "ReturnData": false, "MetricStat": map[string]any{
			"Period": 1800, "Stat": statistic, "Metric": map[string]any{"Namespace": "AWS/SQS", "MetricName": name},
		}}
	}
	alarm, err := cloudwatch.Read(map[string]any{
		"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 0, "DatapointsToAlarm": 1, "EvaluationPeriods": 1,
		"TreatMissingData": "notBreaching",
		"Metrics": []any{
			map[string]any{"Id": "needed", "Expression": expression},
			query("sent", "NumberOfMessagesSent", "Sum"), query("visible", "ApproximateNumberOfMessagesVisible", "Maximum"),
			query("held", "ApproximateNumberOfMessagesNotVisible", "Maximum"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := Policy{Min: least, Max: most, Alarm: alarm, Cooldown: 60}
	for tasks := range most + 1 {
		p.Steps = append(p.Steps, Step{From: float64(tasks) - 0.5, To: float64(tasks) + 0.5, Tasks: tasks})
	}
	p.Steps[most].To = math.Inf(1)
	return p
}

// The traffic of half an hour in tasks of one second a message, and of which 80 % of the time is used.
const traffic = "sent * 0.000694"

// TestPoliciesThatDoNotWorkAreSeen catches a simulation that any policy passes. Each policy here lacks something that lib/worker's has.
func TestPoliciesThatDoNotWorkAreSeen(t *testing.T) {
	second := Task{Seconds: 1, AtOnce: 1}
	run := func(p Policy, arrivals []float64, minutes int) []Minute {
		day, err := Simulate(p, second, arrivals, minutes)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	worst := func(day []Minute) (oldest, most, changes int) {
		for i, minute := range day {
			oldest, most = max(oldest, minute.Oldest), max(most, minute.Running)
			if i > 0 && minute.Desired != day[i-1].Desired {
				changes++
			}
		}
		return oldest, most, changes
	}
	day := Day(120, rand.New(rand.NewPCG(1, 2)))

	good := run(policyOf(t, "CEIL("+traffic+" + visible * 0.003333)", 0, 9), day, 25*60)
	if oldest, most, _ := worst(good); oldest > 660 || most < 4 || good[len(good)-1].Running != 0 {
		t.Errorf("a good policy: messages wait for %d s, %d tasks run at most and %d at last; want at most 660 s, 4 or more, and none", oldest,
			most, good[len(good)-1].Running)
	}
	if oldest, most, _ := worst(run(policyOf(t, "CEIL(visible * 0.0001)", 1, 9), day, 24*60)); oldest < 1200 {
		t.Errorf("with patience for 10000 s: messages wait for %d s with %d tasks, want more than 1200 s", oldest, most)
	}
	if oldest, most, _ := worst(run(policyOf(t, "held", 0, 9), day, 24*60)); most != 0 || oldest < 3600 {
		t.Errorf("with tasks only for messages in flight: messages wait for %d s with %d tasks, want an hour and none", oldest, most)
	}
	steady := Steady(150, 24*60, nil)
	if _, _, changes := worst(run(policyOf(t, "CEIL("+traffic+" + visible * 0.003333)", 0, 9), steady, 24*60)); changes > 10 {
		t.Errorf("with the traffic: %d changes under steady traffic, want those of the first hour", changes)
	}
	if _, _, changes := worst(run(policyOf(t, "CEIL(visible * 0.016667)", 0, 9), steady, 24*60)); changes < 24 {
		t.Errorf("with waiting messages alone: %d changes under steady traffic, want one each hour", changes)
	}
}

// TestTheSimulationIsLate catches metrics that can be read before they exist, and tasks that start at once.
func TestTheSimulationIsLate(t *testing.T) {
	day, err := Simulate(policyOf(t, "CEIL(visible * 0.003333)", 0, 9), Task{Seconds: 1, AtOnce: 1}, []float64{30}, 60)
	if err != nil {
		t.Fatal(err)
	}
	for minute, now := range day {
		if now.Running > 0 {
			if minute < 4 || minute > 5 {
				t.Errorf("the first task runs in minute %d, want 4 or 5: a minute to its end, two until it can be read, two to start", minute)
			}
			return
		}
	}
	t.Error("no task ever runs, want one")
}

// TestASleepingQueueWakesLate catches a simulation in which the first message after a night is seen at once.
func TestASleepingQueueWakesLate(t *testing.T) {
	day, err := Simulate(policyOf(t, "CEIL(visible * 0.003333)", 0, 9), Task{Seconds: 1, AtOnce: 1}, []float64{7 * 3600}, 9*60)
	if err != nil {
		t.Fatal(err)
	}
	for minute, now := range day {
		if now.Running > 0 {
			if wait := minute - 7*60; wait < 15 || wait > 20 {
				t.Errorf("the first task runs %d minutes after the message, want 15 to 20", wait)
			}
			return
		}
	}
	t.Error("no task ever runs, want one")
}
