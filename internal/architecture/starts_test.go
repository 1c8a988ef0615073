package architecture_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// machine adds a state machine that runs the backend's task, with the schedule that starts it.
func machine(t *testing.T, stacks []assembly.Stack, schedule map[string]any) {
	t.Helper()
	network := properties(t, stacks, "AWS::ECS::Service", "Backend")["NetworkConfiguration"].(map[string]any)
	vpc := network["AwsvpcConfiguration"].(map[string]any)
	add(t, stacks, "services", "Machine", "AWS::StepFunctions::StateMachine", map[string]any{
		"DefinitionString": map[string]any{"Fn::Join": []any{"", []any{
			`{"States":{"Run":{"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"`,
			map[string]any{"Ref": "BackendTask"},
			`","NetworkConfiguration":{"AwsvpcConfiguration":{"Subnets":["`, vpc["Subnets"].([]any)[0], `"],"SecurityGroups":["`,
			vpc["SecurityGroups"].([]any)[0], `"]}}}}}}`,
		}}}})
	schedule["Target"] = map[string]any{"Arn": map[string]any{"Ref": "Machine"}}
	add(t, stacks, "services", "Schedule", "AWS::Scheduler::Schedule", schedule)
}

// Catches a time that the picture says wrong: another day, UTC instead of a zone, or a disabled schedule that seems to run.
func TestATaskSaysWhenItRuns(t *testing.T) {
	type schedule = map[string]any
	const zone = "ScheduleExpressionTimezone"
	for want, written := range map[string]schedule{
		"runs every 15 minutes":                                       {"ScheduleExpression": "rate(15 minutes)"},
		"runs every day":                                              {"ScheduleExpression": "rate(1 day)"},
		"runs every 5 minutes":                                        {"ScheduleExpression": "cron(0/5 * * * ? *)"},
		"runs every hour, at minute 5":                                {"ScheduleExpression": "cron(5 * * * ? *)"},
		"runs every day at 03:07 UTC":                                 {"ScheduleExpression": "cron(7 3 * * ? *)"},
		"runs every day at 03:07 Europe/Berlin":                       {"ScheduleExpression": "cron(7 3 * * ? *)", zone: "Europe/Berlin"},
		"runs every day at 03:08 UTC":                                 {"ScheduleExpression": "cron(8 3 ? * * *)", zone: "Etc/UTC"},
		"runs on day 1 of each month at 05:00 UTC":                    {"ScheduleExpression": "cron(0 5 1 * ? *)"},
		"runs on MON-FRI at 05:00 UTC":                                {"ScheduleExpression": "cron(0 5 ? * MON-FRI *)"},
		"runs at cron(0 5 1 1 ? *) UTC":                               {"ScheduleExpression": "cron(0 5 1 1 ? *)"},
		"runs at cron(0 5 * * ? 2030) UTC":                            {"ScheduleExpression": "cron(0 5 * * ? 2030)"},
		"runs at cron(0/5 9-17 * * ? *) UTC":                          {"ScheduleExpression": "cron(0/5 9-17 * * ? *)"},
		"runs at cron(0 5 L * ? *) UTC":                               {"ScheduleExpression": "cron(0 5 L * ? *)"},
		"its schedule is disabled":                                    {"ScheduleExpression": "rate(5 minutes)", "State": "DISABLED"},
		"runs at at(2030-01-01T00:00:00) UTC; command bin/tidy --all": {"ScheduleExpression": "at(2030-01-01T00:00:00)"},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			if _, command, ok := strings.Cut(want, "command "); ok {
				container(t, stacks)["Command"] = []any{strings.Fields(command)[0], strings.Fields(command)[1]}
			}
			machine(t, stacks, written)
		})
		task, _ := system.Component("Added/Machine")
		if got := strings.Join(task.Facts, "; "); got != want {
			t.Errorf("%v: got %q, want %q", written, got, want)
		}
	}
}

// Catches a worker whose queue and command nobody sees, and a script of several lines that fills the picture. Arguments without their entry
// point look like a command, too.
func TestAWorkerSaysItsQueueAndItsCommand(t *testing.T) {
	const worker = "behind no load balancer; works on messages of the queue jobs"
	for name, test := range map[string]struct {
		entryPoint, command []any
		want                string
	}{
		"a command":                 {nil, []any{"bin/work"}, worker + "; command bin/work"},
		"an entry point":            {[]any{"bin/run"}, []any{"7200"}, worker + "; command bin/run 7200"},
		"a script":                  {nil, []any{"set -e\nbin/work"}, worker},
		"a script with an argument": {[]any{"sh", "-c", "set -e\nbin/work"}, []any{"7200"}, worker},
		"the image's own":           {nil, nil, worker},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			delete(properties(t, stacks, "AWS::ECS::Service", "Backend"), "LoadBalancers")
			container(t, stacks)["Command"], container(t, stacks)["EntryPoint"] = test.command, test.entryPoint
		})
		backend, _ := system.Component("Backend")
		if got := strings.Join(backend.Facts, "; "); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: got %q, want %q at its end", name, got, test.want)
		}
	}
}

// Catches a rotation that is said to happen more or less often than its schedule.
func TestARotationSaysHowOftenItRuns(t *testing.T) {
	system := read(t, func(stacks []assembly.Stack) {
		for _, name := range []string{"AdminRotation", "ConnectionRotation"} {
			schedule := properties(t, stacks, "AWS::SecretsManager::RotationSchedule", name)
			schedule["RotationRules"] = map[string]any{"ScheduleExpression": "rate(45 days)"}
		}
	})
	functions, _ := system.Component("Database/AdminRotation/Function")
	if want := "runs every 45 days"; !slices.Contains(functions.Facts, want) {
		t.Errorf("got %q, want %q", functions.Facts, want)
	}
}
