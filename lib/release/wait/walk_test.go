package wait

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"kasha/lib/config"
	"kasha/tests/statemachine"
)

func TestMain(m *testing.M) { statemachine.Main(m) }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func settings() Settings {
	return Settings{
		RunMachineArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:kasha-prod-release",
		FunctionArn:   "arn:aws:lambda:eu-central-1:111111111111:function:kasha-prod-release", TimeoutMinutes: 30,
	}
}

func machine(t *testing.T) (string, statemachine.Machine) {
	t.Helper()
	return statemachine.Fill(t, Definition, settings().Placeholders())
}

// platform is the AWS of one execution.
type platform struct {
	stack   string        // its status
	broken  string        // the call that fails
	ends    string        // the status of the run in the end; empty: it never ends
	output  string        // of a run that succeeded
	err     string        // of a run that failed
	cause   string        // likewise
	lasts   time.Duration // of the run
	started time.Time

	starts  []map[string]any
	answers []map[string]any
}

const run = "arn:aws:states:eu-central-1:111111111111:execution:kasha-prod-release:r-1"

func (p *platform) call(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
	if api == p.broken {
		return nil, errors.New("throttled")
	}
	switch api {
	case "cloudformation:describeStacks":
		return map[string]any{"Stacks": []any{map[string]any{
			"StackName": "kasha-prod-services", "StackStatus": p.stack, "CreationTime": statemachine.Stamp(now),
		}}}, nil
	case "sfn:startExecution":
		p.starts, p.started = append(p.starts, arguments), now
		return map[string]any{"ExecutionArn": run, "StartDate": statemachine.Stamp(now)}, nil
	case "sfn:describeExecution":
		answer := map[string]any{
			"ExecutionArn": arguments["ExecutionArn"], "StateMachineArn": settings().RunMachineArn, "Status": "RUNNING",
			"StartDate": statemachine.Stamp(p.started),
		}
		if p.ends != "" && now.Sub(p.started) >= p.lasts {
			answer["Status"] = p.ends
			for name, text := range map[string]string{"Output": p.output, "Error": p.err, "Cause": p.cause} {
				if text != "" {
					answer[name] = text
				}
			}
		}
		return answer, nil
	case "lambda:invoke":
		if arguments["FunctionName"] != settings().FunctionArn {
			return nil, fmt.Errorf("no function %s", arguments["FunctionName"])
		}
		p.answers = append(p.answers, arguments["Payload"].(map[string]any)["Answer"].(map[string]any))
		return map[string]any{"StatusCode": 200}, nil
	}
	return nil, fmt.Errorf("no call %s", api)
}

// scenario is one execution.
type scenario struct {
	name    string
	aws     platform
	starts  int
	answer  string // its status; empty: none arrives
	says    string // part of its reason
	minutes int    // how long it takes at most
}

func scenarios() []scenario {
	const updating = "UPDATE_IN_PROGRESS"
	ran := platform{stack: updating, ends: "SUCCEEDED", output: `{"ran":true,"attempts":1}`, lasts: 5 * time.Minute}
	failed := platform{
		stack: updating, ends: "FAILED", lasts: 5 * time.Minute, err: "ExitCode",
		cause: "The container ended with exit code 1. Log: group /kasha/prod/release, stream release/release/1.",
	}
	with := func(p platform, change func(*platform)) platform { change(&p); return p }
	return []scenario{
		{name: "the release ends well", aws: ran, starts: 1, answer: "SUCCESS", says: "exit code 0", minutes: 6},
		{name: "in a new stack", aws: with(ran, func(p *platform) { p.stack = "CREATE_IN_PROGRESS" }), starts: 1, answer: "SUCCESS", minutes: 6},
		{name: "the command fails", aws: failed, starts: 1, answer: "FAILED", minutes: 6,
			says: "the services keep their tasks. ExitCode: The container ended with exit code 1. Log: group /kasha/prod/release, stream release/"},
		{name: "there is no cause", aws: with(failed, func(p *platform) { p.err, p.cause, p.ends = "", "", "TIMED_OUT" }), starts: 1,
			answer: "FAILED", says: "gave no cause", minutes: 6},
		{name: "an earlier release is in progress", aws: with(ran, func(p *platform) { p.output, p.lasts = `{"ran":false}`, time.Minute }),
			starts: 1, answer: "FAILED", says: "An earlier release is in progress", minutes: 2},
		{name: "the run has no output", aws: with(ran, func(p *platform) { p.output = "" }), starts: 1, answer: "FAILED", minutes: 6},
		{name: "a person stops the run", aws: with(failed, func(p *platform) { p.ends, p.err, p.cause = "ABORTED", "", "" }), starts: 1,
			answer: "FAILED", says: "its task may still run. Execution: " + run, minutes: 6},
		{name: "the run does not end", aws: platform{stack: updating}, starts: 1, answer: "FAILED", says: "not ended within its time limit",
			minutes: settings().TimeoutMinutes + config.ReleaseReserveMinutes - 2},
		{name: "an update is rolled back", aws: platform{stack: "UPDATE_ROLLBACK_IN_PROGRESS"}, answer: "SUCCESS", says: "nothing was run"},
		{name: "a new stack is rolled back", aws: platform{stack: "ROLLBACK_IN_PROGRESS"}, answer: "SUCCESS", says: "nothing was run"},
		{name: "CloudFormation does not say how the stack is", aws: with(ran, func(p *platform) { p.broken = "cloudformation:describeStacks" }),
			answer: "FAILED", says: "not known whether the stack is being rolled back: throttled"},
		{name: "the run cannot be started", aws: with(ran, func(p *platform) { p.broken = "sfn:startExecution" }), answer: "FAILED",
			says: "was not started: throttled"},
		{name: "Step Functions does not say how the run is", aws: with(ran, func(p *platform) { p.broken = "sfn:describeExecution" }), starts: 1,
			answer: "FAILED", says: "may still run. Execution: " + run, minutes: 1},
		{name: "the answer cannot be delivered", aws: with(ran, func(p *platform) { p.broken = "lambda:invoke" }), starts: 1, minutes: 6,
			says: "CloudFormation got no answer, and will roll back at its own time limit: throttled The answer: SUCCESS"},
	}
}

