package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"kasha/lib/cron"
)

// mute is one mute rule of CloudWatch.
type mute struct {
	alarms map[string]bool // references
	cron   cron.Expression
	lasts  time.Duration
}

// muteTurns joins the spans of the mute rules, which overlap, to turns of the alarms as a whole.
func (s Schedule) muteTurns(from, to time.Time) []turn {
	type edge struct {
		at   time.Time
		step int // 1 begins a span, -1 ends one
	}
	var edges []edge
	seen := map[string]bool{}
	for _, rule := range s.mutes {
		for _, at := range rule.cron.Times(from, to, s.Zone) {
			key := fmt.Sprint(at.Unix(), rule.lasts)
			if seen[key] { // the same hours for another hundred alarms, or for the alarms of another stack
				continue
			}
			seen[key] = true
			edges = append(edges, edge{at: at, step: 1}, edge{at: at.Add(rule.lasts), step: -1})
		}
	}
	// Where one span ends as another begins, the beginning comes first.
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.step, a.step)) })
	var turns []turn
	depth := 0
	for _, e := range edges {
		if depth += e.step; depth == 0 || depth == 1 && e.step == 1 {
			if e.at.Before(to) {
				turns = append(turns, turn{at: e.at, on: depth == 0})
			}
		}
	}
	return turns
}

// Unmuted returns the alarms that are missing from some mute rule's hours. They would notify people at night.
func (s Schedule) Unmuted() []string {
	if len(s.actions) == 0 {
		return nil // nothing is switched off
	}
	spans := map[string]map[string]bool{} // alarms by cron expression and duration
	for _, rule := range s.mutes {
		key := fmt.Sprint(rule.cron, rule.lasts)
		if spans[key] == nil {
			spans[key] = map[string]bool{}
		}
		for alarm := range rule.alarms {
			spans[key][alarm] = true
		}
	}
	var unmuted []string
	for _, alarm := range s.alarms {
		missing := len(spans) == 0
		for _, covered := range spans {
			missing = missing || !covered[alarm]
		}
		if missing {
			unmuted = append(unmuted, alarm)
		}
	}
	return unmuted
}
