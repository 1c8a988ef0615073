package config

import (
	"fmt"
	"strings"
	"time"
)

// DatabaseWindows returns the hours, in UTC, in which RDS backs the database up and maintains it.
//
// RDS does neither while an instance is stopped (RDS user guide, "Stopping an Amazon RDS DB instance temporarily"). So the windows
// of a scheduled environment are before its stop: with windows at night it would never be backed up. A window in UTC moves by an
// hour when clocks change; both positions are within the hours in which the database runs.
func (e Environment) DatabaseWindows() (backup, maintenance string) {
	if e.Schedule == nil {
		// The backup window is the design document's. Maintenance follows an hour later, because RDS rejects windows that overlap,
		// and a backup taken after a patch says nothing about the time before it.
		return "03:00-04:00", "sun:05:00-sun:06:00"
	}
	return e.Schedule.windows()
}

// maintenanceLead is how long before the stop, by summer's clock, maintenance begins. Maintenance has an hour and then the backup
// half an hour, each followed by half an hour in which it may end.
const maintenanceLead = 150 * time.Minute

func (s Schedule) windows() (backup, maintenance string) {
	_, summer := s.offsets()
	stop := s.firstDay().Add(timeOfDay(s.Stop) - summer)
	begin, end := stop.Add(-maintenanceLead), stop.Add(-90*time.Minute)
	backup = fmt.Sprintf("%s-%s", stop.Add(-time.Hour).Format("15:04"), stop.Add(-30*time.Minute).Format("15:04"))
	return backup, strings.ToLower(begin.Format("Mon:15:04") + "-" + end.Format("Mon:15:04"))
}
