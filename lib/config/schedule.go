package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata"

	"kasha/lib/spelling"
)

// Schedule stops a nonproduction environment outside working hours: its tasks, its database and the actions of its alarms. With
// the defaults it runs for 65 of a week's 168 hours, and tasks and database cost about 39 % of what they would.
type Schedule struct {
	// Start is the time at which the services start. The database starts a little earlier.
	//
	//	Default: "07:00"
	//	Allowed: "05:00" to "23:30", away from midnight and from the hours at which clocks change
	//	Source:  Kasha's own
	Start string `json:"start"`

	// Stop is the time at which the services and the database stop. It applies to every day, so that what was started by hand stops too.
	//
	//	Default: "20:00"
	//	Allowed: "05:00" to "23:30", at least 2.5 hours after start, or 3.5 in a zone with daylight saving
	//	Source:  RDS user guide, "Stopping an Amazon RDS DB instance temporarily": no backup and no maintenance meanwhile
	Stop string `json:"stop"`

	// TimeZone is the time zone of both times. They follow its daylight saving.
	//
	//	Default: "UTC"
	//	Allowed: a name of the IANA time zone database, such as Europe/Berlin, of at most 50 characters
	//	Source:  CloudWatch API, PutAlarmMuteRule
	TimeZone string `json:"timeZone"`

	// Days are the days of the week on which the environment starts.
	//
	//	Default: ["MON", "TUE", "WED", "THU", "FRI"]
	//	Allowed: at least one of MON, TUE, WED, THU, FRI, SAT and SUN
	//	Source:  the names that EventBridge, Application Auto Scaling and CloudWatch share
	Days []string `json:"days"`
}

// prepare fills a schedule of which nothing was written.
func (s *Schedule) prepare(map[string]any) {
	*s = Schedule{Start: "07:00", Stop: "20:00", TimeZone: "UTC", Days: []string{"MON", "TUE", "WED", "THU", "FRI"}}
}

// weekdays returns the days of a schedule by name, Monday first.
func weekdays() []string { return []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"} }

// SortedDays returns the days on which the environment starts, Monday first.
func (s Schedule) SortedDays() []string {
	return slices.DeleteFunc(weekdays(), func(day string) bool { return !slices.Contains(s.Days, day) })
}

// DaysOff returns the days on which the environment does not start, Monday first.
func (s Schedule) DaysOff() []string {
	return slices.DeleteFunc(weekdays(), func(day string) bool { return slices.Contains(s.Days, day) })
}

// StartTime returns the time after midnight at which the services start.
func (s Schedule) StartTime() time.Duration { return timeOfDay(s.Start) }

// StopTime returns the time after midnight at which the services stop.
func (s Schedule) StopTime() time.Duration { return timeOfDay(s.Stop) }

// timeOfDay returns the time after midnight of a clock such as 07:30.
func timeOfDay(clock string) time.Duration {
	hours, minutes, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}

// Clocks change between midnight and four in the morning: a time then can be left out or come twice. Half an hour before midnight
// leaves room for the database to stop on the same day as the services.
const (
	earliestTime = "05:00"
	latestTime   = "23:30"
)

var (
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	zonePattern  = regexp.MustCompile(`^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z_-]+)+)$`)
)

// checkSchedule checks the schedule. at is the environment, because a schedule excludes some of its other fields.
func checkSchedule(at object, e Environment) {
	at.rejectIf(at.valid("tier") && e.IsProduction(), "schedule",
		"a schedule would stop production every evening", "leave the field out; a schedule is for the tier nonproduction")
	at.rejectIf(at.valid("database.readReplica") && e.Database.ReadReplica, "schedule",
		"RDS cannot stop a database that has a read replica", "set database.readReplica to false, or leave the schedule out")
	at.rejectIf(at.valid("backup.archive") && e.Backup.Archive, "schedule",
		"AWS Backup takes the archive's snapshot on the first of the month at 07:00 UTC, but not of a stopped database",
		"set backup.archive to false, or leave the schedule out")
	checkTimes(at.in("schedule"), *e.Schedule)
}

func checkTimes(at object, s Schedule) {
	checkClock(at, "start", s.Start)
	checkClock(at, "stop", s.Stop)
	if !isTimeZone(s.TimeZone) {
		at.reject("timeZone", quote(s.TimeZone)+" is not a time zone",
			`a name of the IANA time zone database, such as "Europe/Berlin" or "UTC"`)
	}
	at.rejectIf(len(s.Days) == 0, "days", "without a day, the environment would never start", `at least one, such as ["MON", "TUE"]`)
	for i, day := range s.Days {
		element := at.element("days", i)
		if !slices.Contains(weekdays(), day) {
			element.reject("", quote(day)+" is not a day", suggestion(day, weekdays()))
		}
		checkRepetition(element, s.Days, i)
	}
	if !at.valid("start", "stop", "timeZone") {
		return
	}
	if needed := maintenanceLead + s.daylightSaving(); timeOfDay(s.Stop)-timeOfDay(s.Start) < needed {
		at.reject(at.firstWritten("stop", "start"),
			fmt.Sprintf("from %s to %s is too short: RDS backs up and maintains a database only while it runs", s.Start, s.Stop),
			fmt.Sprintf("a stop at least %s after the start, on the same day", readable(needed)))
	}
}

func checkClock(at object, field, clock string) {
	if !clockPattern.MatchString(clock) {
		at.reject(field, quote(clock)+" is not a time", `hours and minutes on a 24-hour clock, such as "07:00"`)
	}
	if clock < earliestTime || clock > latestTime {
		at.reject(field, clock+" is near midnight or the hour at which clocks change, which would shift or skip it",
			fmt.Sprintf("a time from %q to %q", earliestTime, latestTime))
	}
}

// isTimeZone accepts zones that are named after places. "Local", abbreviations such as "CET" and fixed offsets are left out: they
// do not say where people are, or mean something else on another machine.
func isTimeZone(name string) bool {
	if !zonePattern.MatchString(name) || len(name) > 50 { // CloudWatch's limit for the zone of a mute rule
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func readable(d time.Duration) string {
	hours := spelling.Count(int(d/time.Hour), "hour")
	if d%time.Hour == 0 {
		return hours
	}
	return hours + " and " + spelling.Count(int(d%time.Hour/time.Minute), "minute")
}

// firstDay returns midnight of the first day of a week on which the environment starts. Only its weekday has a meaning.
func (s Schedule) firstDay() time.Time {
	monday := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
	return monday.AddDate(0, 0, slices.Index(weekdays(), s.SortedDays()[0]))
}

// offsets returns the smallest and the largest difference between the zone's clocks and UTC within a year.
func (s Schedule) offsets() (winter, summer time.Duration) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return 0, 0 // rejected by checkTimes
	}
	for day := range 366 {
		_, seconds := time.Date(2027, 1, 1+day, 12, 0, 0, 0, zone).Zone()
		offset := time.Duration(seconds) * time.Second
		if day == 0 {
			winter, summer = offset, offset
		}
		winter, summer = min(winter, offset), max(summer, offset)
	}
	return winter, summer
}

func (s Schedule) daylightSaving() time.Duration {
	winter, summer := s.offsets()
	return summer - winter
}
