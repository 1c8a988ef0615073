package cloudwatch

import (
	"fmt"
	"slices"

	"kasha/lib/monitoring/deadline"
)

// Slowest is how long each change of state took in the slowest case, in minutes, and what else went wrong.
type Slowest struct {
	Alarm, OK, Silence int
	Faults             []string
}

// Simulate runs an alarm through every phase of its world under every doubt. means is what silence should do to it.
func Simulate(alarm Alarm, world World, means deadline.Meaning) (Slowest, error) {
	return simulateWhile(alarm, world, means, func(Slowest) bool { return true })
}

// Breaks reports whether an alarm breaks a promise, without looking for the slowest case.
func Breaks(alarm Alarm, world World, promise deadline.Promise) (bool, error) {
	broken := false
	_, err := simulateWhile(alarm, world, promise.Silence.Means, func(slowest Slowest) bool {
		broken = len(slowest.Breaks(promise, anyLength)) > 0
		return !broken
	})
	return broken, err
}

// anyLength spares a promise that is too long.
const anyLength = 1 << 30

func simulateWhile(alarm Alarm, world World, means deadline.Meaning, more func(Slowest) bool) (Slowest, error) {
	slowest := Slowest{}
	for _, doubt := range doubts(alarm.Period > 1) {
		if doubt.EmptyStaysEmpty && !alarm.uses("FILL") || doubt.IfNeedsAll && !alarm.uses("IF") {
			continue // it makes no difference
		}
		timeline := newTimeline(alarm, world, doubt)
		states, err := timeline.run()
		if err != nil {
			return Slowest{}, err
		}
		slowest.measure(timeline, states, means)
		if !more(slowest) {
			break
		}
	}
	return slowest, nil
}

// And is the slower of two worlds in each change of state.
func (s Slowest) And(other Slowest) Slowest {
	return Slowest{
		Alarm: max(s.Alarm, other.Alarm), OK: max(s.OK, other.OK), Silence: max(s.Silence, other.Silence),
		Faults: append(slices.Clone(s.Faults), other.Faults...),
	}
}

// Breaks lists how the slowest case breaks a promise. One that is more than so many minutes too long says nothing and is broken too.
func (s Slowest) Breaks(promise deadline.Promise, spare int) []string {
	broken := slices.Clone(s.Faults)
	for _, each := range []struct {
		what               string
		promised, measured int
	}{
		{what: "ALARM after a breach", promised: promise.Alarm, measured: s.Alarm},
		{what: "OK after recovery", promised: promise.OK, measured: s.OK},
		{what: "the state after silence", promised: promise.Silence.Minutes, measured: s.Silence},
	} {
		if each.measured > each.promised || each.measured < each.promised-spare {
			broken = append(broken, fmt.Sprintf("%s takes up to %d minutes, but %d are promised", each.what, each.measured, each.promised))
		}
	}
	return broken
}

// run returns the state at each slot from the first phase on.
func (t timeline) run() ([]State, error) {
	states := make([]State, t.end+1)
	state := Insufficient
	for now := t.starts[0] - 1; now <= t.end; now++ {
		if now < t.starts[0] || t.isNews(now) {
			var err error
			if state, err = t.state(now, state); err != nil {
				return nil, err
			}
		}
		states[now] = state
	}
	return states, nil
}

// isNews reports whether an evaluation can see more than the one before it. Between, it would see the same points and change nothing.
func (t timeline) isNews(now int) bool {
	return t.doubt.Sliding || t.wakes || now%t.slots <= t.late
}

// measure takes the time of each phase's change of state.
func (s *Slowest) measure(t timeline, states []State, means deadline.Meaning) {
	for i, phase := range t.phases {
		start, end := t.starts[i], t.end
		if i+1 < len(t.starts) {
			end = t.starts[i+1]
		}
		before := states[start]
		want, slowest := OK, &s.OK
		switch {
		case phase == Broken:
			want, slowest = InAlarm, &s.Alarm
		case phase == Silent:
			slowest = &s.Silence
			if means == deadline.Breaking {
				want = InAlarm
			} else if means == deadline.Kept {
				want = before
			}
		}
		minutes, reached := settled(states[start:end+1], want, t.slot)
		switch {
		case !reached:
			s.fault("%s after %s: the state is %s at last, want %s (%+v)", phase, t.before(i), states[end], want, t.doubt)
		case i == 0 && slices.Contains(states[start:end+1], InAlarm):
			s.fault("ALARM while all is well, want OK (%+v)", t.doubt)
		case phase == Silent && want == before && minutes > 0:
			s.fault("silence after %s: the state %s changed for some minutes, want no change (%+v)", t.before(i), before, t.doubt)
		}
		if reached {
			*slowest = max(*slowest, minutes)
		}
	}
}

func (t timeline) before(i int) Phase {
	if i == 0 {
		return Working
	}
	return t.phases[i-1]
}

// settled is when the states became want for good, in minutes.
func settled(states []State, want State, slot int) (minutes int, reached bool) {
	for i := len(states) - 1; i >= 0; i-- {
		if states[i] != want {
			return (i + 1) * slot, i < len(states)-1
		}
	}
	return 0, true
}

// fault notes each kind of fault once, with the first doubt in which it appeared.
func (s *Slowest) fault(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	if !slices.ContainsFunc(s.Faults, func(known string) bool { return sameKind(known, text) }) {
		s.Faults = append(s.Faults, text)
	}
}

// sameKind compares what stands before the doubt.
func sameKind(a, b string) bool {
	cut := func(text string) string {
		if i := slices.Index([]byte(text), '('); i >= 0 {
			return text[:i]
		}
		return text
	}
	return cut(a) == cut(b)
}
