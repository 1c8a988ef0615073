package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kasha/internal/console"
	"kasha/lib/offers"
)

// TestRuntimesWarn catches a warning that is not printed, and one on the day on which the table was read.
func TestRuntimesWarn(t *testing.T) {
	print := func(today time.Time) string {
		var out bytes.Buffer
		printRuntimes(console.Stream{Writer: &out}, describeRuntimes(offers.Runtimes(), today))
		return out.String()
	}
	in2099 := print(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC))
	if got, want := strings.Count(in2099, "\nwarning: "), len(offers.Runtimes()); got != want {
		t.Errorf("%d warnings in 2099, want %d:\n%s", got, want, in2099)
	}
	if text := print(offers.Runtimes()[0].Read); strings.Contains(text, "warning") {
		t.Errorf("printed\n%s\nwant no warning on the day on which the table was read", text)
	}
}
