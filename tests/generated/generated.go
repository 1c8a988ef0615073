// Package generated compares the generated parts of documents with what they are generated from.
//
// A generated part is between two comment lines, <!-- generated: NAME --> and <!-- end: NAME -->. Tests call Compare with the text that
// belongs there. With KASHA_UPDATE=1 in the environment, Compare writes the text to the document instead.
package generated

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Part is one generated part of a document.
type Part struct {
	Name string // in both markers, such as "connections of dev"
	Text string // what belongs between the markers
}

// Compare fails the test if a part of the file differs from its text, and lists the differing lines. update is the command that
// writes the file, without KASHA_UPDATE=1. The file stays as it is if a marker is missing.
func Compare(t testing.TB, file, update string, parts ...Part) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	document := string(content)
	var differences []string
	for _, part := range parts {
		var current string
		if document, current, err = replace(document, part); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		differences = append(differences, compareLines(current, part.Text)...)
	}
	if document == string(content) {
		return
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: a generated part is out of date; fix: KASHA_UPDATE=1 %s\n%s", file, update, strings.Join(differences, "\n"))
}

// replace puts the part's text between its markers, and returns what stood there.
func replace(document string, part Part) (replaced, current string, err error) {
	begin, end := "<!-- generated: "+part.Name+" -->\n", "<!-- end: "+part.Name+" -->\n"
	before, rest, opened := strings.Cut(document, begin)
	current, after, closed := strings.Cut(rest, end)
	if !opened || !closed || strings.Contains(after, begin) {
		return document, "", fmt.Errorf("want the lines %q and %q once each, in this order", begin, end)
	}
	return before + begin + part.Text + end + after, current, nil
}

// compareLines lists the lines that only one of two texts has. Lines in another order are no difference here, but Compare still
// reports the part.
func compareLines(current, want string) []string {
	have, wanted := strings.Split(current, "\n"), strings.Split(want, "\n")
	var differences []string
	for _, line := range wanted {
		if !slices.Contains(have, line) {
			differences = append(differences, "missing: "+line)
		}
	}
	for _, line := range have {
		if !slices.Contains(wanted, line) {
			differences = append(differences, "surplus: "+line)
		}
	}
	return differences
}
