package restart

import (
	"strings"
	"testing"

	"kasha/tests/statemachine"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse late in a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := filledIn(t, production())
	// The mistakes make sure that the validator does not accept everything.
	mistakes := []string{"a transition to nowhere", "a broken expression", "JSONPath in JSONata"}
	definitions := []string{
		text,
		strings.Replace(text, `"Next": "ReadAdminSecret"`, `"Next": "ReadAdminSecrets"`, 1),
		strings.Replace(text, "$toMillis($states.result.LastChangedDate)", "$toMillis($states.result.LastChangedDate", 1),
		strings.Replace(text, `"Arguments": {"Cluster"`, `"Parameters": {"Cluster"`, 1),
	}
	evaluate := statemachine.NewEvaluator(t)
	for i, definition := range definitions {
		wrong, err := evaluate.Validate(definition)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && wrong != nil {
			t.Errorf("%s", wrong)
		}
		if i > 0 && definition == text {
			t.Errorf("the definition no longer contains the text that %s replaces", mistakes[i-1])
		} else if i > 0 && wrong == nil {
			t.Errorf("the validator accepts %s", mistakes[i-1])
		}
	}
}
