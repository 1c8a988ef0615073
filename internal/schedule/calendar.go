package schedule

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// lookBack is how far before its first day a calendar looks to know what is on then. It is more than a week, because schedules repeat
// every week.
const lookBack = 8 * 24 * time.Hour

// mostRuns is how often a day a job may run for each of its runs to be an event.
const mostRuns = 4

// Calendar is what happens in a number of days.
type Calendar struct {
	Zone     *time.Location
	From, To time.Time
	Events   []Event
	On       map[string]time.Duration // how long each thing is on: frontend, backend, database, alarms
	Frequent []string                 // jobs that run too often for the list of events, each with how often
}

// Off is the share of the days in which a thing is off; zero for one that no schedule stops.
func (c Calendar) Off(what string) float64 {
	whole := c.To.Sub(c.From)
	on, known := c.On[what]
	if !known || whole <= 0 {
		return 0
	}
	return float64(whole-on) / float64(whole)
}

// Event is one moment at which something changes, or would change if it had not changed before.
type Event struct {
	At      time.Time
	Changes []string // such as "frontend starts"
	Again   []string // what is stopped although it should be stopped already, in case a person or AWS started it
}

// Calendar works out the days from the one that begins at from.
func (s Schedule) Calendar(from time.Time, days int) Calendar {
	begin := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, s.Zone)
	c := Calendar{Zone: s.Zone, From: begin, To: begin.AddDate(0, 0, days), On: map[string]time.Duration{}}
	moments := map[int64]*Event{}
	at := func(t time.Time) *Event {
		if moments[t.Unix()] == nil {
			moments[t.Unix()] = &Event{At: t}
		}
		return moments[t.Unix()]
	}
	for _, track := range s.tracks(c.From.Add(-lookBack), c.To) {
		on := true // before the schedule was first deployed
		since := c.From
		c.On[track.what] = 0
		for _, turn := range track.turns {
			within := !turn.at.Before(c.From)
			switch {
			case turn.on == on && within:
				at(turn.at).Again = append(at(turn.at).Again, track.what)
			case turn.on != on && within:
				at(turn.at).Changes = append(at(turn.at).Changes, track.what+" "+track.verb(turn.on))
				if on {
					c.On[track.what] += turn.at.Sub(since)
				}
				since = turn.at
			}
			on = turn.on
		}
		if on {
			c.On[track.what] += c.To.Sub(since)
		}
	}
	for _, job := range s.jobs {
		runs := job.cron.Times(c.From, c.To, job.zone)
		if len(runs) > mostRuns*days {
			c.Frequent = append(c.Frequent, fmt.Sprintf("%s runs %d times", job.what, len(runs)))
			continue
		}
		for _, run := range runs {
			at(run).Changes = append(at(run).Changes, job.what+" runs")
		}
	}
	for _, event := range moments {
		c.Events = append(c.Events, *event)
	}
	slices.SortFunc(c.Events, func(a, b Event) int { return a.At.Compare(b.At) })
	return c
}

// track is the turns of one thing, in order.
type track struct {
	what  string
	turns []turn
}

// turn is a moment at which something is switched on or off.
type turn struct {
	at time.Time
	on bool
}

func (t track) verb(on bool) string {
	switch {
	case t.what == alarms && on:
		return "are active"
	case t.what == alarms:
		return "are muted"
	case on:
		return "starts"
	}
	return "stops"
}

const alarms = "alarms"

func (s Schedule) tracks(from, to time.Time) []track {
	var tracks []track
	for _, a := range s.actions {
		if len(tracks) == 0 || tracks[len(tracks)-1].what != a.what {
			tracks = append(tracks, track{what: a.what})
		}
		t := &tracks[len(tracks)-1]
		for _, at := range a.cron.Times(from, to, s.Zone) {
			t.turns = append(t.turns, turn{at: at, on: a.start})
		}
	}
	if len(s.mutes) > 0 {
		tracks = append(tracks, track{what: alarms, turns: s.muteTurns(from, to)})
	}
	for _, t := range tracks {
		slices.SortStableFunc(t.turns, func(a, b turn) int { return a.at.Compare(b.at) })
	}
	return tracks
}

// Markdown returns the calendar as two tables: what happens when, and how long each thing is on.
func (c Calendar) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Times are those of %s. %s\n\n", c.Zone, c.clockChange())
	b.WriteString("| Day | Clock | UTC | What happens |\n|---|---|---|---|\n")
	day := ""
	for _, event := range c.Events {
		local := event.At.In(c.Zone)
		shown := local.Format("Mon 2006-01-02")
		if shown == day {
			shown = ""
		} else {
			day = shown
		}
		what := slices.Clone(event.Changes)
		if len(event.Again) > 0 {
			what = append(what, "stop again, in case it was started: "+strings.Join(event.Again, ", "))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n",
			shown, local.Format("15:04"), event.At.UTC().Format("Mon 15:04"), strings.Join(what, "; "))
	}
	for _, job := range c.Frequent {
		fmt.Fprintf(&b, "\n%s in these days.\n", job)
	}
	if len(c.On) == 0 {
		return b.String()
	}
	b.WriteString("\n| What | On | Of the time |\n|---|---|---|\n")
	whole := c.To.Sub(c.From)
	for _, name := range slices.Sorted(maps.Keys(c.On)) {
		share := 100 * c.On[name].Hours() / whole.Hours()
		fmt.Fprintf(&b, "| %s | %s of %s | %.0f %% |\n", name, hours(c.On[name]), hours(whole), share)
	}
	return b.String()
}

// clockChange says on which day the clocks change, if they do.
func (c Calendar) clockChange() string {
	for day := c.From; day.Before(c.To); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		if before, after := day.Format("-07:00"), next.Format("-07:00"); before != after {
			return fmt.Sprintf("The clocks change on %s, from UTC%s to UTC%s: that day has %s.",
				day.Format("Mon 2006-01-02"), before, after, hours(next.Sub(day)))
		}
	}
	return "The clocks do not change."
}

func hours(d time.Duration) string {
	if minutes := int(d.Minutes()) % 60; minutes != 0 {
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), minutes)
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}
