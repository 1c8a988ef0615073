package config

import (
	"strings"
	"testing"
	"time"
)

// TestScheduledDatabasesAreBackedUpWhileTheyRun catches a window outside the hours in which the database runs: a stopped
// database is neither backed up nor maintained. In every zone and season, both windows must be between start and stop, on a day on
// which the environment starts, and must not overlap.
func TestScheduledDatabasesAreBackedUpWhileTheyRun(t *testing.T) {
	for _, c := range []struct{ start, stop, zone, day string }{
		{"07:00", "20:00", "Europe/Berlin", "MON"},
		{"08:00", "18:00", "America/Los_Angeles", "FRI"},
		{"05:00", "10:00", "Pacific/Auckland", "MON"}, // a day earlier in UTC
		{"19:00", "23:30", "America/Los_Angeles", "SUN"},
		{"09:00", "17:30", "Asia/Kolkata", "WED"},
		{"09:00", "17:00", "Australia/Lord_Howe", "TUE"}, // half an hour of daylight saving
		{"09:00", "12:30", "Africa/Casablanca", "THU"},   // clocks go back for Ramadan
	} {
		environment := environmentOf(t, minimalDev,
			`{"schedule": {"start": "`+c.start+`", "stop": "`+c.stop+`", "timeZone": "`+c.zone+`", "days": ["`+c.day+`"]}}`)
		backup, maintenance := environment.DatabaseWindows()
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		for day := range 366 {
			date := time.Date(2027, 1, 1+day, 0, 0, 0, 0, time.UTC)
			begin, end := window(t, date, maintenance[4:9], maintenance[14:])
			if strings.ToLower(begin.Format("Mon")) == maintenance[:3] {
				runs(t, c.zone+" maintenance", begin.In(zone), end.In(zone), c.start, c.stop)
				if got := strings.ToUpper(begin.In(zone).Format("Mon")); got != c.day {
					t.Fatalf("%s: maintenance on %s, the environment starts on %s only", c.zone, got, c.day)
				}
			}
			backupBegin, backupEnd := window(t, date, backup[:5], backup[6:])
			runs(t, c.zone+" backup", backupBegin.In(zone), backupEnd.In(zone), c.start, c.stop)
			if backupBegin.Before(end) && begin.Before(backupEnd) {
				t.Fatalf("%s: backup %s and maintenance %s overlap", c.zone, backup, maintenance)
			}
		}
	}
}

func window(t *testing.T, date time.Time, from, to string) (begin, end time.Time) {
	t.Helper()
	begin, end = date.Add(timeOfDay(from)), date.Add(timeOfDay(to))
	if end.Before(begin) {
		end = end.AddDate(0, 0, 1)
	}
	if end.Sub(begin) < 30*time.Minute {
		t.Fatalf("window %s to %s: RDS wants half an hour", from, to)
	}
	return begin, end
}

func runs(t *testing.T, what string, begin, end time.Time, start, stop string) {
	t.Helper()
	if begin.Format("15:04") < start || end.Format("15:04") > stop || begin.YearDay() != end.YearDay() {
		t.Fatalf("%s from %s to %s; the database runs from %s to %s", what, begin, end, start, stop)
	}
}

// TestUnscheduledDatabasesKeepTheDocumentsWindow catches other windows than the design document's.
func TestUnscheduledDatabasesKeepTheDocumentsWindow(t *testing.T) {
	environment := environmentOf(t, minimalDev, "")
	if backup, maintenance := environment.DatabaseWindows(); backup != "03:00-04:00" || maintenance != "sun:05:00-sun:06:00" {
		t.Errorf("%s, %s", backup, maintenance)
	}
}
