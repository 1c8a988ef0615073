package config

import (
	"fmt"
	"testing"
	"time"
)

// TestScheduledDatabasesRotateWhileTheyRun catches a rotation of a stopped database, which would remain unfinished. In every zone and
// season, the window must be within the hours of a day on which the environment starts. It must be within one UTC day (Secrets
// Manager rejects others), and come again before a password is too old.
func TestScheduledDatabasesRotateWhileTheyRun(t *testing.T) {
	for _, c := range []struct{ start, stop, zone, day, want, duration string }{
		{"07:00", "20:00", "Europe/Berlin", "MON", "cron(0 6 ? 1/2 MON#1 *)", "3h"},
		{"08:00", "18:00", "America/Los_Angeles", "FRI", "cron(0 16 ? 1/2 FRI#1 *)", "3h"},
		{"07:00", "20:00", "Australia/Sydney", "MON", "cron(0 21 ? 1/2 SUN#1 *)", "3h"}, // a day earlier in UTC
		{"05:00", "10:00", "Pacific/Auckland", "MON", "cron(0 17 ? 1/2 SUN#1 *)", "3h"},
		{"19:00", "23:30", "America/Los_Angeles", "SUN", "cron(0 3 ? 1/2 MON#1 *)", "3h"}, // a day later
		{"15:30", "23:30", "America/New_York", "TUE", "cron(0 21 ? 1/2 TUE#1 *)", "3h"},
		{"17:30", "23:30", "America/New_York", "TUE", "cron(0 0 ? 1/2 WED#1 *)", "3h"}, // an hour before UTC's midnight, three after
		{"09:00", "17:30", "Asia/Kolkata", "WED", "cron(0 4 ? 1/2 WED#1 *)", "3h"},
		{"09:00", "17:00", "Australia/Lord_Howe", "TUE", "cron(0 0 ? 1/2 TUE#1 *)", "3h"}, // half an hour of daylight saving
		{"09:00", "12:30", "Africa/Casablanca", "THU", "cron(0 9 ? 1/2 THU#1 *)", "2h"},
		{"09:01", "11:31", "UTC", "SAT", "cron(0 10 ? 1/2 SAT#1 *)", "1h"}, // the least that is allowed
	} {
		environment := environmentOf(t, minimalDev,
			`{"schedule": {"start": "`+c.start+`", "stop": "`+c.stop+`", "timeZone": "`+c.zone+`", "days": ["`+c.day+`"]}}`)
		rotation := environment.PasswordRotation()
		if rotation.Expression != c.want || rotation.Duration != c.duration {
			t.Errorf("%s: %s for %s, want %s for %s", c.zone, rotation.Expression, rotation.Duration, c.want, c.duration)
		}
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		var last time.Time
		for _, begin := range rotations(t, rotation.Expression) {
			length, err := time.ParseDuration(rotation.Duration)
			if err != nil || length < time.Hour {
				t.Fatalf("%s: window of %q", c.zone, rotation.Duration)
			}
			end := begin.Add(length)
			runs(t, c.zone+" rotation", begin.In(zone), end.In(zone), c.start, c.stop)
			if got := weekdays()[(begin.In(zone).Weekday()+6)%7]; got != c.day {
				t.Fatalf("%s: rotation on %s, the environment starts on %s only", c.zone, got, c.day)
			}
			if begin.Hour()+int(length/time.Hour) > 24 {
				t.Fatalf("%s: the window from %s reaches into the next day of UTC", c.zone, begin)
			}
			if days := int(begin.Sub(last) / (24 * time.Hour)); !last.IsZero() && (days > rotation.MostDays || days > RotationDays) {
				t.Fatalf("%s: %d days from %s to %s, want at most %d", c.zone, days, last, begin, rotation.MostDays)
			}
			last = begin
		}
	}
}

// rotations are the moments of twenty years at which a window opens.
func rotations(t *testing.T, expression string) (all []time.Time) {
	t.Helper()
	var hour int
	var day string
	if _, err := fmt.Sscanf(expression, "cron(0 %d ? 1/2 %3s#1 *)", &hour, &day); err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	for date := time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC); date.Year() < 2046; date = date.AddDate(0, 0, 1) {
		if date.Month()%2 == 1 && date.Day() <= 7 && weekdays()[(date.Weekday()+6)%7] == day {
			all = append(all, date)
		}
	}
	if len(all) != 20*6 {
		t.Fatalf("%s: %d rotations in twenty years", expression, len(all))
	}
	return all
}

// TestUnscheduledDatabasesRotateEvery90Days catches another age than the design document's.
func TestUnscheduledDatabasesRotateEvery90Days(t *testing.T) {
	environment := environmentOf(t, minimalDev, "")
	if got := environment.PasswordRotation(); got != (Rotation{Expression: "rate(90 days)", MostDays: 90}) {
		t.Errorf("%+v", got)
	}
}
