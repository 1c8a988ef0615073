package restart

import (
	"fmt"
	"strings"
	"testing"

	"kasha/tests/generated"
)

// TestTheDiagramIsCurrent catches a document that shows another state machine than the deployed one. KASHA_UPDATE=1 writes it.
func TestTheDiagramIsCurrent(t *testing.T) {
	_, m := filledIn(t, production())
	text := "```mermaid\n" + diagram(m) + "```\n"
	generated.Compare(t, "../../../docs/rotation.md", "go test ./lib/rotation/restart", generated.Part{Name: "restart flow", Text: text})
}

// diagram draws the state machine for Mermaid. It leaves out arrows to CheckBroken, which every call has.
func diagram(m machine) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", m.StartAt)
	drawn := map[string]bool{}
	for _, arrow := range transitions(m) {
		line := fmt.Sprintf("    %s --> %s", arrow.from, arrow.to)
		if arrow.to == "CheckBroken" || drawn[line] {
			continue
		}
		drawn[line] = true
		if arrow.why == "otherwise" || arrow.why == "on error" {
			line += " : " + arrow.why
		}
		b.WriteString(line + "\n")
	}
	for _, end := range []string{"Succeed", "Fail"} {
		fmt.Fprintf(&b, "    %s --> [*]\n", end)
	}
	return b.String()
}

type transition struct{ from, to, why string }

// transitions returns every arrow of the state machine, breadth first from its start.
func transitions(m machine) []transition {
	var all []transition
	seen, queue := map[string]bool{m.StartAt: true}, []string{m.StartAt}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, arrow := range m.States[name].transitions(name) {
			all = append(all, arrow)
			if !seen[arrow.to] {
				seen[arrow.to] = true
				queue = append(queue, arrow.to)
			}
		}
	}
	return all
}

func (s state) transitions(name string) []transition {
	var all []transition
	for _, rule := range s.Choices {
		all = append(all, transition{from: name, to: rule.Next, why: "rule"})
	}
	if s.Default != "" {
		all = append(all, transition{from: name, to: s.Default, why: "otherwise"})
	}
	if s.Next != "" {
		all = append(all, transition{from: name, to: s.Next})
	}
	for _, catcher := range s.Catch {
		if catcher.Next != s.Next {
			all = append(all, transition{from: name, to: catcher.Next, why: "on error"})
		}
	}
	return all
}

// TestEveryStateCanBeReached catches a state that a change has left without an arrow to it.
func TestEveryStateCanBeReached(t *testing.T) {
	_, m := filledIn(t, production())
	reached := map[string]bool{m.StartAt: true}
	for _, arrow := range transitions(m) {
		reached[arrow.to] = true
	}
	for name := range m.States {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}
