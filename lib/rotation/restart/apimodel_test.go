package restart

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// apiModel is AWS's published model of the calls that the state machine makes (written by testdata/apimodel.py).
type apiModel struct {
	Source string
	Calls  map[string]struct{ Input, Output shape }
}

type shape struct {
	Type     string
	Required []string
	Members  map[string]shape
	Enum     []string
	Of       *shape
}

func readModel(t *testing.T) apiModel {
	t.Helper()
	data, err := os.ReadFile("testdata/apimodel.json")
	if err != nil {
		t.Fatal(err)
	}
	var model apiModel
	if err := json.Unmarshal(data, &model); err != nil {
		t.Fatal(err)
	}
	return model
}

// checkCall catches a call that AWS does not have, an unknown argument, and a missing one that is required.
func (m apiModel) checkCall(t *testing.T, api string, arguments map[string]any) {
	t.Helper()
	call, ok := m.Calls[api]
	if !ok {
		t.Fatalf("%s has no call %s", m.Source, api)
	}
	data, _ := json.Marshal(arguments)
	var plain any
	json.Unmarshal(data, &plain)
	call.Input.check(t, api, plain)
}

// checkAnswer catches a scenario whose answer AWS could not give. An expression that reads a field which AWS does not have
// therefore finds nothing, and the execution fails.
func (m apiModel) checkAnswer(t *testing.T, api string, answer map[string]any) {
	t.Helper()
	if answer == nil {
		return
	}
	data, _ := json.Marshal(answer)
	var plain any
	json.Unmarshal(data, &plain)
	output := m.Calls[api].Output
	output.Required = nil
	output.check(t, api+" answered", plain)
}

func (s shape) check(t *testing.T, where string, value any) {
	t.Helper()
	switch value := value.(type) {
	case map[string]any:
		if s.Type == "map" {
			for key, each := range value {
				s.Of.check(t, where+"["+key+"]", each)
			}
			return
		}
		s.want(t, where, "structure", value)
		for _, name := range s.Required {
			if _, ok := value[name]; !ok {
				t.Errorf("%s: %s is required", where, name)
			}
		}
		for name, each := range value {
			member, ok := s.Members[name]
			if !ok {
				t.Errorf("%s: AWS has no %s", where, name)
				continue
			}
			member.check(t, where+"."+name, each)
		}
	case []any:
		s.want(t, where, "list", value)
		for _, each := range value {
			s.Of.check(t, where+"[]", each)
		}
	case bool:
		s.want(t, where, "boolean", value)
	case float64:
		s.want(t, where, "number", value)
	case string:
		if s.Type == "timestamp" {
			if _, err := time.Parse(time.RFC3339, value); err != nil {
				t.Errorf("%s: %v", where, err)
			}
			return
		}
		s.want(t, where, "string", value)
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, value) {
			t.Errorf("%s: %q is none of %s", where, value, strings.Join(s.Enum, ", "))
		}
	}
}

func (s shape) want(t *testing.T, where, kind string, value any) {
	t.Helper()
	if s.Type != kind {
		t.Errorf("%s is %v, want a %s", where, value, s.Type)
	}
}

// TestEveryCallIsInTheModel catches a resource that is no call of the API, even in a state that no scenario reaches.
func TestEveryCallIsInTheModel(t *testing.T) {
	_, m := filledIn(t, production())
	model := readModel(t)
	calls := 0
	for name, s := range m.States {
		if s.Type != "Task" {
			continue
		}
		calls++
		api, ok := strings.CutPrefix(s.Resource, "arn:aws:states:::aws-sdk:")
		if _, known := model.Calls[api]; !ok || !known {
			t.Errorf("%s calls %s, which %s does not have", name, s.Resource, model.Source)
		}
		if len(s.Catch) == 0 || len(s.Retry) == 0 {
			t.Errorf("%s has no Retry or no Catch", name)
		}
	}
	if calls != 6 {
		t.Errorf("%d calls, want 6", calls)
	}
}

// TestNoExpressionReadsAnInput catches $ and $$, which JSONata allows and Step Functions refuses, because its expressions have no
// input.
func TestNoExpressionReadsAnInput(t *testing.T) {
	text, _ := filledIn(t, production())
	for _, found := range regexp.MustCompile(`\$\$?[^A-Za-z$]`).FindAllString(text, -1) {
		t.Errorf("an expression reads its input: %s", found)
	}
}
