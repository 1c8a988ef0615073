package runtask

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/tests/statemachine"
)

func TestMain(m *testing.M) { statemachine.Main(m) }

var three = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// nightly is a job that takes ten minutes of its hour, with two retries.
func nightly() Settings {
	return Settings{
		Environment: "prod", Name: "nightly", Title: "job nightly", Runbook: "job",
		ClusterName: "kasha-prod-tasks", TaskDefinitionArn: "arn:aws:ecs:eu-central-1:111111111111:task-definition/nightly:7",
		SecurityGroupID: "sg-1", SubnetIDs: [2]string{"subnet-1", "subnet-2"},
		StateMachineArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:kasha-prod-job-nightly",
		TopicArn:        "arn:aws:sns:eu-central-1:111111111111:kasha-prod-alarms", LogGroup: "/kasha/prod/nightly",
		TimeoutMinutes: 60, Retries: 2,
	}
}

func machineOf(t *testing.T, settings Settings) (string, statemachine.Machine) {
	t.Helper()
	return statemachine.Fill(t, Definition, settings.Placeholders())
}

// outcome is what happens to one task.
type outcome struct {
	refused string        // the reason of a failure that RunTask returns in place of a task
	lasts   time.Duration // until the task stops; 0: until it is stopped
	stop    string
	code    int // -1: the container never ran
	reason  string
}

func exits(code int) outcome {
	return outcome{lasts: 10 * time.Minute, stop: "EssentialContainerExited", code: code, reason: "Essential container in task exited"}
}

func failsToStart(reason string) outcome {
	return outcome{lasts: time.Minute, stop: "TaskFailedToStart", code: -1, reason: reason}
}

func hangs() outcome { return outcome{} }

// task is one task that ECS started.
type task struct {
	outcome
	arn, token     string
	started, ended time.Time
}

// platform is the AWS of some executions: what happens to each task in turn, and which executions run.
type platform struct {
	outcomes   []outcome // of the tasks in order; the last one repeats
	broken     string    // the call that fails
	lostAnswer bool      // the first RunTask starts its task, and the caller gets an error
	unstopping bool      // StopTask has no effect
	listLag    time.Duration

	tasks   []*task
	runs    int
	told    []map[string]any
	history []event // executions
}

// event is the start or the end of an execution.
type event struct {
	at      time.Time
	id      string
	running bool
}

func (p *platform) call(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
	p.settle(now)
	if api == p.broken {
		return nil, errors.New("throttled")
	}
	switch api {
	case "ecs:runTask":
		return p.run(arguments["ClientToken"].(string), now)
	case "ecs:describeTasks":
		arn := arguments["Tasks"].([]any)[0].(string)
		for _, t := range p.tasks {
			if t.arn == arn {
				return map[string]any{"Tasks": []any{t.describe()}}, nil
			}
		}
		return map[string]any{"Tasks": []any{}, "Failures": []any{map[string]any{"Arn": arn, "Reason": "MISSING"}}}, nil
	case "ecs:stopTask":
		for _, t := range p.tasks {
			if t.arn == arguments["Task"] && t.ended.IsZero() && !p.unstopping {
				t.ended, t.outcome.stop, t.outcome.code, t.outcome.reason = now.Add(2*time.Minute), "UserInitiated", 143, "stopped"
			}
		}
		return map[string]any{}, nil
	case "sfn:listExecutions":
		return map[string]any{"Executions": p.running(now.Add(-p.listLag))}, nil
	case "sns:publish":
		p.told = append(p.told, arguments)
		return map[string]any{"MessageId": "1"}, nil
	}
	return nil, fmt.Errorf("no call %s", api)
}

// run starts a task, or returns the one that was started with the same token, as ECS does.
func (p *platform) run(token string, now time.Time) (map[string]any, error) {
	if len(token) > 64 {
		return nil, fmt.Errorf("a token of %d characters", len(token))
	}
	p.runs++
	for _, t := range p.tasks {
		if t.token == token {
			return map[string]any{"Tasks": []any{map[string]any{"TaskArn": t.arn}}}, nil
		}
	}
	o := p.outcomes[min(len(p.tasks), len(p.outcomes)-1)]
	arn := fmt.Sprintf("arn:aws:ecs:eu-central-1:111111111111:task/kasha-prod-tasks/%d", len(p.tasks))
	t := &task{outcome: o, arn: arn, token: token, started: now}
	if o.lasts > 0 {
		t.ended = now.Add(o.lasts)
	}
	if o.refused != "" {
		t.ended = now
	}
	p.tasks = append(p.tasks, t)
	switch {
	case o.refused != "":
		return map[string]any{"Tasks": []any{}, "Failures": []any{map[string]any{"Reason": o.refused}}}, nil
	case p.lostAnswer:
		p.lostAnswer = false
		return nil, errors.New("connection reset")
	}
	return map[string]any{"Tasks": []any{map[string]any{"TaskArn": t.arn}}}, nil
}

// settle notes which tasks have stopped.
func (p *platform) settle(now time.Time) {
	for _, t := range p.tasks {
		if !t.ended.IsZero() && !t.ended.After(now) && t.lasts >= 0 {
			t.lasts = -1
		}
	}
}

func (t *task) describe() map[string]any {
	if t.lasts != -1 {
		return map[string]any{"TaskArn": t.arn, "LastStatus": "RUNNING", "Containers": []any{map[string]any{"Name": "nightly"}}}
	}
	container := map[string]any{"Name": "nightly"}
	if t.code >= 0 {
		container["ExitCode"] = t.code
	}
	return map[string]any{
		"TaskArn": t.arn, "LastStatus": "STOPPED", "StopCode": t.stop, "StoppedReason": t.reason, "Containers": []any{container},
	}
}

func (p *platform) running(at time.Time) []any {
	var ids []string
	started := map[string]time.Time{}
	for _, e := range p.history {
		switch {
		case e.at.After(at):
		case e.running:
			ids, started[e.id] = append(ids, e.id), e.at
		default:
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == e.id })
		}
	}
	all := []any{}
	for _, id := range ids {
		all = append(all, map[string]any{
			"ExecutionArn": id, "Name": id[strings.LastIndex(id, ":")+1:], "StateMachineArn": nightly().StateMachineArn, "Status": "RUNNING",
			"StartDate": statemachine.Stamp(started[id]),
		})
	}
	return all
}
