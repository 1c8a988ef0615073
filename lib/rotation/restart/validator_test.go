package restart

import (
	"testing"

	"kasha/tests/statemachine"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse late in a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := filledIn(t, production())
	statemachine.CheckDefinition(t, text,
		statemachine.Mistake{What: "a transition to nowhere", Old: `"Next": "ReadAdminSecret"`, New: `"Next": "ReadAdminSecrets"`},
		statemachine.Mistake{What: "a broken expression", Old: "$toMillis($states.result.LastChangedDate)",
			New: "$toMillis($states.result.LastChangedDate"},
		statemachine.Mistake{What: "JSONPath in JSONata", Old: `"Arguments": {"Cluster"`, New: `"Parameters": {"Cluster"`},
	)
}

// TestTheDiagramIsCurrent catches a document that shows another state machine than the deployed one. KASHA_UPDATE=1 writes it. It also
// catches a state that a change has left without an arrow to it.
func TestTheDiagramIsCurrent(t *testing.T) {
	_, m := filledIn(t, production())
	statemachine.CheckReached(t, m)
	statemachine.CheckDiagram(t, m, "CheckBroken",
		statemachine.Drawing{Page: "../../../docs/rotation.md", Part: "restart flow", Command: "go test ./lib/rotation/restart"})
}
