package main

import (
	"bytes"
	"strings"
	"testing"

	"kasha/internal/console"
)

// Catches a broken promise that is not printed, and a cause that is printed once for each of the many promises that it breaks.
func TestBrokenPromisesAreGrouped(t *testing.T) {
	var out bytes.Buffer
	printViolations(console.Plain(&out, nil).Out, "prod", []violation{
		{"not on the list", "a may read x", "by a: allow all"}, {"missing", "b must write y", ""},
		{"not on the list", "a may read z", "by a: allow all"},
		{"not on the list", "c may read x", "by c: allow one"},
	})
	want := strings.Join([]string{"prod: 4 violations", "", "  not on the list (3)", "    a may read x", "    a may read z",
		"      by a: allow all",
		"    c may read x", "      by c: allow one", "", "  missing (1)", "    b must write y", "", ""}, "\n")
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}
