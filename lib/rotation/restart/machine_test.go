package restart

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// machine is the state machine in Amazon States Language, as far as Definition uses the language.
type machine struct {
	QueryLanguage  string
	StartAt        string
	TimeoutSeconds int
	States         map[string]state
}

type state struct {
	Comment, Type, Resource, Next, Default string
	Arguments                              any
	Assign                                 map[string]any
	Seconds                                int
	Error, Cause                           string
	Output                                 any
	Choices                                []choice
	Retry                                  []struct{ MaxAttempts int }
	Catch                                  []choice
}

// choice is a rule of a Choice state, or a catcher.
type choice struct {
	Condition, Next string
	Assign          map[string]any
}

// production returns the settings of a production environment whose tasks hold the password.
func production() Settings {
	return Settings{
		Environment:         "dev",
		AdminSecretArn:      "arn:aws:secretsmanager:us-east-1:111111111111:secret:admin",
		ConnectionSecretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:connection",
		ClusterName:         "kasha-dev",
		ServiceName:         "backend",
		TopicArn:            "arn:aws:sns:us-east-1:111111111111:kasha-dev-alarms",
		CheckMinutes:        15,
		RotationDays:        90,
	}
}

func filledIn(t *testing.T, settings Settings) (string, machine) {
	t.Helper()
	return fill(t, Definition, settings.Placeholders())
}

// fill replaces a definition's placeholders as CloudFormation does.
func fill(t *testing.T, text string, placeholders map[string]string) (string, machine) {
	t.Helper()
	for name, value := range placeholders {
		if !strings.Contains(text, "${"+name+"}") {
			t.Errorf("no placeholder ${%s} in the definition", name)
		}
		text = strings.ReplaceAll(text, "${"+name+"}", value)
	}
	if i := strings.Index(text, "${"); i >= 0 {
		t.Errorf("not filled in: %.30s", text[i:])
	}
	var m machine
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return text, m
}

// execution is one execution of the machine. call answers its calls to AWS.
type execution struct {
	machine   machine
	evaluator *evaluator
	start     time.Time
	input     map[string]any
	call      func(api string, arguments map[string]any, now time.Time) (map[string]any, error)

	now       time.Time
	variables map[string]any
	at        string
	path      []string
	status    string // SUCCEEDED or FAILED
	output    any
	err       string
	cause     string
}

// run executes states until the machine ends.
func (x *execution) run(t *testing.T) {
	t.Helper()
	for x.begin(); x.status == ""; {
		x.advance(t)
	}
}

func (x *execution) begin() {
	x.now, x.variables, x.at = x.start, map[string]any{}, x.machine.StartAt
}

// advance executes one state. A Wait state advances the clock.
func (x *execution) advance(t *testing.T) {
	t.Helper()
	x.path = append(x.path, x.at)
	if len(x.path) > 500 {
		t.Fatalf("does not end: %v", x.path[:20])
	}
	s, ok := x.machine.States[x.at]
	if !ok {
		t.Fatalf("no state %q", x.at)
	}
	x.at = x.step(t, s)
}

func (x *execution) step(t *testing.T, s state) (next string) {
	t.Helper()
	switch s.Type {
	case "Succeed":
		x.status, x.output = "SUCCEEDED", x.must(t, s.Output, nil)
		return ""
	case "Fail":
		x.status = "FAILED"
		x.err, x.cause = fmt.Sprint(x.must(t, s.Error, nil)), fmt.Sprint(x.must(t, s.Cause, nil))
		return ""
	case "Pass":
		x.assign(t, s.Assign, nil)
		return s.Next
	case "Wait":
		x.now = x.now.Add(time.Duration(s.Seconds) * time.Second)
		return s.Next
	case "Choice":
		conditions := make([]string, len(s.Choices))
		for i, rule := range s.Choices {
			conditions[i] = rule.Condition
		}
		met, err := x.evaluator.choose(conditions, x.bindings(nil))
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

func (x *execution) task(t *testing.T, s state) (next string) {
	t.Helper()
	api := strings.TrimPrefix(s.Resource, "arn:aws:states:::aws-sdk:")
	arguments := x.must(t, s.Arguments, nil).(map[string]any)
	result, err := x.call(api, arguments, x.now)
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
func (x *execution) bindings(more map[string]any) map[string]any {
	if x.input == nil {
		x.input = map[string]any{}
	}
	states := map[string]any{"context": map[string]any{
		"Execution": map[string]any{
			"Id": "arn:aws:states:us-east-1:111111111111:execution:x", "StartTime": stamp(x.start), "Input": x.input,
		},
		"State": map[string]any{"EnteredTime": stamp(x.now)},
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

func (x *execution) must(t *testing.T, value any, more map[string]any) any {
	t.Helper()
	resolved, err := x.evaluator.resolve(value, x.bindings(more))
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

func (x *execution) assign(t *testing.T, values map[string]any, more map[string]any) {
	t.Helper()
	if err := x.tryAssign(values, more); err != nil {
		t.Fatal(err)
	}
}

// tryAssign evaluates all values before it sets any, as Step Functions does.
func (x *execution) tryAssign(values map[string]any, more map[string]any) error {
	resolved, err := x.evaluator.resolve(any(values), x.bindings(more))
	if err != nil {
		return err
	}
	set, _ := resolved.(map[string]any)
	for name, value := range set {
		x.variables[name] = value
	}
	return nil
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
