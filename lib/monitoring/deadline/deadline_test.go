package deadline

import "testing"

// TestAPromiseIsReadAsItWasWritten catches a line of a description that is read as another promise, and one that is read although it
// is incomplete.
func TestAPromiseIsReadAsItWasWritten(t *testing.T) {
	for _, want := range []Promise{
		{Alarm: 5, OK: 8, Silence: Silence{Means: Healthy, Minutes: 30}},
		{Alarm: 2880, OK: 1, Silence: Silence{Means: Breaking, Minutes: 7}},
		{Alarm: 5, OK: 8, Silence: Silence{Means: Kept}},
	} {
		if got, err := Parse(want.String()); err != nil || got != want {
			t.Errorf("%q: got %+v and %v, want %+v", want, got, err, want)
		}
	}
	for _, text := range []string{
		"", "ALARM within 5 min", "ALARM within 5 min, OK within 8 min", "ALARM within 5 min, OK within 8 min; no data: perhaps",
		"ALARM within 5 min, OK within 8 min; no data: OK", "ALARM within soon, OK within 8 min; no data: OK within 3 min",
	} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}
