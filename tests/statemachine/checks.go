package statemachine

import (
	"strings"
	"testing"

	"kasha/tests/generated"
)

// Mistake is an edit of a definition that a validator must refuse.
type Mistake struct{ What, Old, New string }

// CheckDefinition requires that a validator accepts a definition and refuses it with each of the mistakes. Without one, a validator that
// accepts everything would pass.
func CheckDefinition(t *testing.T, definition string, mistakes ...Mistake) {
	t.Helper()
	if len(mistakes) == 0 {
		t.Fatal("no mistake is given; fix: give one that the validator must refuse")
	}
	evaluate := NewEvaluator(t)
	if wrong, err := evaluate.Validate(definition); err != nil || wrong != nil {
		t.Errorf("the definition is refused: %v, error %v; want that it is accepted", wrong, err)
	}
	for _, mistake := range mistakes {
		broken := strings.Replace(definition, mistake.Old, mistake.New, 1)
		if broken == definition {
			t.Errorf("%s: the definition has no %q to replace; fix: replace another text", mistake.What, mistake.Old)
			continue
		}
		if wrong, err := evaluate.Validate(broken); err != nil || wrong == nil {
			t.Errorf("the validator accepts %s (error %v), want that it refuses it", mistake.What, err)
		}
	}
}

// CheckTaken requires that scenarios have taken every arrow of a state machine; see Execution.Note.
func CheckTaken(t *testing.T, m Machine, taken map[string]bool) {
	t.Helper()
	arrows := Transitions(m)
	if len(arrows) == 0 {
		t.Fatal("the state machine has no arrow, want some")
	}
	for _, arrow := range arrows {
		if !taken[arrow.From+" "+arrow.To] {
			t.Errorf("no scenario goes from %s to %s", arrow.From, arrow.To)
		}
	}
}

// CheckReached requires that an arrow leads to every state but the first.
func CheckReached(t *testing.T, m Machine) {
	t.Helper()
	if m.States[m.StartAt].Type == "" {
		t.Fatalf("the state machine has no state %q to start at", m.StartAt)
	}
	reached := map[string]bool{m.StartAt: true}
	for _, arrow := range Transitions(m) {
		reached[arrow.To] = true
	}
	for name := range m.States {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}

// Drawing is the place of a diagram: a part of a page, and the command whose test writes it.
type Drawing struct{ Page, Part, Command string }

// CheckDiagram requires that a page has the current diagram of a state machine. KASHA_UPDATE=1 writes it. The diagram leaves out the arrows
// to one state, to which every call leads.
func CheckDiagram(t *testing.T, m Machine, without string, at Drawing) {
	t.Helper()
	text := "```mermaid\n" + Diagram(m, without) + "```\n"
	generated.Compare(t, at.Page, at.Command, generated.Part{Name: at.Part, Text: text})
}
