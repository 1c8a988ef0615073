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
	_, m := filledIn(t)
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
