package runtask

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// scenario is one execution of the state machine.
type scenario struct {
	name     string
	outcomes []outcome
	change   func(*platform)
	settings func(*Settings)

	tasks   int
	err     string // empty: it succeeds
	cause   string // part of its cause
	skipped bool   // it succeeds without a task
	minutes int    // how long it takes at most
}

func scenarios() []scenario {
	brief := func(s *Settings) { s.TimeoutMinutes = 20 }
	return []scenario{
		{name: "the task ends well", outcomes: []outcome{exits(0)}, tasks: 1, minutes: 12},
		{name: "overlap is allowed", outcomes: []outcome{exits(0)}, tasks: 1, minutes: 12, settings: func(s *Settings) { s.Overlap = true }},
		{name: "the second attempt ends well", outcomes: []outcome{exits(3), exits(0)}, tasks: 2, minutes: 23},
		{name: "every attempt fails", outcomes: []outcome{exits(3)}, tasks: 3, err: "ExitCode", minutes: 35,
			cause: "exit code 3, in attempt 3 of 3: Essential container in task exited. Log: group /kasha/prod/nightly, stream nightly/nightly/2."},
		{name: "there are no retries", outcomes: []outcome{exits(1)}, tasks: 1, err: "ExitCode", cause: "attempt 1 of 1", minutes: 12,
			settings: func(s *Settings) { s.Retries = 0 }},
		{name: "a retry would begin after the time limit", outcomes: []outcome{exits(1)}, tasks: 1, err: "ExitCode", minutes: 12,
			settings: func(s *Settings) { s.TimeoutMinutes = 11 }},
		{name: "the container ends without an exit code", tasks: 3, err: "ExitCode", cause: "without an exit code", minutes: 35,
			outcomes: []outcome{{lasts: 10 * time.Minute, stop: "EssentialContainerExited", code: -1, reason: "OutOfMemory"}}},
		{name: "there is no capacity at first", outcomes: []outcome{{refused: "Capacity is unavailable at this time."}, exits(0)}, tasks: 2,
			minutes: 15},
		{name: "the secret cannot be read at first", outcomes: []outcome{failsToStart("ResourceInitializationError: x"), exits(0)}, tasks: 2,
			minutes: 16},
		{name: "AWS takes the task away", outcomes: []outcome{{lasts: time.Minute, stop: "TerminationNotice", code: 143}, exits(0)}, tasks: 2,
			minutes: 16},
		{name: "a start fails after an attempt", outcomes: []outcome{exits(3), failsToStart("x"), exits(0)}, tasks: 3, minutes: 30},
		{name: "the task never starts", outcomes: []outcome{failsToStart("CannotPullContainerError: x")}, tasks: 6, err: "NotStarted",
			cause: "in 6 attempts: CannotPullContainerError: x", minutes: 25},
		{name: "a start would be after the time limit", outcomes: []outcome{failsToStart("x")}, tasks: 2, err: "NotStarted",
			settings: func(s *Settings) { s.TimeoutMinutes = 6 }, minutes: 8},
		{name: "there is never capacity", outcomes: []outcome{{refused: "no capacity"}}, tasks: 6, err: "NotStarted", cause: "no capacity",
			minutes: 15},
		{name: "the task hangs", outcomes: []outcome{hangs()}, tasks: 1, err: "TimedOut", cause: "after 20 minutes",
			minutes: 25, settings: brief},
		{name: "the task does not stop", outcomes: []outcome{hangs()}, tasks: 1, err: "NotStopped", cause: "has not stopped in 15 minutes",
			change: func(p *platform) { p.unstopping = true }, minutes: 40, settings: brief},
		{name: "a person stops the task", tasks: 1,
			outcomes: []outcome{{lasts: time.Minute, stop: "UserInitiated", code: 143, reason: "by hand"}},
			err:      "Stopped", cause: "by hand", minutes: 3},
		{name: "the answer to RunTask is lost", outcomes: []outcome{exits(0)}, tasks: 1, minutes: 15,
			change: func(p *platform) { p.lostAnswer = true }},
		{name: "ECS refuses RunTask", outcomes: []outcome{exits(0)}, err: "NotStarted", cause: "6 attempts: throttled", minutes: 15,
			change: func(p *platform) { p.broken = "ecs:runTask" }},
		{name: "ECS does not say how the task is", outcomes: []outcome{hangs()}, tasks: 1, err: "NotStopped", minutes: 20,
			cause: "The reason to stop it: ECS has not said", change: func(p *platform) { p.broken = "ecs:describeTasks" }},
		{name: "ECS refuses to stop the task", outcomes: []outcome{hangs()}, tasks: 1, err: "NotStopped", cause: "refused to stop it: throttled",
			minutes: 25, settings: brief, change: func(p *platform) { p.broken = "ecs:stopTask" }},
		{name: "Step Functions does not list executions", outcomes: []outcome{exits(0)}, err: "CheckBroken",
			cause: "no task was started: throttled", change: func(p *platform) { p.broken = "sfn:listExecutions" }, minutes: 1},
		{name: "an earlier execution runs", outcomes: []outcome{exits(0)}, skipped: true, minutes: 1, change: func(p *platform) {
			p.history = append(p.history, event{at: three.Add(-time.Minute), id: "arn:earlier", running: true})
		}},
		{name: "an earlier execution has ended", outcomes: []outcome{exits(0)}, tasks: 1, minutes: 12, change: func(p *platform) {
			p.history = append(p.history, event{at: three.Add(-time.Hour), id: "arn:earlier", running: true},
				event{at: three.Add(-time.Minute), id: "arn:earlier"})
		}},
		{name: "SNS does not answer", outcomes: []outcome{exits(3)}, tasks: 3, err: "ExitCode", minutes: 35,
			change: func(p *platform) { p.broken = "sns:publish" }},
	}
}

