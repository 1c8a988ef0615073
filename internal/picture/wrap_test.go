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

// Catches a port to the internet that is cut off or left out because a tier has too many processes for its height.
func TestATierIsHighEnoughForItsPorts(t *testing.T) {
	s := system()
	for i := range 12 {
		name := fmt.Sprintf("Statement exporter %d", i)
		s.Components = append(s.Components, architecture.Component{ID: name, Title: name, Kind: architecture.Task, Tier: "private",
			Members: []string{name}, Out: []string{fmt.Sprintf("internet: tcp %d via NAT gateway", 5000+i)}})
	}
	l := newLayout(s, nil)
	shown := strings.Join(l.portLines(s.Tiers[0]), "\n")
	for i := range 12 {
		if port := fmt.Sprintf("tcp %d", 5000+i); !strings.Contains(shown, port) {
			t.Errorf("no %s in %s", port, shown)
		}
	}
	if got, want := l.bands[0].bottom-l.bands[0].top, 16*float64(strings.Count(shown, "\n")+1); got < want {
		t.Errorf("the tier is %g pixels high, want at least %g for the lines", got, want)
	}
	for _, b := range l.boxes {
		if got := strings.ReplaceAll(strings.Join(l.titleIn(b), " "), "…", "?"); got != b.component.Title {
			t.Errorf("got the name %q, want %q", got, b.component.Title)
		}
	}
}
