package runtask

import (
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// TestAnInputMayNameTheTaskDefinition catches a release that runs the task definition of an earlier definition of its state machine. It
// also catches a job whose task definition a person can choose, and a start by hand that runs nothing.
func TestAnInputMayNameTheTaskDefinition(t *testing.T) {
	for _, test := range []struct {
		chooses bool
		input   map[string]any
		want    string
	}{
		{true, map[string]any{"taskDefinition": "arn:aws:ecs:eu-central-1:111111111111:task-definition/nightly:8"},
			"arn:aws:ecs:eu-central-1:111111111111:task-definition/nightly:8"},
		{true, nil, nightly().TaskDefinitionArn},
		{false, map[string]any{"taskDefinition": "arn:other"}, nightly().TaskDefinitionArn},
	} {
		settings, aws, got := nightly(), &platform{outcomes: []outcome{exits(0)}}, any(nil)
		settings.ChoosesTask = test.chooses
		_, m := machineOf(t, settings)
		x := statemachine.Execution{Machine: m, Evaluator: statemachine.NewEvaluator(t), Start: three, Input: test.input}
		x.Call = func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
			if api == "ecs:runTask" {
				got = arguments["TaskDefinition"]
			}
			return aws.call(api, arguments, now)
		}
		x.Run(t)
		if got != test.want || x.Status != "SUCCEEDED" {
			t.Errorf("chooses %t, input %v: ran %v and ended %s, want %s", test.chooses, test.input, got, x.Status, test.want)
		}
	}
}
