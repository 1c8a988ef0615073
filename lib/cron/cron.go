// Package cron reads AWS's cron expressions, and computes when they fire. With this package, lib/config checks whether a job runs while its
// database is on. internal/schedule uses it to compute the calendar of a synthesized environment.
package cron

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expression is a cron expression of AWS. EventBridge Scheduler and Application Auto Scaling use six fields, with a year; mute rules of
// CloudWatch use five. It is read by hand, because one reader must accept both forms, number Sunday in both ways, and follow AWS's
// rules for clock changes.
type Expression struct {
	minutes, hours                  []int // sorted
	daysOfMonth, months, daysOfWeek map[int]bool
	years                           map[int]bool // nil: every year
}

// Times returns when the expression fires between two moments, in a time zone.
//
// A local time that is skipped when the clocks change does not fire. A local time that occurs twice fires once, the first time. Source:
// EventBridge Scheduler user guide, "Daylight savings time on EventBridge Scheduler".
func (c Expression) Times(from, to time.Time, zone *time.Location) []time.Time {
	return slices.Collect(c.All(from, to, zone))
}

// All is Times without a list: a year of quarters of an hour is a megabyte.
func (c Expression) All(from, to time.Time, zone *time.Location) iter.Seq[time.Time] {
	begin, last := from.In(zone), to.AddDate(0, 0, 1)
	first := time.Date(begin.Year(), begin.Month(), begin.Day(), 12, 0, 0, 0, zone)
	return func(yield func(time.Time) bool) {
		for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
			for at := range c.on(day) {
				if !at.Before(from) && at.Before(to) && !yield(at) {
					return
				}
			}
		}
	}
}

// on yields when the expression fires on one day. Nearly every day is an ordinary one, and counting from its midnight is ten times as fast
// as asking for each time.
func (c Expression) on(day time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if !c.fallsOn(day) {
			return
		}
		midnight, ordinary := ordinaryDay(day)
		for _, hour := range c.hours {
			for _, minute := range c.minutes {
				at, exists := midnight.Add(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute), true
				if !ordinary {
					at, exists = moment(day, hour, minute)
				}
				if exists && !yield(at) {
					return
				}
			}
		}
	}
}

// Skips reports whether the expression falls on a day whose clocks show none of its times, because they are set forward.
func (c Expression) Skips(day time.Time) bool {
	for range c.on(day) {
		return false
	}
	return c.fallsOn(day)
}

func (c Expression) fallsOn(day time.Time) bool {
	return c.daysOfMonth[day.Day()] && c.months[int(day.Month())] && c.daysOfWeek[int(day.Weekday())] &&
		(c.years == nil || c.years[day.Year()])
}

// ordinaryDay returns the midnight with which a day begins, and whether the clocks show each time of the day once.
func ordinaryDay(day time.Time) (midnight time.Time, ordinary bool) {
	year, month, date := day.Date()
	midnight = time.Date(year, month, date, 0, 0, 0, 0, day.Location())
	next := time.Date(year, month, date+1, 0, 0, 0, 0, day.Location())
	return midnight, midnight.Day() == date && midnight.Hour() == 0 && next.Sub(midnight) == 24*time.Hour
}

// moment returns the moment at which the clocks of a day's zone first show a time, and whether they show it at all.
func moment(day time.Time, hour, minute int) (at time.Time, exists bool) {
	shows := func(t time.Time) bool { return t.Day() == day.Day() && t.Hour() == hour && t.Minute() == minute }
	at = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
	for _, change := range []time.Duration{time.Hour, 30 * time.Minute} { // of two moments that show it, Go may choose the second
		if earlier := at.Add(-change); shows(earlier) {
			return earlier, true
		}
	}
	return at, shows(at)
}

// Parse reads "cron(0 7 ? * MON-FRI *)" or, in a mute rule, "cron(0 7 * * MON-FRI)". As a number, Sunday is 1 in expressions of six
// fields and 0 in those of five.
func Parse(expression string) (Expression, error) {
	inner, prefixed := strings.CutPrefix(expression, "cron(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !prefixed || !closed {
		return Expression{}, fmt.Errorf("%s: not a cron expression", expression)
	}
	cron, err := parseFields(strings.Split(inner, " "))
	if err != nil {
		return Expression{}, fmt.Errorf("%s: %w", expression, err)
	}
	return cron, nil
}

func parseFields(fields []string) (c Expression, err error) {
	firstDay := 0 // Sunday
	switch len(fields) {
	case 5:
	case 6:
		firstDay = 1
		if fields[5] != "*" {
			if c.years, err = parseField(fields[5], 1970, 2199, nil); err != nil {
				return c, err
			}
		}
	default:
		return c, fmt.Errorf("%d fields, want 5 or 6", len(fields))
	}
	var minutes, hours map[int]bool
	for i, field := range []struct {
		into      *map[int]bool
		low, high int
		names     []string
	}{
		{into: &minutes, low: 0, high: 59},
		{into: &hours, low: 0, high: 23},
		{into: &c.daysOfMonth, low: 1, high: 31},
		{into: &c.months, low: 1, high: 12, names: months()},
		{into: &c.daysOfWeek, low: firstDay, high: firstDay + 6, names: weekdays()},
	} {
		if *field.into, err = parseField(fields[i], field.low, field.high, field.names); err != nil {
			return c, err
		}
	}
	c.minutes, c.hours = slices.Sorted(maps.Keys(minutes)), slices.Sorted(maps.Keys(hours))
	c.daysOfWeek = shift(c.daysOfWeek, -firstDay) // to Go's numbers: Sunday is 0
	return c, nil
}

// parseField reads "*", "?", "5", "MON", "MON-FRI", "1,15", "0/15" and their combinations. The letters L, W and # are errors.
func parseField(field string, low, high int, names []string) (map[int]bool, error) {
	if field != "?" && strings.Contains(field, "?") {
		return nil, fmt.Errorf("%q has a ? beside something else", field)
	}
	values := map[int]bool{}
	for _, part := range strings.Split(field, ",") {
		part, step, isStep := strings.Cut(part, "/")
		first, last, isRange := strings.Cut(part, "-")
		from, to, by := low, high, 1
		var err error
		if part != "*" && part != "?" {
			if from, err = value(first, low, names); err != nil {
				return nil, err
			}
			if !isStep {
				to = from
			}
			if isRange {
				if to, err = value(last, low, names); err != nil {
					return nil, err
				}
			}
		}
		if isStep {
			if by, err = number(step); err != nil || by < 1 || by > high {
				return nil, fmt.Errorf("%q is not a step", step)
			}
		}
		if from < low || to > high || from > to {
			return nil, fmt.Errorf("%q is not between %d and %d", part, low, high)
		}
		for v := from; v <= to; v += by {
			values[v] = true
		}
	}
	return values, nil
}

func value(text string, low int, names []string) (int, error) {
	for i, name := range names {
		if strings.EqualFold(text, name) {
			return low + i, nil
		}
	}
	return number(text)
}

// number reads digits alone: strconv also reads a sign.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > 4 || text[0] < '0' || text[0] > '9' {
		return 0, fmt.Errorf("%q is neither a number nor a name", text)
	}
	return n, nil
}

func shift(values map[int]bool, by int) map[int]bool {
	shifted := map[int]bool{}
	for v := range values {
		shifted[v+by] = true
	}
	return shifted
}

func weekdays() []string { return []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"} }

func months() []string {
	return []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
}
