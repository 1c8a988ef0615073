package restart

import (
	"regexp"
	"strings"
	"testing"

	"kasha/tests/statemachine"
)

// TestEveryCallIsInTheModel catches a resource that is no call of the API, even in a state that no scenario reaches.
func TestEveryCallIsInTheModel(t *testing.T) {
	_, m := filledIn(t, production())
	model := statemachine.ReadModel(t)
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
