package config

import (
	"fmt"
	"strings"
	"time"

	"kasha/lib/spelling"
)

// RotationDays is how many days a password is used. Source: design document, "Secrets Rotation".
const RotationDays = 90

// Rotation is when Secrets Manager rotates the passwords, in the terms of its API.
type Rotation struct {
	Expression string // cron() or rate(), in UTC
	Duration   string // of the window that opens then, such as "3h"; empty: to the end of the UTC day
	MostDays   int    // between two rotations
}

// PasswordRotation returns when the passwords are rotated.
//
// A rotation needs the database: against a stopped one it times out and remains unfinished. So a scheduled environment rotates
// within its hours. rate() opens its window at midnight UTC and cannot be moved; cron() can.
func (e Environment) PasswordRotation() Rotation {
	if e.Schedule == nil {
		return Rotation{Expression: "rate(" + spelling.Count(RotationDays, "day") + ")", MostDays: RotationDays}
	}
	return e.Schedule.rotation()
}

const (
	longestRotationWindow = 3 * time.Hour

	// From the first such weekday of a month to that of the month after the next are eight or nine weeks. Every third month
	// would be up to fourteen, which is more than RotationDays.
	rotationMonths   = "1/2"
	rotationMostDays = 9 * 7
)

// rotation opens the window on the first day of a week on which the environment starts. Windows begin on the hour and must not
// reach into the next UTC day (Secrets Manager user guide, "Rotation schedules"). The window is within the environment's hours in
// winter and in summer; checkTimes leaves at least an hour for it.
func (s Schedule) rotation() Rotation {
	winter, summer := s.offsets()
	day := s.firstDay()
	opens := day.Add(timeOfDay(s.Start) - winter + time.Hour - time.Nanosecond).Truncate(time.Hour)
	closes := day.Add(timeOfDay(s.Stop) - summer).Truncate(time.Hour)
	if midnight := opens.Truncate(24 * time.Hour).Add(24 * time.Hour); midnight.Before(closes) {
		if midnight.Sub(opens) >= min(longestRotationWindow, closes.Sub(midnight)) {
			closes = midnight
		} else {
			opens = midnight
		}
	}
	return Rotation{
		Expression: fmt.Sprintf("cron(0 %d ? %s %s#1 *)", opens.Hour(), rotationMonths, strings.ToUpper(opens.Format("Mon"))),
		Duration:   fmt.Sprintf("%dh", min(longestRotationWindow, closes.Sub(opens))/time.Hour),
		MostDays:   rotationMostDays,
	}
}
