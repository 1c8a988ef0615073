package schedule

import (
	"strings"
	"testing"
	"time"
)

func TestCronFollowsTheClocks(t *testing.T) {
	for _, c := range []struct{ name, expression, zone, day, want string }{
		{"summer", "cron(0 7 ? * MON-FRI *)", "Europe/Berlin", "2026-10-23", "05:00"},
		{"winter", "cron(0 7 ? * MON-FRI *)", "Europe/Berlin", "2026-10-26", "06:00"},
		{"day off", "cron(0 7 ? * MON-FRI *)", "Europe/Berlin", "2026-10-25", ""},
		{"left out when clocks go forward", "cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-29", ""},
		{"once when clocks go back, the first time", "cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-25", "00:30"},
		{"half an hour of daylight saving", "cron(45 1 * * ? *)", "Australia/Lord_Howe", "2026-04-05", "14:45"},
		{"six fields: Sunday is 1", "cron(0 12 ? * 1 *)", "UTC", "2026-10-25", "12:00"},
		{"five fields: Sunday is 0", "cron(0 12 * * 0)", "UTC", "2026-10-25", "12:00"},
		{"list of days", "cron(0 12 * * SAT,SUN)", "UTC", "2026-10-25", "12:00"},
		{"first of the month", "cron(0 7 1 * ? *)", "UTC", "2026-10-25", ""},
		{"month by name", "cron(0 7 25 OCT ? 2026)", "UTC", "2026-10-25", "07:00"},
		{"another year", "cron(0 7 25 OCT ? 2027)", "UTC", "2026-10-25", ""},
	} {
		cron, err := ParseCron(c.expression)
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

// What cannot be read must not be taken for something else: the table would be wrong and look right.
func TestUnreadableCronsAreRefused(t *testing.T) {
	for _, expression := range []string{"", "rate(7 days)", "cron(0 7)", "cron(0 7 ? * MON-FRI * extra *)", "cron(0/15 7 ? * * *)", "cron(0 7 L * ? *)", "cron(0 25 * * ? *)", "cron(0 7 ? * FRI-MON *)", "cron(60 7 * * ? *)", "cron(0 7 ? * 8 *)", "cron(0 7 * * 7)"} {
		if _, err := ParseCron(expression); err == nil {
			t.Errorf("%s is accepted", expression)
		}
	}
}
