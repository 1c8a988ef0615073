package document

import (
	"strings"
	"testing"

	"kasha/internal/review"
)

// Catches two long values that are shown without the place where they differ.
func TestLongValuesShowWhereTheyDiffer(t *testing.T) {
	same := strings.Repeat("a", 500)
	old, new := around(same+"OLD"+same, same+"NEW"+same, 100)
	if !strings.Contains(old, "OLD") || !strings.Contains(new, "NEW") || len([]rune(old)) > 102 {
		t.Errorf("%q, %q", old, new)
	}
}

// Catches a long property, such as a container definition, that is shown as a whole.
func TestOnlyWhatDiffersInAPropertyIsShown(t *testing.T) {
	container := func(port float64) any {
		return []any{map[string]any{"Name": "web", "PortMappings": []any{map[string]any{"ContainerPort": port}}}}
	}
	got := details(review.Change{Properties: []review.PropertyChange{{Name: "ContainerDefinitions", Old: container(80),
		New: container(8080)}}}).String()
	if want := "ContainerDefinitions[0].PortMappings[0].ContainerPort: `80` → `8080`"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	many := map[string]any{}
	for i := range 9 {
		many[string(rune('a'+i))] = "x"
	}
	got = details(review.Change{Properties: []review.PropertyChange{{Name: "Tags", Old: map[string]any{}, New: many}}}).String()
	if !strings.Contains(got, "Tags.d: nothing → `x`; and 5 more in Tags") {
		t.Error(got)
	}
}

// Catches a finding about a script that fills a page, and one that loses what it says of the script.
func TestALongFindingKeepsItsBeginningAndItsEnd(t *testing.T) {
	got := shortened("Command[" + strings.Repeat("x", 5000) + "] changes: the container runs another command")
	if len(got) > 400 || !strings.HasPrefix(got, "Command[x") || !strings.HasSuffix(got, "the container runs another command") {
		t.Errorf("%d characters: %s", len(got), got)
	}
	if short := strings.Repeat("x", 400); shortened(short) != short {
		t.Errorf("%s, want it as it was", shortened(short))
	}
}

func TestAnonymousTexts(t *testing.T) {
	const text = "kasha-dev-data /dev/dev/ device 111111111111"
	if got, want := anonymous(text, "dev"), "kasha-\x02-data /\x02/\x02/ device \x01"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := anonymous("a-environment-b", "environment"), "a-\x02-b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
