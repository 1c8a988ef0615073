package cron

import (
	"strings"
	"testing"
	"time"
)

// TestCronFollowsTheClocks catches a time that ignores the zone, a change of the clocks, or AWS's own numbers for days.
func TestCronFollowsTheClocks(t *testing.T) {
	for _, c := range []struct{ name, expression, zone, day, want string }{
		{name: "summer", expression: "cron(0 7 ? * MON-FRI *)", zone: "Europe/Berlin", day: "2026-10-23", want: "05:00"},
		{name: "winter", expression: "cron(0 7 ? * MON-FRI *)", zone: "Europe/Berlin", day: "2026-10-26", want: "06:00"},
		{name: "day off", expression: "cron(0 7 ? * MON-FRI *)", zone: "Europe/Berlin", day: "2026-10-25", want: ""},
		{name: "left out when clocks go forward", expression: "cron(30 2 * * ? *)", zone: "Europe/Berlin", day: "2026-03-29", want: ""},
		{name: "once when clocks go back, the first time", expression: "cron(30 2 * * ? *)", zone: "Europe/Berlin", day: "2026-10-25",
			want: "00:30"},
		{name: "each half hour of a day without an hour", expression: "cron(0/30 0-3 * * ? *)", zone: "Europe/Berlin", day: "2026-03-29",
			want: "23:00 23:30 00:00 00:30 01:00 01:30"},
		{name: "a day without midnight, and the next midnight", expression: "cron(0 0,2 * * ? *)", zone: "Asia/Beirut", day: "2026-03-29",
			want: "23:00 21:00"},
		{name: "a day without midnight, west of Greenwich", expression: "cron(0 0,2 * * ? *)", zone: "America/Havana", day: "2026-03-08",
			want: "06:00"},
		{name: "half an hour of daylight saving", expression: "cron(45 1 * * ? *)", zone: "Australia/Lord_Howe", day: "2026-04-05",
			want: "14:45"},
		{name: "six fields: Sunday is 1", expression: "cron(0 12 ? * 1 *)", zone: "UTC", day: "2026-10-25", want: "12:00"},
		{name: "five fields: Sunday is 0", expression: "cron(0 12 * * 0)", zone: "UTC", day: "2026-10-25", want: "12:00"},
		{name: "list of days", expression: "cron(0 12 * * SAT,SUN)", zone: "UTC", day: "2026-10-25", want: "12:00"},
		{name: "first of the month", expression: "cron(0 7 1 * ? *)", zone: "UTC", day: "2026-10-25", want: ""},
		{name: "month by name", expression: "cron(0 7 25 OCT ? 2026)", zone: "UTC", day: "2026-10-25", want: "07:00"},
		{name: "steps", expression: "cron(20/20 6-10/2 * * ? *)", zone: "UTC", day: "2026-10-25", want: "06:20 06:40 08:20 08:40 10:20 10:40"},
		{name: "steps of everything", expression: "cron(0 */8 * * ? *)", zone: "UTC", day: "2026-10-25", want: "00:00 08:00 16:00"},
		{name: "another year", expression: "cron(0 7 25 OCT ? 2027)", zone: "UTC", day: "2026-10-25", want: ""},
	} {
		cron, err := Parse(c.expression)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, _ := time.ParseInLocation(time.DateOnly, c.day, zone)
		var got []string
		for _, at := range cron.Times(day, day.AddDate(0, 0, 1), zone) {
			got = append(got, at.UTC().Format("15:04"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: fires at %v UTC, want %q", c.name, got, c.want)
		}
	}
}

// TestUnreadableCronsAreRefused catches an expression that is misread: the calendar would be wrong and look right.
func TestUnreadableCronsAreRefused(t *testing.T) {
	for _, expression := range []string{
		"", "rate(7 days)", "cron(0 7)", "cron(0 7 ? * MON-FRI * extra *)", "cron(0/0 7 ? * * *)", "cron(0/x 7 ? * * *)", "cron(0 7 L * ? *)",
		"cron(0 25 * * ? *)", "cron(0 7 ? * FRI-MON *)", "cron(60 7 * * ? *)", "cron(0 7 ? * 8 *)", "cron(0 7 * * 7)",
		"cron(+5 7 * * ? *)", "cron(0/+5 7 * * ? *)", "cron(0/60 7 * * ? *)", "cron(0 7 ?/2 * ? *)", "cron(0 7 1,? * ? *)", "cron(0  7 * * ? *)",
		"cron(0 7 * * ? *\n)", "cron( 0 7 * * ? *)",
	} {
		if _, err := Parse(expression); err == nil {
			t.Errorf("%q is accepted, want an error", expression)
		}
	}
}
