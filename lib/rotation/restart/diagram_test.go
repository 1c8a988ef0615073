package restart

import (
	"testing"

	"kasha/tests/generated"
	"kasha/tests/statemachine"
)

// TestTheDiagramIsCurrent catches a document that shows another state machine than the deployed one. KASHA_UPDATE=1 writes it.
func TestTheDiagramIsCurrent(t *testing.T) {
	_, m := filledIn(t, production())
	text := "```mermaid\n" + statemachine.Diagram(m, "CheckBroken") + "```\n"
	generated.Compare(t, "../../../docs/rotation.md", "go test ./lib/rotation/restart", generated.Part{Name: "restart flow", Text: text})
}

// TestEveryStateCanBeReached catches a state that a change has left without an arrow to it.
func TestEveryStateCanBeReached(t *testing.T) {
	_, m := filledIn(t, production())
	reached := map[string]bool{m.StartAt: true}
	for _, arrow := range statemachine.Transitions(m) {
		reached[arrow.To] = true
	}
	for name := range m.States {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}
