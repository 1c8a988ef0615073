// Package deadline computes how soon an alarm changes its state. An alarm's description states this in one line, which people and
// tests/cloudwatch read. The package does not import the CDK.
package deadline

import (
	"fmt"
	"strings"
)

// Promise is how soon an alarm follows what it watches, in minutes. It holds for every way in which CloudWatch may evaluate the alarm;
// see tests/cloudwatch.
type Promise struct {
	Alarm   int // from the beginning of a breach to the state ALARM
	OK      int // from the end of a breach to the state OK
	Silence Silence
}

// Silence is what an alarm does when its metrics have no data.
type Silence struct {
	Means   Meaning
	Minutes int // from the last data to the state; 0 for Kept
}

// Meaning is what missing data says about the thing that is watched.
type Meaning string

// What silence can mean.
const (
	Healthy  Meaning = "OK"              // nothing happens that could go wrong, or another alarm watches the silence
	Breaking Meaning = "ALARM"           // the thing is gone
	Kept     Meaning = "the state stays" // late data changes nothing; never for an alarm that a composite alarm watches
)

// IsZero reports whether nothing was promised.
func (p Promise) IsZero() bool { return p == Promise{} }

// The texts of String. Parse reads them.
const (
	line   = "ALARM within %d min, OK within %d min"
	before = "; no data: "
	timed  = " within %d min"
)

// String is the promise in one line.
func (p Promise) String() string {
	text := fmt.Sprintf(line, p.Alarm, p.OK) + before + string(p.Silence.Means)
	if p.Silence.Means != Kept {
		text += fmt.Sprintf(timed, p.Silence.Minutes)
	}
	return text
}

// Parse reads what String wrote. It accepts nothing else.
func Parse(text string) (Promise, error) {
	var p Promise
	times, silence, _ := strings.Cut(text, before)
	_, err := fmt.Sscanf(times, line, &p.Alarm, &p.OK)
	for _, means := range []Meaning{Healthy, Breaking, Kept} {
		if rest, ok := strings.CutPrefix(silence, string(means)); ok {
			p.Silence.Means = means
			if means != Kept && err == nil {
				_, err = fmt.Sscanf(rest, timed, &p.Silence.Minutes)
			}
		}
	}
	if err != nil || p.String() != text {
		return Promise{}, fmt.Errorf("%q is not a promise; fix: write it as %q", text,
			Promise{Alarm: 5, OK: 8, Silence: Silence{Means: Healthy, Minutes: 8}})
	}
	return p, nil
}
