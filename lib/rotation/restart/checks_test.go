package restart

import (
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// checks starts a check every 15 minutes, as the schedule does, while earlier ones may still run.
func checks(t *testing.T, aws *platform, from time.Time, count int) []*statemachine.Execution {
	t.Helper()
	_, m := filledIn(t, production())
	evaluate := statemachine.NewEvaluator(t)
	var all, running []*statemachine.Execution
	for len(all) < count || len(running) > 0 {
		start := from.Add(time.Duration(len(all)) * 15 * time.Minute)
		earliest := -1
		for i, x := range running {
			if earliest < 0 || x.Now.Before(running[earliest].Now) {
				earliest = i
			}
		}
		if len(all) < count && (earliest < 0 || start.Before(running[earliest].Now)) {
			x := &statemachine.Execution{Machine: m, Evaluator: evaluate, Start: start, Call: aws.call}
			x.Begin()
			all, running = append(all, x), append(running, x)
			continue
		}
		if running[earliest].Advance(t); running[earliest].Status != "" {
			running = append(running[:earliest], running[earliest+1:]...)
		}
	}
	return all
}

// TestARepeatedCheckChangesNothing catches a state machine that restarts a service twice for one rotation, also while the first
// restart is in progress.
func TestARepeatedCheckChangesNothing(t *testing.T) {
	aws := atRest()
	aws.connection.rotated, aws.connection.changed = noon.Add(-time.Minute), noon.Add(-time.Minute)
	for i, x := range checks(t, &aws, noon, 12) {
		if x.Status != "SUCCEEDED" {
			t.Errorf("check %d: %s, %s", i, x.Err, x.Cause)
		}
	}
	if aws.restarts != 1 || len(aws.told) != 0 {
		t.Errorf("%d restarts and %d messages after one rotation, want 1 and 0", aws.restarts, len(aws.told))
	}
}

// TestAFailureThatLastsIsNotifiedDaily runs the checks of 27 hours. It catches a restart that hangs and is reported only once, because the
// checks in between take its deployment for a release. It also catches a day without a message, an alarm that returns to OK while
// the failure lasts, and a message every 15 minutes.
func TestAFailureThatLastsIsNotifiedDaily(t *testing.T) {
	const late, day = 120 / 15, 1440 / 15 // in checks
	for name, c := range map[string]struct {
		change   func(*platform)
		first    bool // the first check fails and notifies too
		restarts int
	}{
		// There is no capacity for tasks, so a second restart would not help.
		"the restart never ends": {change: func(p *platform) { p.restart = neverEnds }, first: true, restarts: 1},
		// Eight times within two hours, then once an hour.
		"every restart is rolled back": {change: func(p *platform) { p.restart = rolledBack }, first: true, restarts: 8 + 25},
		// The first restart is tried at the fifth check.
		"a release is in progress at first": {restarts: 4 + 25, change: func(p *platform) {
			p.restart = rolledBack
			p.release(ago(10*time.Minute), noon.Add(50*time.Minute), rolledBack)
		}},
		"the release never ends": {change: func(p *platform) { p.release(ago(10*time.Minute), time.Time{}, completes) }},
	} {
		aws := atRest()
		aws.connection.rotated, aws.connection.changed = noon.Add(-time.Minute), noon.Add(-time.Minute)
		c.change(&aws)
		all := checks(t, &aws, noon, 27*4)
		told := 2 // when the restart is late, and a day later
		if c.first {
			told++
		}
		if len(aws.told) != told {
			t.Errorf("%s: %d messages in 27 hours, want %d", name, len(aws.told), told)
		}
		for i, x := range all {
			failed := x.Err == "RestartFailed"
			if i == 0 && failed != c.first {
				t.Errorf("%s: the first check ended %s %q", name, x.Status, x.Err)
			}
			if i >= late && !failed {
				t.Errorf("%s: check %d ended %s %q, want RestartFailed while tasks hold an old password", name, i, x.Status, x.Err)
			}
			if notifies := x.Passed("Notify"); notifies != (i == 0 && c.first || i == late || i == late+day) {
				t.Errorf("%s: check %d notifies: %v", name, i, notifies)
			}
		}
		if aws.restarts != c.restarts {
			t.Errorf("%s: %d restarts, want %d", name, aws.restarts, c.restarts)
		}
	}
}
