package scaling

import (
	"math"
	"sort"
)

const (
	minute = 60.0 // seconds

	// startSeconds is from a higher desired count until a new task takes messages: Fargate places it and pulls the image.
	startSeconds = 120

	// lateMinutes is how late a minute's metrics can be read (CloudWatch user guide, "Metrics concepts", says one or two).
	lateMinutes = 2

	// A queue without a call for six hours reports nothing, and up to 15 minutes late when it wakes. Source: SQS developer guide,
	// "Available CloudWatch metrics for Amazon SQS".
	sleepMinutes, wakeMinutes = 6 * 60, 15
)

// Minute is what a worker was like at the end of a minute.
type Minute struct {
	Arrived  int // messages in this minute
	Waiting  int
	InFlight int // messages on which tasks work
	Oldest   int // the longest wait of a message that waited in this minute, in seconds
	Running  int // tasks that take messages
	Desired  int

	readable int // after how many minutes its metrics can be read; 0: there are none
}

// Task is how a task of the worker works: so many seconds for a message, and on so many at once.
type Task struct {
	Seconds float64
	AtOnce  int
}

// Simulate runs a worker. arrivals are the moments at which messages arrive, in seconds and in their order.
func Simulate(p Policy, each Task, arrivals []float64, minutes int) ([]Minute, error) {
	s := simulation{policy: p, each: each, arrivals: arrivals, desired: p.Min, changed: math.Inf(-1)}
	for range p.Min * each.AtOnce {
		s.hands = append(s.hands, hand{})
	}
	for range minutes {
		s.past = append(s.past, s.work(float64(len(s.past)+1)*minute))
		if err := s.scale(); err != nil {
			return nil, err
		}
	}
	return s.past, nil
}

type simulation struct {
	policy   Policy
	each     Task
	arrivals []float64
	oldest   int    // of the arrivals: the first message that waits
	hands    []hand // of the tasks, as many as each has at once; the first task has the first ones
	leaving  []hand // that finish their last message
	desired  int
	changed  float64 // when the desired count changed, in seconds
	added    int     // by that change

	called int // the last minute with a call of the queue
	woken  int // the minute in which the queue woke
	past   []Minute
}

// hand is one of a task's, which work at the same time. It takes its next message at free. Until then it starts, or works.
type hand struct {
	free  float64
	works bool
}

func (h hand) inFlight(at float64) bool { return h.works && h.free > at }

// work lets the tasks take messages for a minute: the first free hand takes the oldest message.
func (s *simulation) work(until float64) Minute {
	m := Minute{Desired: s.desired}
	for s.oldest < len(s.arrivals) {
		first := -1
		for i, h := range s.hands {
			if first < 0 || h.free < s.hands[first].free {
				first = i
			}
		}
		if first < 0 {
			break
		}
		begin := max(s.arrivals[s.oldest], s.hands[first].free)
		if begin >= until {
			break
		}
		m.Oldest = max(m.Oldest, int(begin-s.arrivals[s.oldest]))
		s.hands[first] = hand{free: begin + s.each.Seconds, works: true}
		s.oldest++
	}
	before, now := sort.SearchFloat64s(s.arrivals, until-minute), sort.SearchFloat64s(s.arrivals, until)
	m.Arrived, m.Waiting = now-before, now-s.oldest
	if m.Waiting > 0 {
		m.Oldest = max(m.Oldest, int(until-s.arrivals[s.oldest]))
	}
	for i, h := range s.hands {
		if i%s.each.AtOnce == 0 && (h.works || h.free <= until) {
			m.Running++
		}
		if h.inFlight(until) {
			m.InFlight++
		}
	}
	for _, h := range s.leaving {
		if h.inFlight(until) {
			m.InFlight++
		}
	}
	m.readable = s.reports(m)
	return m
}

// reports is when the metrics of this minute can be read; 0: the queue sleeps and reports none.
func (s *simulation) reports(m Minute) int {
	now := len(s.past) + 1
	if awake := now-s.called <= sleepMinutes; m.Arrived+m.Waiting+m.InFlight+m.Running > 0 {
		if s.called = now; !awake {
			s.woken = now
		}
	} else if !awake {
		return 0
	}
	if s.woken > 0 {
		return max(now+lateMinutes, s.woken+wakeMinutes)
	}
	return now + lateMinutes
}

// scale evaluates the alarm, as CloudWatch does every minute, and lets it invoke the policy.
func (s *simulation) scale() error {
	now := len(s.past)
	window := s.past[max(now-s.policy.Alarm.Period, 0):]
	value, err := s.policy.Alarm.Value(func(metric, statistic string) float64 { return statisticOf(window, now, metric, statistic) })
	if err != nil {
		return err
	}
	wanted, invoked := s.policy.Tasks(value)
	cooling := float64(now)*minute-s.changed < float64(s.policy.Cooldown)
	if invoked && wanted != s.desired && !(cooling && wanted-s.desired <= s.added) {
		s.added = max(wanted-s.desired, 0)
		s.desired, s.changed = wanted, float64(now)*minute
	}
	s.place(float64(now) * minute)
	return nil
}

// place starts and stops tasks until there are as many as desired. A task that stops finishes its message: it has protected itself, or
// takes less than stopSeconds.
func (s *simulation) place(now float64) {
	hands := s.desired * s.each.AtOnce
	for len(s.hands) < hands {
		s.hands = append(s.hands, hand{free: now + startSeconds})
	}
	s.leaving = append(s.leaving, s.hands[hands:]...)
	s.hands = s.hands[:hands]
}
