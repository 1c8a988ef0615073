package config

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Weekdays are the days of a schedule, by the names that EventBridge, Application Auto Scaling and CloudWatch share.
func Weekdays() []string { return []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"} }

var clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// A clock change happens between midnight and four in the morning: a time then can be left out or come twice. Half an hour
// before midnight leaves room for the database to stop on the same day as the services.
const (
	earliestTime = "05:00"
	latestTime   = "23:30"
)

// checkSchedule checks an environment's hours. at is the environment, because the schedule depends on more than itself.
func checkSchedule(at place, e Environment) {
	at.refuse("schedule", at.sound("tier") && e.IsProduction(), "production does not go home in the evening", "leave the field out; a schedule is for the tier nonproduction")
	at.refuse("schedule", at.sound("database.readReplica") && e.Database.ReadReplica, "RDS cannot stop a database that has a read replica", "false as database.readReplica, or leave the schedule out")
	at.refuse("schedule", at.sound("backup.archive") && e.Backup.Archive, "AWS Backup takes the archive's snapshot at seven, UTC, on the first of the month, when the database may be stopped, and a stopped one has no snapshot taken", "false as backup.archive, or leave the schedule out")
	checkHours(at.in("schedule"), *e.Schedule)
}

func checkHours(at place, s Schedule) {
	for _, clock := range []struct{ field, time string }{{"start", s.Start}, {"stop", s.Stop}} {
		at.refuse(clock.field, !clockPattern.MatchString(clock.time), quote(clock.time)+" is not a time", `hours and minutes of 24 hours, such as "07:00"`)
		at.refuse(clock.field, clock.time < earliestTime || clock.time > latestTime, fmt.Sprintf("%s is near midnight or the hour at which clocks change, which would shift or skip it", clock.time), fmt.Sprintf("a time from %q to %q", earliestTime, latestTime))
	}
	zone := "a name of the IANA time zone database, such as \"Europe/Berlin\" or \"UTC\""
	at.refuse("timeZone", !knownZone(s.TimeZone), quote(s.TimeZone)+" is no time zone", zone)
	at.refuse("days", len(s.Days) == 0, "without a day the environment would never start", `at least one, such as ["MON", "TUE"]`)
	seen := map[string]bool{}
	days := at.in("days")
	for i, day := range s.Days {
		element := fmt.Sprintf("[%d]", i)
		days.refuse(element, !slices.Contains(Weekdays(), day), quote(day)+" is no day", suggestion(day, Weekdays()))
		days.refuse(element, seen[day], quote(day)+" is in the list twice", "it once")
		seen[day] = true
	}
	if !at.sound("start", "stop", "timeZone") {
		return
	}
	needed := maintenanceLead + s.daylightSaving()
	at.refuse(at.blame("stop", "start"), minutes(s.Stop)-minutes(s.Start) < needed, fmt.Sprintf("from %s to %s the database runs too short a time to be backed up and maintained, which RDS does only while it runs", s.Start, s.Stop), fmt.Sprintf("a stop at least %s after the start, on the same day", readable(needed)))
}

var zonePattern = regexp.MustCompile(`^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z_-]+)+)$`)

// knownZone accepts the names by place. "Local", abbreviations such as "CET" and fixed offsets are left out: they say
// nothing of where people are, or mean something else on another machine.
func knownZone(name string) bool {
	if !zonePattern.MatchString(name) || len(name) > 50 { // CloudWatch's limit for the zone of a mute rule
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func readable(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d hours and %d minutes", d/time.Hour, d%time.Hour/time.Minute)
}
