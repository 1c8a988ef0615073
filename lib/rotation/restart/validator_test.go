package restart

import (
	"strings"
	"testing"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse half an hour into a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := filledIn(t, production())
	// A validator that accepts anything would let this test pass for nothing.
	mistakes := []string{"a transition to nowhere", "a broken expression", "JSONPath in JSONata"}
	definitions := []string{
		text,
		strings.Replace(text, `"Next": "ReadAdminSecret"`, `"Next": "ReadAdminSecrets"`, 1),
		strings.Replace(text, "$toMillis($states.result.LastChangedDate)", "$toMillis($states.result.LastChangedDate", 1),
		strings.Replace(text, `"Arguments": {"Cluster"`, `"Parameters": {"Cluster"`, 1),
	}
	evaluate := newEvaluator(t)
	for i, definition := range definitions {
		wrong, err := evaluate.validate(definition)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && wrong != nil {
			t.Errorf("%s", wrong)
		}
		if i > 0 && definition == text {
			t.Errorf("the definition has no place for %s any more", mistakes[i-1])
		} else if i > 0 && wrong == nil {
			t.Errorf("%s was accepted", mistakes[i-1])
		}
	}
}
