package restart

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestTheDiagramIsCurrent catches a document that shows another flow than the one deployed. KASHA_UPDATE=1 writes it.
func TestTheDiagramIsCurrent(t *testing.T) {
	const file = "../../../docs/rotation.md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const opening, closing = "```mermaid\n", "```\n"
	before, rest, opened := strings.Cut(string(data), opening)
	have, after, closed := strings.Cut(rest, closing)
	if !opened || !closed {
		t.Fatalf("no diagram in %s", file)
	}
	_, m := filledIn(t, production())
	want := diagram(m)
	if have == want {
		return
	}
	if os.Getenv("KASHA_UPDATE") == "" {
		t.Fatalf("the diagram in %s is not that of the definition; KASHA_UPDATE=1 writes this one:\n%s", file, want)
	}
	if err := os.WriteFile(file, []byte(before+opening+want+closing+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// diagram draws the flow for Mermaid. What only leads to CheckBroken is left out: every call does.
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
	for _, end := range []string{"AllWell", "Trouble"} {
		fmt.Fprintf(&b, "    %s --> [*]\n", end)
	}
	return b.String()
}

type transition struct{ from, to, why string }

// transitions are every arrow of the flow, in the order in which a reader who begins at the start meets them.
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
		all = append(all, transition{name, rule.Next, "rule"})
	}
	if s.Default != "" {
		all = append(all, transition{name, s.Default, "otherwise"})
	}
	if s.Next != "" {
		all = append(all, transition{name, s.Next, ""})
	}
	for _, catcher := range s.Catch {
		if catcher.Next != s.Next {
			all = append(all, transition{name, catcher.Next, "on error"})
		}
	}
	return all
}

// TestEveryStateCanBeReached catches a state that a change left behind.
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
