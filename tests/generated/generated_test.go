package generated

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const document = "# Title\n<!-- generated: a -->\nold\n<!-- end: a -->\nbetween\n<!-- generated: b -->\n<!-- end: b -->\nend\n"

// recorder keeps the failures of a test that ought to fail.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// TestCompareWritesOnlyOnRequest catches a document that a plain test run changes, and text outside the markers that is lost.
func TestCompareWritesOnlyOnRequest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	write := func() {
		if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func() string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	parts := []Part{{Name: "b", Text: "new b\n"}, {Name: "a", Text: "new a\n"}}
	write()
	t.Setenv("KASHA_UPDATE", "")
	failed := &recorder{TB: t}
	Compare(failed, file, "go test", parts...)
	if got := read(); got != document || len(failed.failures) != 1 {
		t.Errorf("without KASHA_UPDATE: failures %q, document\n%s\nwant a failure and the document unchanged", failed.failures, got)
	}
	t.Setenv("KASHA_UPDATE", "1")
	Compare(t, file, "go test", parts...)
	want := strings.NewReplacer("old", "new a", "<!-- end: b", "new b\n<!-- end: b").Replace(document)
	if got := read(); got != want {
		t.Errorf("with KASHA_UPDATE=1: got\n%s\nwant\n%s", got, want)
	}
	t.Setenv("KASHA_UPDATE", "")
	Compare(t, file, "go test", parts...)
}

// TestMissingMarkersAreAnError catches a part that is no longer compared because somebody removed or doubled its markers.
func TestMissingMarkersAreAnError(t *testing.T) {
	for name, text := range map[string]string{
		"no begin":    strings.Replace(document, "<!-- generated: a -->\n", "", 1),
		"no end":      strings.Replace(document, "<!-- end: a -->\n", "", 1),
		"other order": "<!-- end: a -->\n<!-- generated: a -->\n",
		"twice":       document + document,
	} {
		if replaced, _, err := replace(text, Part{Name: "a", Text: "new\n"}); err == nil || replaced != text {
			t.Errorf("%s: got %q and error %v, want the document unchanged and an error", name, replaced, err)
		}
	}
}

// TestDifferingLinesAreListed catches a failure that does not say what to look at.
func TestDifferingLinesAreListed(t *testing.T) {
	got := strings.Join(compareLines("one\ntwo\n", "two\nthree\n"), "; ")
	if want := "missing: three; surplus: one"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
