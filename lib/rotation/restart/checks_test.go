package restart

import (
	"testing"
	"time"
)

// checks runs a check every quarter of an hour, as the schedule does, each beside those that have not ended yet.
func checks(t *testing.T, aws *platform, from time.Time, count int) []*execution {
	t.Helper()
	_, m := filledIn(t, production())
	evaluate := newEvaluator(t)
	var all, running []*execution
	for len(all) < count || len(running) > 0 {
		start := from.Add(time.Duration(len(all)) * 15 * time.Minute)
		earliest := -1
		for i, x := range running {
			if earliest < 0 || x.now.Before(running[earliest].now) {
				earliest = i
			}
		}
		if len(all) < count && (earliest < 0 || start.Before(running[earliest].now)) {
			x := &execution{machine: m, evaluator: evaluate, start: start, call: aws.call}
			x.begin()
			all, running = append(all, x), append(running, x)
			continue
		}
		if running[earliest].advance(t); running[earliest].status != "" {
			running = append(running[:earliest], running[earliest+1:]...)
		}
	}
	return all
}

// TestARepeatedCheckChangesNothing catches a flow that restarts a service twice for one rotation, also while the first restart is
// under way.
func TestARepeatedCheckChangesNothing(t *testing.T) {
	aws := atRest()
	aws.connection.rotated, aws.connection.changed = noon.Add(-time.Minute), noon.Add(-time.Minute)
	for i, x := range checks(t, &aws, noon, 12) {
		if x.status != "SUCCEEDED" {
			t.Errorf("check %d: %s, %s", i, x.err, x.cause)
		}
	}
	if aws.restarts != 1 || len(aws.told) != 0 {
		t.Errorf("%d restarts after one rotation, told %d times; want 1 and never", aws.restarts, len(aws.told))
	}
}

// TestTroubleThatLastsIsHeardOf runs the checks of 27 hours beside each other. It catches a restart that hangs and is told of
// once, because the checks in between take its deployment for somebody else's; a day without a word; an alarm that goes quiet
// while the trouble lasts; and people who are told every quarter of an hour.
func TestTroubleThatLastsIsHeardOf(t *testing.T) {
	const late, day = 120 / 15, 1440 / 15 // in checks
	for name, c := range map[string]struct {
		change   func(*platform)
		first    bool // the first check fails and tells too
		restarts int
	}{
		// No room for tasks: nothing that the flow could repeat.
		"the restart never ends": {func(p *platform) { p.restart = "never ends" }, true, 1},
		// Eight times within two hours, then once an hour.
		"every restart is rolled back": {func(p *platform) { p.restart = "rolled back" }, true, 8 + 25},
		// The first restart is tried at the fifth check.
		"a release is under way at first": {func(p *platform) {
			p.restart = "rolled back"
			p.release(noon.Add(-10*time.Minute), noon.Add(50*time.Minute), "rolled back")
		}, false, 4 + 25},
		"the release never ends": {func(p *platform) { p.release(noon.Add(-10*time.Minute), time.Time{}, "") }, false, 0},
	} {
		aws := atRest()
		aws.connection.rotated, aws.connection.changed = noon.Add(-time.Minute), noon.Add(-time.Minute)
		c.change(&aws)
		all := checks(t, &aws, noon, 27*4)
		told := 2 // when it is late, and a day later
		if c.first {
			told++
		}
		if len(aws.told) != told {
			t.Errorf("%s: told %d times in 27 hours, want %d", name, len(aws.told), told)
		}
		for i, x := range all {
			failed := x.err == "RestartFailed"
			if i == 0 && failed != c.first {
				t.Errorf("%s: the first check ended %s %s", name, x.status, x.err)
			}
			if i >= late && !failed {
				t.Errorf("%s: check %d ended %s %s, while tasks keep the password of before", name, i, x.status, x.err)
			}
			if tells := x.passed("Tell"); tells != (i == 0 && c.first || i == late || i == late+day) {
				t.Errorf("%s: check %d tells: %v", name, i, tells)
			}
		}
		if aws.restarts != c.restarts {
			t.Errorf("%s: %d restarts, want %d", name, aws.restarts, c.restarts)
		}
	}
}

func (x *execution) passed(state string) bool {
	for _, name := range x.path {
		if name == state {
			return true
		}
	}
	return false
}
