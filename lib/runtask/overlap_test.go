package runtask

import (
	"fmt"
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// TestNoTwoTasksRunAtOnce runs three executions side by side, at several distances, with lists of executions that are up to 14 seconds
// old. Their tasks end well, fail, never start or hang. It catches a second task beside the first.
func TestNoTwoTasksRunAtOnce(t *testing.T) {
	m, evaluate := brief(t), statemachine.NewEvaluator(t)
	for _, kind := range []outcome{exits(0), exits(1), {refused: "x"}, hangs()} {
		for _, lag := range []time.Duration{0, 14 * time.Second} {
			for _, distance := range []time.Duration{0, time.Second, 11 * time.Minute} {
				aws := &platform{outcomes: []outcome{kind}, listLag: lag}
				all := runBeside(t, m, evaluate, aws, []start{{after: 0, by: "a"}, {after: distance, by: "b"}, {after: distance, by: "c"}})
				for i, one := range aws.tasks {
					for _, other := range aws.tasks[:i] {
						if one.started.Before(other.ended) || other.ended.IsZero() {
							t.Fatalf("%v, list %s old, %s apart: a task starts at %s, and another runs until %s",
								kind, lag, distance, one.started, other.ended)
						}
					}
				}
				if all[0].Passed("Skip") {
					t.Errorf("%v, list %s old, %s apart: the first execution is skipped", kind, lag, distance)
				}
			}
		}
	}
}

// TestAStartThatIsDeliveredTwiceRunsOneTask catches a second task where Scheduler delivers one start twice and the list of executions says
// nothing of it.
func TestAStartThatIsDeliveredTwiceRunsOneTask(t *testing.T) {
	m, evaluate := brief(t), statemachine.NewEvaluator(t)
	for _, kind := range []outcome{exits(0), exits(1), hangs()} {
		aws := &platform{outcomes: []outcome{kind}, listLag: 24 * time.Hour}
		at := statemachine.Stamp(three.Add(-time.Second))
		runBeside(t, m, evaluate, aws, []start{{after: 0, by: "a", at: at}, {after: time.Second, by: "b", at: at}})
		for i, one := range aws.tasks {
			for _, other := range aws.tasks[:i] {
				if one.started.Before(other.ended) {
					t.Errorf("%v: two tasks at once", kind)
				}
			}
		}
		if kind.code == 0 && kind.lasts > 0 && len(aws.tasks) != 1 {
			t.Errorf("%d tasks for one scheduled time, want 1", len(aws.tasks))
		}
	}
}

// TestACopiedInputRunsATask catches an execution that reports the outcome of an old task, because a person has copied the old input.
func TestACopiedInputRunsATask(t *testing.T) {
	_, m := machineOf(t, nightly())
	aws := &platform{outcomes: []outcome{exits(1), exits(1), exits(1), exits(0)}}
	at := statemachine.Stamp(three)
	runBeside(t, m, statemachine.NewEvaluator(t), aws, []start{{by: "a", at: at}, {after: 2 * time.Hour, by: "b", at: at}})
	if len(aws.tasks) != 4 {
		t.Errorf("%d tasks, want three attempts of the first run and one of the second", len(aws.tasks))
	}
}

// brief is a job of a quarter of an hour, so that the tests read its task less often.
func brief(t *testing.T) statemachine.Machine {
	settings := nightly()
	settings.TimeoutMinutes, settings.Retries = 15, 1
	_, m := machineOf(t, settings)
	return m
}

// start is one start of the state machine.
type start struct {
	after time.Duration
	by    string
	at    string // Scheduler's time; empty where a person starts it
}

// runBeside executes several executions as their clocks go, the earliest first.
func runBeside(
	t *testing.T, m statemachine.Machine, evaluate *statemachine.Evaluator, aws *platform, starts []start,
) []*statemachine.Execution {
	t.Helper()
	var all, running []*statemachine.Execution
	for _, s := range starts {
		x := &statemachine.Execution{Machine: m, Evaluator: evaluate, Start: three.Add(s.after), Call: aws.call, ID: fmt.Sprint("arn:", s.by)}
		if s.at != "" {
			x.Input = map[string]any{"at": s.at}
		}
		x.Begin()
		aws.history = append(aws.history, event{at: x.Start, id: x.ID, running: true})
		all, running = append(all, x), append(running, x)
	}
	for len(running) > 0 {
		earliest := 0
		for i, x := range running {
			if x.Now.Before(running[earliest].Now) {
				earliest = i
			}
		}
		x := running[earliest]
		if x.Advance(t); x.Status != "" {
			aws.history = append(aws.history, event{at: x.Now, id: x.ID})
			running = append(running[:earliest], running[earliest+1:]...)
		}
	}
	return all
}
