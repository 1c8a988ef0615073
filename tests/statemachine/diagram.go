package statemachine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Diagram draws a state machine for Mermaid. It leaves out the arrows to one state, to which every call leads.
func Diagram(m Machine, without string) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", m.StartAt)
	drawn := map[string]bool{}
	for _, arrow := range Transitions(m) {
		line := fmt.Sprintf("    %s --> %s", arrow.From, arrow.To)
		if arrow.To == without || drawn[line] {
			continue
		}
		drawn[line] = true
		if arrow.Why == "otherwise" || arrow.Why == "on error" {
			line += " : " + arrow.Why
		}
		b.WriteString(line + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(m.States)) {
		if state := m.States[name]; name != without && (state.Type == "Succeed" || state.Type == "Fail") {
			fmt.Fprintf(&b, "    %s --> [*]\n", name)
		}
	}
	return b.String()
}

// Transition is one arrow.
type Transition struct{ From, To, Why string }

// Transitions returns every arrow of the state machine, breadth first from its start.
func Transitions(m Machine) []Transition {
	var all []Transition
	seen, queue := map[string]bool{m.StartAt: true}, []string{m.StartAt}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, arrow := range m.States[name].transitions(name) {
			all = append(all, arrow)
			if !seen[arrow.To] {
				seen[arrow.To] = true
				queue = append(queue, arrow.To)
			}
		}
	}
	return all
}

func (s State) transitions(name string) []Transition {
	var all []Transition
	for _, rule := range s.Choices {
		all = append(all, Transition{From: name, To: rule.Next, Why: "rule"})
	}
	if s.Default != "" {
		all = append(all, Transition{From: name, To: s.Default, Why: "otherwise"})
	}
	if s.Next != "" {
		all = append(all, Transition{From: name, To: s.Next})
	}
	for _, catcher := range s.Catch {
		if catcher.Next != s.Next {
			all = append(all, Transition{From: name, To: catcher.Next, Why: "on error"})
		}
	}
	return all
}