// TestEveryWayThroughTheRunOfATask executes every state, rule and catcher, with every call to AWS failing once. It catches a failure that
// nobody is told, and a task that runs on after its execution. It also catches a retry where none can help, and a missing one.
func TestEveryWayThroughTheRunOfATask(t *testing.T) {
	model, evaluate := statemachine.ReadModel(t), statemachine.NewEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			settings, aws := nightly(), &platform{outcomes: s.outcomes}
			if s.settings != nil {
				s.settings(&settings)
			}
			if s.change != nil {
				s.change(aws)
			}
			_, m := machineOf(t, settings)
			x := statemachine.Execution{Machine: m, Evaluator: evaluate, Start: three}
			x.Call = func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
				model.CheckCall(t, api, arguments)
				answer, err := aws.call(api, arguments, now)
				model.CheckAnswer(t, api, answer)
				return answer, err
			}
			x.Run(t)
			x.Note(taken)
			if x.Err != s.err || (s.err == "") != (x.Status == "SUCCEEDED") || !strings.Contains(x.Cause, s.cause) {
				t.Errorf("ended %s %q (%s), want %q (%s)", x.Status, x.Err, x.Cause, s.err, s.cause)
			}
			if ran, _ := x.Output.(map[string]any); s.err == "" && ran["ran"] != !s.skipped {
				t.Errorf("output %v, want ran %v", x.Output, !s.skipped)
			}
			if len(aws.tasks) != s.tasks {
				t.Errorf("%d tasks, want %d", len(aws.tasks), s.tasks)
			}
			if told := s.err != "" && aws.broken != "sns:publish"; told != (len(aws.told) == 1) {
				t.Errorf("%d messages, want one for a failure and none otherwise", len(aws.told))
			}
			if took := x.Now.Sub(x.Start); took > time.Duration(s.minutes)*time.Minute {
				t.Errorf("took %s, want at most %d minutes", took, s.minutes)
			}
			for _, one := range aws.tasks {
				if (one.ended.IsZero() || one.ended.After(x.Now)) && s.err != "NotStopped" {
					t.Errorf("the task runs after the execution has ended with %q", x.Err)
				}
			}
		})
	}
	_, m := machineOf(t, nightly())
	statemachine.CheckTaken(t, m, taken)
}

// TestAMessageSaysWhereTheLogIs catches a message from which nobody finds the task's log.
func TestAMessageSaysWhereTheLogIs(t *testing.T) {
	_, m := machineOf(t, nightly())
	aws := &platform{outcomes: []outcome{exits(1)}}
	x := statemachine.Execution{Machine: m, Evaluator: statemachine.NewEvaluator(t), Start: three, Call: aws.call}
	x.Run(t)
	want := map[string]any{
		"TopicArn": nightly().TopicArn, "Subject": "kasha prod: job nightly failed, ExitCode",
		"Message": "The container ended with exit code 1, in attempt 3 of 3: Essential container in task exited. Log: group " +
			"/kasha/prod/nightly, stream nightly/nightly/2. What to do: docs/runbooks/job.md. " +
			"Execution: arn:aws:states:us-east-1:111111111111:execution:x",
	}
	if len(aws.told) != 1 || !reflect.DeepEqual(aws.told[0], want) {
		t.Errorf("told %v, want %v", aws.told, want)
	}
}

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse late in a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := machineOf(t, nightly())
	statemachine.CheckDefinition(t, text,
		statemachine.Mistake{What: "a transition to nowhere", Old: `"Next": "ReadTask"`, New: `"Next": "ReadTasks"`})
}

// TestTheDiagramIsCurrent catches a document that shows another state machine than the deployed one. KASHA_UPDATE=1 writes it. It also
// catches a state that a change has left without an arrow to it.
func TestTheDiagramIsCurrent(t *testing.T) {
	_, m := machineOf(t, nightly())
	statemachine.CheckReached(t, m)
	statemachine.CheckDiagram(t, m, "",
		statemachine.Drawing{Page: "../../docs/jobs.md", Part: "run of a task", Command: "go test ./lib/runtask"})
}
