package statemachine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Execution is one execution of the machine. Call answers its calls to AWS.
type Execution struct {
	Machine   Machine
	Evaluator *Evaluator
	ID        string // its ARN
	Start     time.Time
	Input     map[string]any
	Call      func(api string, arguments map[string]any, now time.Time) (map[string]any, error)

	Now    time.Time
	Path   []string // the states so far
	Status string   // SUCCEEDED or FAILED; empty while it runs
	Output any
	Err    string
	Cause  string

	variables map[string]any
	at        string
}

// Run executes states until the machine ends.
func (x *Execution) Run(t *testing.T) {
	t.Helper()
	for x.Begin(); x.Status == ""; {
		x.Advance(t)
	}
}

// Begin sets the execution to its first state.
func (x *Execution) Begin() {
	x.Now, x.variables, x.at = x.Start, map[string]any{}, x.Machine.StartAt
}

// Advance executes one state. A Wait state advances the clock.
func (x *Execution) Advance(t *testing.T) {
	t.Helper()
	x.Path = append(x.Path, x.at)
	if len(x.Path) > 500 {
		t.Fatalf("does not end: %v", x.Path[:20])
	}
	s, ok := x.Machine.States[x.at]
	if !ok {
		t.Fatalf("no state %q", x.at)
	}
	x.at = x.step(t, s)
}

func (x *Execution) step(t *testing.T, s State) (next string) {
	t.Helper()
	switch s.Type {
	case "Succeed":
		x.Status, x.Output = "SUCCEEDED", x.must(t, s.Output, nil)
		return ""
	case "Fail":
		x.Status = "FAILED"
		x.Err, x.Cause = fmt.Sprint(x.must(t, s.Error, nil)), fmt.Sprint(x.must(t, s.Cause, nil))
		return ""
	case "Pass":
		x.assign(t, s.Assign, nil)
		return s.Next
	case "Wait":
		x.Now = x.Now.Add(time.Duration(s.Seconds) * time.Second)
		return s.Next
	case "Choice":
		conditions := make([]string, len(s.Choices))
		for i, rule := range s.Choices {
			conditions[i] = rule.Condition
		}
		met, err := x.Evaluator.choose(conditions, x.bindings(nil))
		if err != nil {
			t.Fatal(err)
		}
		if met >= 0 {
			x.assign(t, s.Choices[met].Assign, nil)
			return s.Choices[met].Next
		}
		return s.Default
	case "Task":
		return x.task(t, s)
	}
	t.Fatalf("a state of type %q", s.Type)
	return ""
}

func (x *Execution) task(t *testing.T, s State) (next string) {
	t.Helper()
	// lambda:invoke is an integration of its own: it takes and returns JSON, and an error of the function is its error.
	api := strings.TrimPrefix(strings.TrimPrefix(s.Resource, "arn:aws:states:::"), "aws-sdk:")
	arguments := x.must(t, s.Arguments, nil).(map[string]any)
	result, err := x.Call(api, arguments, x.Now)
	if err == nil {
		// Numbers and dates must have the types that JSON gives them.
		data, _ := json.Marshal(result)
		var plain any
		json.Unmarshal(data, &plain)
		if err = x.tryAssign(s.Assign, map[string]any{"result": plain}); err == nil {
			return s.Next
		}
	}
	if len(s.Catch) == 0 {
		t.Fatalf("no catcher for %v", err)
	}
	x.assign(t, s.Catch[0].Assign, map[string]any{"errorOutput": map[string]any{"Error": "States.TaskFailed", "Cause": err.Error()}})
	return s.Catch[0].Next
}

// bindings are the names that an expression can use: the variables, and $states with the context and what the state adds to it.
func (x *Execution) bindings(more map[string]any) map[string]any {
	if x.Input == nil {
		x.Input = map[string]any{}
	}
	states := map[string]any{"context": map[string]any{
		"Execution": map[string]any{
			"Id": cmp.Or(x.ID, "arn:aws:states:us-east-1:111111111111:execution:x"), "StartTime": Stamp(x.Start), "Input": x.Input,
		},
		"State": map[string]any{"EnteredTime": Stamp(x.Now)},
	}}
	for key, value := range more {
		states[key] = value
	}
	all := map[string]any{"states": states}
	for name, value := range x.variables {
		all[name] = value
	}
	return all
}

func (x *Execution) must(t *testing.T, value any, more map[string]any) any {
	t.Helper()
	resolved, err := x.Evaluator.resolve(value, x.bindings(more))
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

func (x *Execution) assign(t *testing.T, values map[string]any, more map[string]any) {
	t.Helper()
	if err := x.tryAssign(values, more); err != nil {
		t.Fatal(err)
	}
}

// tryAssign evaluates all values before it sets any, as Step Functions does.
func (x *Execution) tryAssign(values map[string]any, more map[string]any) error {
	resolved, err := x.Evaluator.resolve(any(values), x.bindings(more))
	if err != nil {
		return err
	}
	set, _ := resolved.(map[string]any)
	for name, value := range set {
		x.variables[name] = value
	}
	return nil
}

// Stamp writes a moment as AWS does.
func Stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// Note records the transitions of an execution.
func (x *Execution) Note(taken map[string]bool) {
	for i := 1; i < len(x.Path); i++ {
		taken[x.Path[i-1]+" "+x.Path[i]] = true
	}
}

// Passed reports whether the execution has been in a state.
func (x *Execution) Passed(state string) bool { return slices.Contains(x.Path, state) }
