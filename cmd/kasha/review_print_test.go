package main

import (
	"bytes"
	"strings"
	"testing"

	"kasha/internal/console"
	reviews "kasha/internal/review"
)

// Catches a hundred broken promises of one cause that push everything else off the screen, and a limit that hides how many there are.
func TestManyBrokenPromisesArePrintedInShort(t *testing.T) {
	for broken, want := range map[int]string{20: "", 153: "133 more promises and rules, which are in review.md"} {
		var printed bytes.Buffer
		report := reviews.Report{Broken: make([]reviews.Finding, broken)}
		conclude(report, "accepted", "review.md", "review.html", console.Stream{Writer: &printed})
		if lines := strings.Count(printed.String(), "BROKEN PROMISE"); lines != 20 {
			t.Errorf("%d lines for %d broken promises, want 20", lines, broken)
		}
		if has := strings.Contains(printed.String(), "more promises"); has != (want != "") || !strings.Contains(printed.String(), want) {
			t.Errorf("%q, want %q", printed.String(), want)
		}
	}
}
