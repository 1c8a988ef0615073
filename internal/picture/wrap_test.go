package picture

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/architecture"
)

// Catches words that are lost, a line that is too long, and a port on another line than its protocol.
func TestWrappingLosesNothing(t *testing.T) {
	for text, want := range map[string][]string{
		"":                             nil,
		"Job closing also tcp 587":     {"Job closing", "also", "tcp 587"},
		"on tcp 443":                   {"on tcp 443"},
		"Unabbreviatedname is one":     {"Unabbreviat", "edname is", "one"},
		"on tcp 443, 587; udp 53, 123": {"on tcp 443,", "587;", "udp 53, 123"},
	} {
		if got := wrapLetters(text, 11); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Catches a line that is cut off or left out because a box has more of them than it is high.
func TestABoxIsHighEnoughForItsLines(t *testing.T) {
	s := system()
	for i := range 12 {
		leaving := architecture.Leaving{Ports: fmt.Sprintf("tcp %d", 5000+i), Destination: "any address"}
		s.Components[1].Leaves = append(s.Components[1].Leaves, leaving)
	}
	s.Components[2].Leaves = []architecture.Leaving{{Ports: "tcp 443", Destination: "any address"}}
	l := newLayout(s, nil)
	b, _ := l.box("Shop")
	shown := strings.Join(l.linesIn(b), "\n")
	for i := range 12 {
		if port := fmt.Sprintf("tcp %d", 5000+i); !strings.Contains(shown, port) {
			t.Errorf("no %s in %s", port, shown)
		}
	}
	if got, want := b.height, lineHeight*float64(strings.Count(shown, "\n")+2); got < want {
		t.Errorf("the box is %g pixels high, want at least %g for its lines", got, want)
	}
	for _, b := range l.boxes {
		if got := strings.Join(l.titleIn(b), " "); got != b.component.Title {
			t.Errorf("got the name %q, want %q", got, b.component.Title)
		}
	}
}
