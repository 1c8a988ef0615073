// Package statemachine executes definitions in Amazon States Language in tests. JSONata's reference implementation evaluates their
// expressions, and every call to AWS is held against AWS's published model. Only tests use it.
//
// Failure modes: it knows the parts of the language that Kasha's definitions use. An unknown type of state ends the test. Retry is not
// executed: a call that fails goes to its catcher at once.
package statemachine

import (
	"encoding/json"
	"strings"
	"testing"
)

// Machine is a state machine in Amazon States Language, as far as Kasha's definitions use the language.
type Machine struct {
	QueryLanguage  string
	StartAt        string
	TimeoutSeconds int
	States         map[string]State
}

// State is one state.
type State struct {
	Comment, Type, Resource, Next, Default string
	Arguments                              any
	Assign                                 map[string]any
	Seconds                                int
	Error, Cause                           string
	Output                                 any
	Choices                                []Choice
	Retry                                  []struct{ MaxAttempts int }
	Catch                                  []Choice
}

// Choice is a rule of a Choice state, or a catcher.
type Choice struct {
	Condition, Next string
	Assign          map[string]any
}

// Fill replaces a definition's placeholders as CloudFormation does.
func Fill(t *testing.T, text string, placeholders map[string]string) (string, Machine) {
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
	var m Machine
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return text, m
}
