package restart

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// machine is the flow as Amazon States Language, as far as it uses it.
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
	Choices                                []choice
	Retry                                  []struct{ MaxAttempts int }
	Catch                                  []choice
}

// choice is a rule of a Choice state, or a catcher.
type choice struct {
	Condition, Next string
	Assign          map[string]any
}

// filledIn is the definition with its placeholders filled in, as CloudFormation does it.
func filledIn(t *testing.T) (string, machine) {
	t.Helper()
	values := map[string]string{
		"AdminSecretArn": "arn:aws:secretsmanager:us-east-1:111111111111:secret:admin", "ConnectionSecretArn": "arn:aws:secretsmanager:us-east-1:111111111111:secret:connection",
		"ClusterName": "kasha-dev", "ServiceName": "backend", "TopicArn": "arn:aws:sns:us-east-1:111111111111:kasha-dev-alarms", "Environment": "dev",
		"CheckMinutes": "15", "OverdueDays": "92", "RestartMinutes": fmt.Sprint(RestartMinutes), "UnfinishedMinutes": fmt.Sprint(UnfinishedMinutes),
	}
	text := Definition
	for _, name := range Placeholders() {
		if !strings.Contains(text, "${"+name+"}") {
			t.Errorf("no placeholder ${%s} in the definition", name)
		}
		text = strings.ReplaceAll(text, "${"+name+"}", values[name])
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

// nodeModules finds what package-lock.json pins. A machine that builds releases must have it; a laptop may do without.
func nodeModules(t *testing.T) (modules, node string) {
	t.Helper()
	modules, _ = filepath.Abs("../../../node_modules")
	node = filepath.Join(modules, ".bin", "node")
	if _, err := os.Stat(filepath.Join(modules, "asl-validator")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("asl-validator is not installed; run: npm ci")
		}
		t.Skip("asl-validator is not installed; run: npm ci")
	}
	return modules, node
}

// evaluator asks a running Node.js for the value of expressions.
type evaluator struct {
	in  io.Writer
	out *bufio.Scanner
}

func newEvaluator(t *testing.T) evaluator {
	t.Helper()
	modules, node := nodeModules(t)
	command := exec.Command(node, filepath.Join("testdata", "evaluate.js"), modules)
	command.Stderr = os.Stderr
	in, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		command.Wait()
	})
	return evaluator{in: in, out: bufio.NewScanner(out)}
}

func (e evaluator) expression(text string, bindings map[string]any) (any, error) {
	line, err := json.Marshal(map[string]any{"expression": text, "bindings": bindings})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(e.in, "%s\n", line)
	if !e.out.Scan() {
		return nil, fmt.Errorf("no answer from Node.js")
	}
	var answer struct {
		Value any
		Error string
	}
	if err := json.Unmarshal(e.out.Bytes(), &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s: %s", text, answer.Error)
	}
	return answer.Value, nil
}

// resolve evaluates every {% expression %} inside a value.
func (e evaluator) resolve(value any, bindings map[string]any) (any, error) {
	switch value := value.(type) {
	case string:
		if expression, ok := expressionIn(value); ok {
			return e.expression(expression, bindings)
		}
	case []any:
		resolved := make([]any, len(value))
		for i := range value {
			var err error
			if resolved[i], err = e.resolve(value[i], bindings); err != nil {
				return nil, err
			}
		}
		return resolved, nil
	case map[string]any:
		resolved := map[string]any{}
		for key := range value {
			var err error
			if resolved[key], err = e.resolve(value[key], bindings); err != nil {
				return nil, err
			}
		}
		return resolved, nil
	}
	return value, nil
}

func expressionIn(text string) (string, bool) {
	inner, opened := strings.CutPrefix(text, "{%")
	inner, closed := strings.CutSuffix(inner, "%}")
	return strings.TrimSpace(inner), opened && closed
}

// execution is one run of the machine against an AWS made of scenario functions.
type execution struct {
	machine   machine
	evaluator evaluator
	start     time.Time
	call      func(api string, arguments map[string]any, now time.Time) (map[string]any, error)

	now       time.Time
	variables map[string]any
	path      []string
	status    string // SUCCEEDED or FAILED
	err       string
	cause     string
}

// run walks from state to state until the machine ends. A state that waits moves the clock.
func (x *execution) run(t *testing.T) {
	t.Helper()
	x.now, x.variables = x.start, map[string]any{}
	for name := x.machine.StartAt; name != ""; {
		x.path = append(x.path, name)
		if len(x.path) > 500 {
			t.Fatalf("does not end: %v", x.path[:20])
		}
		s, ok := x.machine.States[name]
		if !ok {
			t.Fatalf("no state %q", name)
		}
		name = x.step(t, s)
	}
}

func (x *execution) step(t *testing.T, s state) (next string) {
	t.Helper()
	switch s.Type {
	case "Succeed":
		x.status = "SUCCEEDED"
		return ""
	case "Fail":
		x.status = "FAILED"
		x.err, x.cause = fmt.Sprint(x.must(t, s.Error, nil)), fmt.Sprint(x.must(t, s.Cause, nil))
		return ""
	case "Wait":
		x.now = x.now.Add(time.Duration(s.Seconds) * time.Second)
		return s.Next
	case "Choice":
		for _, rule := range s.Choices {
			met := x.must(t, rule.Condition, nil)
			if _, boolean := met.(bool); !boolean { // Step Functions fails an execution for this
				t.Fatalf("%s is %v, not true or false", rule.Condition, met)
			}
			if met == true {
				x.assign(t, rule.Assign, nil)
				return rule.Next
			}
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
		// Numbers and dates as they come out of a JSON document.
		data, _ := json.Marshal(result)
		var plain any
		json.Unmarshal(data, &plain)
		if err = x.tryAssign(s.Assign, map[string]any{"result": plain}); err == nil {
			return s.Next
		}
	}
	if len(s.Catch) == 0 {
		t.Fatalf("nobody catches %v", err)
	}
	x.assign(t, s.Catch[0].Assign, map[string]any{"errorOutput": map[string]any{"Error": "States.TaskFailed", "Cause": err.Error()}})
	return s.Catch[0].Next
}

// bindings are what an expression sees: the variables, and $states with the context and what the state adds to it.
func (x *execution) bindings(more map[string]any) map[string]any {
	states := map[string]any{"context": map[string]any{
		"Execution": map[string]any{"Id": "arn:aws:states:us-east-1:111111111111:execution:x", "StartTime": stamp(x.start)},
		"State":     map[string]any{"EnteredTime": stamp(x.now)},
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
