package statemachine

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Model is AWS's published model of the calls that the state machine makes (written by testdata/apimodel.py).
type Model struct {
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

// ReadModel reads the model.
func ReadModel(t *testing.T) Model {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata(), "apimodel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var model Model
	if err := json.Unmarshal(data, &model); err != nil {
		t.Fatal(err)
	}
	return model
}

// CheckCall catches a call that AWS does not have, an unknown argument, and a missing one that is required.
func (m Model) CheckCall(t *testing.T, api string, arguments map[string]any) {
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

// CheckAnswer catches a scenario whose answer AWS could not give. An expression that reads a field which AWS does not have
// therefore finds nothing, and the execution fails.
func (m Model) CheckAnswer(t *testing.T, api string, answer map[string]any) {
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
