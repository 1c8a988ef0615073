package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Cron is a cron expression of AWS: EventBridge Scheduler and Application Auto Scaling write six fields (with a year), mute
// rules of CloudWatch five.
type Cron struct {
	minutes, hours, daysOfMonth, months, daysOfWeek map[int]bool
	years                                           map[int]bool // nil: every year
}

// Times lists when the expression fires from one moment to another, by the clocks of a zone.
//
// A time that the clocks leave out does not fire, and one that comes twice fires once, the first time (EventBridge
// Scheduler user guide, "Daylight savings time on EventBridge Scheduler").
func (c Cron) Times(from, to time.Time, zone *time.Location) []time.Time {
	var times []time.Time
	begin := from.In(zone)
	for day := time.Date(begin.Year(), begin.Month(), begin.Day(), 12, 0, 0, 0, zone); !day.After(to.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
		if !c.falls(day) {
			continue
		}
		for clock := range 24 * 60 {
			if !c.hours[clock/60] || !c.minutes[clock%60] {
				continue
			}
			at, exists := moment(day, clock/60, clock%60)
			if exists && !at.Before(from) && at.Before(to) {
				times = append(times, at)
			}
		}
	}
	return times
}

func (c Cron) falls(day time.Time) bool {
	return c.daysOfMonth[day.Day()] && c.months[int(day.Month())] && c.daysOfWeek[int(day.Weekday())] && (c.years == nil || c.years[day.Year()])
}

// moment is when the clocks of a day's zone first show a time, and whether they do.
func moment(day time.Time, hour, minute int) (at time.Time, exists bool) {
	shows := func(t time.Time) bool { return t.Day() == day.Day() && t.Hour() == hour && t.Minute() == minute }
	at = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
	for _, change := range []time.Duration{time.Hour, 30 * time.Minute} { // of two that show it, Go may choose the second
		if earlier := at.Add(-change); shows(earlier) {
			return earlier, true
		}
	}
	return at, shows(at)
}

// ParseCron reads "cron(0 7 ? * MON-FRI *)" or, of a mute rule, "cron(0 7 * * MON-FRI)". As a number, Sunday is 1 in
// expressions of six fields and 0 in those of five.
func ParseCron(expression string) (Cron, error) {
	inner, prefixed := strings.CutPrefix(expression, "cron(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !prefixed || !closed {
		return Cron{}, fmt.Errorf("%s: not a cron expression", expression)
	}
	cron, err := parseFields(strings.Fields(inner))
	if err != nil {
		return Cron{}, fmt.Errorf("%s: %w", expression, err)
	}
	return cron, nil
}

func parseFields(fields []string) (c Cron, err error) {
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
	for i, field := range []struct {
		into      *map[int]bool
		low, high int
		names     []string
	}{
		{&c.minutes, 0, 59, nil}, {&c.hours, 0, 23, nil}, {&c.daysOfMonth, 1, 31, nil}, {&c.months, 1, 12, months()}, {&c.daysOfWeek, firstDay, firstDay + 6, weekdays()},
	} {
		if *field.into, err = parseField(fields[i], field.low, field.high, field.names); err != nil {
			return c, err
		}
	}
	c.daysOfWeek = shift(c.daysOfWeek, -firstDay) // to Go's numbers: Sunday is 0
	return c, nil
}

// parseField reads "*", "?", "5", "MON", "MON-FRI", "1,15" and their combinations. Steps and the letters L, W and # are not
// used by Kasha and refused rather than misread.
func parseField(field string, low, high int, names []string) (map[int]bool, error) {
	values := map[int]bool{}
	for _, part := range strings.Split(field, ",") {
		first, last, isRange := strings.Cut(part, "-")
		from, to := low, high
		if part != "*" && part != "?" {
			var err error
			if from, err = value(first, low, names); err != nil {
				return nil, err
			}
			if to = from; isRange {
				if to, err = value(last, low, names); err != nil {
					return nil, err
				}
			}
		}
		if from < low || to > high || from > to {
			return nil, fmt.Errorf("%q is not between %d and %d", part, low, high)
		}
		for v := from; v <= to; v++ {
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
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q cannot be read", text)
	}
	return number, nil
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