// TestEveryWayThroughARelease executes every state, rule and catcher, with every call to AWS failing once. It catches a failure that
// CloudFormation is not told, so that a deployment hangs for an hour. It also catches a success although the command has not run, and a
// run while a stack is being rolled back.
func TestEveryWayThroughARelease(t *testing.T) {
	model, evaluate := statemachine.ReadModel(t), statemachine.NewEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			_, m := machine(t)
			request := map[string]any{"RequestId": "r-1", "StackId": "arn:stack", "ResponseURL": "https://s3.example/signed",
				"TaskDefinition": "arn:task-definition/release:7"}
			x := statemachine.Execution{Machine: m, Evaluator: evaluate, Start: noon, Input: request}
			x.Call = func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
				if api != "lambda:invoke" { // whose own integration AWS's models do not have
					model.CheckCall(t, api, arguments)
				}
				answer, err := s.aws.call(api, arguments, now)
				if api != "lambda:invoke" {
					model.CheckAnswer(t, api, answer)
				}
				return answer, err
			}
			x.Run(t)
			x.Note(taken)
			if well := x.Status == "SUCCEEDED"; well != (s.answer == "SUCCESS") {
				t.Errorf("ended %s (%s), and answered %q", x.Status, x.Cause, s.answer)
			}
			says := x.Cause
			if s.answer == "" {
				if len(s.aws.answers) != 0 {
					t.Errorf("answers %v, want none", s.aws.answers)
				}
			} else if len(s.aws.answers) != 1 || s.aws.answers[0]["Status"] != s.answer {
				t.Fatalf("answers %v, want one, %s", s.aws.answers, s.answer)
			} else {
				says = fmt.Sprint(s.aws.answers[0]["Reason"])
				if got := fmt.Sprint(s.aws.answers[0]["Request"]); got != fmt.Sprint(any(request)) {
					t.Errorf("the answer is to %s, want %v", got, request)
				}
			}
			if !strings.Contains(says, s.says) {
				t.Errorf("says %q, want %q in it", says, s.says)
			}
			if len(s.aws.starts) != s.starts {
				t.Errorf("%d runs were started, want %d", len(s.aws.starts), s.starts)
			}
			if took := x.Now.Sub(x.Start); took > time.Duration(s.minutes)*time.Minute {
				t.Errorf("took %s, want at most %d minutes", took, s.minutes)
			}
		})
	}
	_, m := machine(t)
	statemachine.CheckTaken(t, m, taken)
}

// TestARunGetsTheNewTaskDefinition catches a release that runs the previous image, because Step Functions starts an execution with the
// previous definition for some seconds after an update. It also catches a repeated request that starts a second run.
func TestARunGetsTheNewTaskDefinition(t *testing.T) {
	_, m := machine(t)
	aws := &platform{stack: "UPDATE_IN_PROGRESS", ends: "SUCCEEDED", output: `{"ran":true}`}
	x := statemachine.Execution{
		Machine: m, Evaluator: statemachine.NewEvaluator(t), Start: noon, Call: aws.call,
		Input: map[string]any{"RequestId": "r-1", "StackId": "arn:stack", "TaskDefinition": "arn:task-definition/release:7"},
	}
	x.Run(t)
	want := fmt.Sprint(map[string]any{
		"StateMachineArn": settings().RunMachineArn, "Name": "r-1", "Input": `{"taskDefinition":"arn:task-definition/release:7"}`,
	})
	if len(aws.starts) != 1 || fmt.Sprint(aws.starts[0]) != want {
		t.Errorf("started %v, want %s", aws.starts, want)
	}
}

// TestAnAnswerComesBeforeCloudFormationGivesUp catches a release command whose answer arrives too late, because the state machine waits for
// it as long as CloudFormation does. It also catches one that the state machine gives up while its task is being stopped.
func TestAnAnswerComesBeforeCloudFormationGivesUp(t *testing.T) {
	const stop, answer = 15, 2 // minutes, at most: to stop the task, and to call the function with its retries
	for _, limit := range []int{1, settings().TimeoutMinutes, config.MaxReleaseMinutes} {
		s := settings()
		s.TimeoutMinutes = limit
		gives, err := strconv.Atoi(s.Placeholders()["GiveUpMinutes"])
		if err != nil || gives <= limit+stop || gives+answer >= config.ReleaseAnswerMinutes {
			t.Errorf("with a time limit of %d minutes it gives up after %d (%v), want more than %d and less than %d", limit, gives, err,
				limit+stop, config.ReleaseAnswerMinutes-answer)
		}
	}
}

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse late in a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := machine(t)
	statemachine.CheckDefinition(t, text,
		statemachine.Mistake{What: "a transition to nowhere", Old: `"Next": "ReadRun"`, New: `"Next": "ReadRuns"`})
}

// TestTheDiagramIsCurrent catches a document that shows another state machine than the deployed one. KASHA_UPDATE=1 writes it. It also
// catches a state that a change has left without an arrow to it.
func TestTheDiagramIsCurrent(t *testing.T) {
	_, m := machine(t)
	statemachine.CheckReached(t, m)
	statemachine.CheckDiagram(t, m, "",
		statemachine.Drawing{Page: "../../../docs/release.md", Part: "release", Command: "go test ./lib/release/wait"})
}
