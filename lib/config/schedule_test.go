package config

import (
	"strings"
	"testing"
	"time"
)

func badBackups() []bad {
	row := func(name, patch, path, wrong, write string) bad {
		return bad{name: name, base: minimalProd, patch: `{"backup": ` + patch + `}`, path: "backup." + path, wrong: wrong, write: write}
	}
	return []bad{
		row("archive of a fortnight", `{"retentionDays": 14}`, "retentionDays", "cannot keep snapshots for 14 days", "2555 is seven years"),
		row("archive for ever", `{"retentionDays": 36501}`, "retentionDays", "cannot keep snapshots for 36501 days", "31 to 36500"),
		row("unknown lock", `{"lock": "complience"}`, "lock", `"complience" is no lock`, `"compliance", if you mean that`),
		row("copy to the same region", `{"copyRegion": "eu-west-1"}`, "copyRegion", "lost together with the original", "another region"),
		row("copy to no region", `{"copyRegion": "eu-wset-2"}`, "copyRegion", "is no region", `"eu-west-2"`),
		row("copy to region and account", `{"copyRegion": "eu-west-2", "copyAccount": "444444444444"}`, "copyAccount", "not to both", "one of copyRegion and copyAccount"),
		row("copy to an account that is none", `{"copyAccount": "4444"}`, "copyAccount", "is not an account id", "12 digits"),
		row("copy from an open account", `{"copyAccount": "444444444444"}`, "copyAccount", "the environment's account is open", "12 digits of this account"),
		row("copy without an archive", `{"archive": false, "restoreTest": false, "copyRegion": "eu-west-2"}`, "copyRegion", "no archive to copy", "true as the archive"),
		{name: "copy to the environment's own account", base: minimalProd, patch: `{"account": "333333333333", "backup": {"copyAccount": "333333333333"}}`, path: "backup.copyAccount", wrong: "own account", write: "another account"},
	}
}

func badSchedules() []bad {
	row := func(name, patch, path, wrong, write string) bad {
		return bad{name: name, patch: `{"schedule": ` + patch + `}`, path: path, wrong: wrong, write: write}
	}
	return []bad{
		{name: "production at night", base: minimalProd, patch: `{"schedule": {}}`, path: "schedule", wrong: "does not go home", write: "leave the field out"},
		{name: "schedule with a replica", patch: `{"schedule": {}, "database": {"readReplica": true}}`, path: "schedule", wrong: "cannot stop a database that has a read replica", write: "false as database.readReplica"},
		{name: "schedule with an archive", patch: `{"schedule": {}, "backup": {"archive": true}}`, path: "schedule", wrong: "seven, UTC, on the first of the month", write: "false as backup.archive"},
		row("hour without minutes", `{"start": "7"}`, "schedule.start", `"7" is not a time`, `"07:00"`),
		row("twelve-hour clock", `{"stop": "08:00pm"}`, "schedule.stop", "is not a time", "24 hours"),
		row("start while clocks change", `{"start": "02:30"}`, "schedule.start", "clocks change", `"05:00" to "23:30"`),
		row("stop at the end of the day", `{"stop": "23:59"}`, "schedule.stop", "near midnight", `"05:00" to "23:30"`),
		row("night shift", `{"start": "20:00", "stop": "07:00"}`, "schedule.stop", "too short a time to be backed up", "on the same day"),
		row("two hours", `{"start": "09:00", "stop": "11:00"}`, "schedule.stop", "from 09:00 to 11:00", "2 hours and 30 minutes after the start"),
		row("three hours where clocks change", `{"start": "09:00", "stop": "12:00", "timeZone": "Europe/Berlin"}`, "schedule.stop", "too short a time", "3 hours and 30 minutes"),
		row("late start alone", `{"start": "19:00"}`, "schedule.start", "from 19:00 to 20:00", "after the start"),
		row("abbreviated zone", `{"timeZone": "CET"}`, "schedule.timeZone", `"CET" is no time zone`, "Europe/Berlin"),
		row("zone of the machine", `{"timeZone": "Local"}`, "schedule.timeZone", "is no time zone", "Europe/Berlin"),
		row("misspelt zone", `{"timeZone": "Europe/Berln"}`, "schedule.timeZone", "is no time zone", "IANA"),
		row("no day", `{"days": []}`, "schedule.days", "would never start", `["MON", "TUE"]`),
		row("day in full", `{"days": ["MONDAY"]}`, "schedule.days[0]", `"MONDAY" is no day`, "MON"),
		row("day twice", `{"days": ["MON", "MON"]}`, "schedule.days[1]", "in the list twice", "it once"),
	}
}

// A database that is stopped is neither backed up nor maintained. Whatever the zone and the season, both windows must lie
// between start and stop, on a day on which the environment starts, and must not overlap.
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
		environment := mustRead(t, configuration(t, minimalDev, `{"schedule": {"start": "`+c.start+`", "stop": "`+c.stop+`", "timeZone": "`+c.zone+`", "days": ["`+c.day+`"]}}`)).Environments[0]
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
	begin, end = date.Add(minutes(from)), date.Add(minutes(to))
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

func TestUnscheduledDatabasesKeepTheDocumentsWindow(t *testing.T) {
	environment := mustRead(t, configuration(t, minimalDev, "")).Environments[0]
	if backup, maintenance := environment.DatabaseWindows(); backup != "03:00-04:00" || maintenance != "sun:05:00-sun:06:00" {
		t.Errorf("%s, %s", backup, maintenance)
	}
}

func TestAScheduleHasOfficeHoursByDefault(t *testing.T) {
	schedule := mustRead(t, configuration(t, minimalDev, `{"schedule": {"days": ["SUN", "TUE"], "timeZone": "Europe/Berlin"}}`)).Environments[0].Schedule
	if schedule.Start != "07:00" || schedule.Stop != "20:00" || strings.Join(schedule.SortedDays(), " ") != "TUE SUN" || strings.Join(schedule.DaysOff(), " ") != "MON WED THU FRI SAT" {
		t.Errorf("%+v", schedule)
	}
}
