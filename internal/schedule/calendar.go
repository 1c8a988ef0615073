package schedule

import (
	"fmt"
	"sort"
	"strings"
	"time"
)

// history is how far before its first day a calendar looks to know what is running then: more than a week, because the
// schedule repeats every week.
const history = 8 * 24 * time.Hour

// Calendar is what happens in a number of days.
type Calendar struct {
	Zone     *time.Location
	From, To time.Time
	Events   []Event
	On       map[string]time.Duration // how long each thing is on: frontend, backend, database, alarms
}

// Event is one moment at which something changes, or would if it were not so already.
type Event struct {
	At      time.Time
	Changes []string // frontend starts
	Again   []string // backend: a stop that finds it stopped, unless somebody or AWS started it
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
	for _, track := range s.tracks(c.From.Add(-history), c.To) {
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
	for _, event := range moments {
		c.Events = append(c.Events, *event)
	}
	sort.Slice(c.Events, func(i, j int) bool { return c.Events[i].At.Before(c.Events[j].At) })
	return c
}

// track is one thing's turns, in order.
type track struct {
	what  string
	turns []turn
}

type turn struct {
	at time.Time
	on bool
}

func (t track) verb(on bool) string {
	switch {
	case t.what == alarms && on:
		return "speak"
	case t.what == alarms:
		return "are silent"
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
			t.turns = append(t.turns, turn{at, a.start})
		}
	}
	if len(s.silences) > 0 {
		tracks = append(tracks, track{alarms, s.silence(from, to)})
	}
	for _, t := range tracks {
		sort.SliceStable(t.turns, func(i, j int) bool { return t.turns[i].at.Before(t.turns[j].at) })
	}
	return tracks
}

// silence joins the mute rules' spans, which overlap, to turns of the alarms as a whole.
func (s Schedule) silence(from, to time.Time) []turn {
	type edge struct {
		at    time.Time
		depth int
	}
	var edges []edge
	seen := map[string]bool{}
	for _, rule := range s.silences {
		for _, at := range rule.cron.Times(from, to, s.Zone) {
			key := fmt.Sprint(at.Unix(), rule.lasts)
			if seen[key] { // the same hours for another hundred alarms, or for those of another stack
				continue
			}
			seen[key] = true
			edges = append(edges, edge{at, 1}, edge{at.Add(rule.lasts), -1})
		}
	}
	// Where one span ends as another begins, the beginning counts first.
	sort.Slice(edges, func(i, j int) bool {
		if edges[i].at.Equal(edges[j].at) {
			return edges[i].depth > edges[j].depth
		}
		return edges[i].at.Before(edges[j].at)
	})
	var turns []turn
	depth := 0
	for _, e := range edges {
		if depth += e.depth; depth == 0 || depth == 1 && e.depth == 1 {
			if e.at.Before(to) {
				turns = append(turns, turn{e.at, depth == 0})
			}
		}
	}
	return turns
}

// AlwaysHeard lists the alarms that some part of the silence leaves out: they would ring at night.
func (s Schedule) AlwaysHeard() []string {
	spans := map[string]map[string]bool{} // cron and duration: alarms
	for _, rule := range s.silences {
		key := fmt.Sprint(rule.cron, rule.lasts)
		if spans[key] == nil {
			spans[key] = map[string]bool{}
		}
		for alarm := range rule.alarms {
			spans[key][alarm] = true
		}
	}
	var heard []string
	for _, alarm := range s.alarms {
		for _, covered := range spans {
			if !covered[alarm] {
				heard = append(heard, alarm)
				break
			}
		}
		if len(spans) == 0 {
			heard = append(heard, alarm)
		}
	}
	return heard
}

// Markdown is the calendar as a table.
func (c Calendar) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Times are those of %s. %s\n\n", c.Zone, c.clockChange())
	b.WriteString("| Day | Clock | UTC | What happens |\n|---|---|---|---|\n")
	day := ""
	for _, event := range c.Events {
		shown := event.At.In(c.Zone).Format("Mon 2006-01-02")
		if shown == day {
			shown = ""
		} else {
			day = shown
		}
		what := event.Changes
		if len(event.Again) > 0 {
			what = append(append([]string{}, what...), "stop again, in case it was started: "+strings.Join(event.Again, ", "))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", shown, event.At.In(c.Zone).Format("15:04"), event.At.UTC().Format("Mon 15:04"), strings.Join(what, "; "))
	}
	b.WriteString("\n| What | On | Of the time |\n|---|---|---|\n")
	var names []string
	for name := range c.On {
		names = append(names, name)
	}
	sort.Strings(names)
	whole := c.To.Sub(c.From)
	for _, name := range names {
		fmt.Fprintf(&b, "| %s | %s of %s | %.0f %% |\n", name, hours(c.On[name]), hours(whole), 100*c.On[name].Hours()/whole.Hours())
	}
	return b.String()
}

// clockChange says on which day the clocks change, if they do.
func (c Calendar) clockChange() string {
	for day := c.From; day.Before(c.To); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		if before, after := day.Format("-07:00"), next.Format("-07:00"); before != after {
			return fmt.Sprintf("The clocks change on %s, from UTC%s to UTC%s: that day has %s.", day.Format("Mon 2006-01-02"), before, after, hours(next.Sub(day)))
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
