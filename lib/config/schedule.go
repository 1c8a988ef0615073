package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a machine without a time zone database must read a schedule alike
)

// DatabaseWindows are the hours, in UTC, in which RDS backs the database up and maintains it.
//
// RDS does neither while an instance is stopped (RDS user guide, "Stopping an Amazon RDS DB instance temporarily"), so a
// scheduled environment has both before it goes home: with night hours it would never be backed up at all. A window in UTC
// moves by an hour when the clocks change; both places of it lie within the hours in which the database runs.
func (e Environment) DatabaseWindows() (backup, maintenance string) {
	if e.Schedule == nil {
		// The backup window is the design document's; maintenance follows an hour later, because RDS refuses windows that
		// overlap and a backup taken after a patch says nothing of the time before it.
		return "03:00-04:00", "sun:05:00-sun:06:00"
	}
	return e.Schedule.windows()
}

// maintenanceLead is how long before the stop, by summer's clock, maintenance begins. It has an hour, then the backup half
// of one, and half an hour is left for either to end.
const maintenanceLead = 150 * time.Minute

func (s Schedule) windows() (backup, maintenance string) {
	_, summer := s.offsets()
	// Any Monday: only the weekday and the hours are kept.
	monday := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
	stop := monday.AddDate(0, 0, slices.Index(Weekdays(), s.SortedDays()[0])).Add(minutes(s.Stop) - summer)
	begin, end := stop.Add(-maintenanceLead), stop.Add(-90*time.Minute)
	backup = fmt.Sprintf("%s-%s", stop.Add(-time.Hour).Format("15:04"), stop.Add(-30*time.Minute).Format("15:04"))
	return backup, strings.ToLower(begin.Format("Mon:15:04") + "-" + end.Format("Mon:15:04"))
}

// SortedDays are the days on which the environment starts, Monday first.
func (s Schedule) SortedDays() []string {
	return slices.DeleteFunc(Weekdays(), func(day string) bool { return !slices.Contains(s.Days, day) })
}

// DaysOff are the days on which it stays off, Monday first.
func (s Schedule) DaysOff() []string {
	return slices.DeleteFunc(Weekdays(), func(day string) bool { return slices.Contains(s.Days, day) })
}

// StartTime is the time after midnight at which the services start.
func (s Schedule) StartTime() time.Duration { return minutes(s.Start) }

// StopTime is the time after midnight at which the services stop.
func (s Schedule) StopTime() time.Duration { return minutes(s.Stop) }

// offsets are the smallest and the largest difference between the zone's clocks and UTC within a year.
func (s Schedule) offsets() (winter, summer time.Duration) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return 0, 0 // refused by checkHours
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

// minutes is a time of day, such as 07:30, after midnight.
func minutes(clock string) time.Duration {
	hours, mins, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(mins)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}
