package offers

import (
	"strings"
	"testing"
	"time"
)

// TestARuntimeIsReportedHalfAYearAhead catches a warning that comes too late, at the wrong time, or never.
func TestARuntimeIsReportedHalfAYearAhead(t *testing.T) {
	ends := Runtime{Name: "old", EndOfSupport: day(2028, 4, 30), NoNewFunctions: day(2028, 6, 1), Read: day(2026, 11, 26), Source: "a guide"}
	unknown := Runtime{Name: "unknown", Read: day(2026, 11, 26), Source: "a guide"}
	for _, c := range []struct {
		runtime Runtime
		today   time.Time
		want    string // in the warning; empty: no warning
	}{
		{runtime: ends, today: day(2027, 10, 29)},
		{runtime: ends, today: day(2027, 11, 1), want: "its support ends on 2028-04-30"},
		{runtime: ends, today: day(2028, 4, 29), want: "its support ends on 2028-04-30"},
		{runtime: ends, today: day(2028, 4, 30), want: "has not patched it since 2028-04-30, and creates no function with it from 2028-06-01"},
		{runtime: ends, today: day(2028, 6, 1), want: "since 2028-06-01 AWS creates no function with it"},
		{runtime: unknown, today: day(2027, 5, 1)},
		{runtime: unknown, today: day(2027, 7, 1), want: "its dates were read on 2026-11-26; fix: read them again in the a guide"},
	} {
		got := c.runtime.Warning(c.today)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s on %s: got %q, want %q", c.runtime.Name, c.today.Format(time.DateOnly), got, c.want)
		}
	}
}

// TestRuntimesHaveDatesAndSources catches a row that can never warn, and dates in the wrong order.
func TestRuntimesHaveDatesAndSources(t *testing.T) {
	for _, r := range Runtimes() {
		if r.Read.IsZero() || r.Source == "" || r.EndOfSupport.IsZero() != r.NoNewFunctions.IsZero() || r.NoNewFunctions.Before(r.EndOfSupport) {
			t.Errorf("%+v: want a source, the day it was read, and both dates in order or neither", r)
		}
	}
}
