// Package schedule switches a nonproduction environment off outside working hours: it stops the tasks and the database, and mutes the
// alarms. AWS services do all of this; no code of Kasha's runs.
//
//   - Tasks: scheduled actions of Application Auto Scaling set the limits of every service and worker to zero and back. Setting the
//     desired count instead (ecs:UpdateService) would not last, because auto scaling raises a count that is below its minimum.
//   - Database: EventBridge Scheduler calls rds:StopDBInstance and rds:StartDBInstance. The database starts before the tasks, and
//     stops after they have drained. It is stopped on every day, also on days off, because AWS starts a stopped database by
//     itself after seven days.
//   - Alarms: CloudWatch mute rules suppress their actions. When a mute rule ends, CloudWatch runs the actions of alarms that are still
//     in ALARM. If the schedule disabled the actions instead, nobody would be notified of what broke overnight.
//
// Savings: by default, an environment is on for thirteen hours on five days. These are 65 of the week's 168 hours, so it is off for 61 %
// of the time. A nonproduction environment's default tasks cost $17 a month on Spot, and its db.t3.micro $12.41; 61 % of $29.41 is $18.
// Load balancers, NAT gateway, storage and addresses are still billed.
//
// Failure modes:
//   - A deployment during the off-hours that changes the database fails, because RDS cannot modify a stopped instance. A deployment of a
//     service starts no task, so whether the release works shows only in the morning.
//   - EventBridge Scheduler retries a temporary failure of RDS's calls for ten minutes. If a database does not start, the alarms report
//     it when they are no longer muted.
//   - Only alarms can be muted. RDS, AWS Backup and the restart after a rotation also send notifications during the off-hours.
//
// docs/runbooks/off-hours.md explains how to start an environment by hand.
package schedule

import (
	"strconv"
	"strings"
	"time"

	"kasha/lib/config"
	"kasha/lib/service"
)

const (
	// databaseLead is how long before the tasks the database starts. RDS takes about five minutes for a small instance. A task that
	// starts before the database is available fails its health check and is replaced, which needs no help.
	databaseLead = 20 * time.Minute

	// databaseLag is how long after the tasks the database stops. By then the last task has drained or been killed, which takes at
	// most seven minutes; the value is rounded up.
	databaseLag = (service.DeregistrationDelay + config.MaxStopSeconds + 180) * time.Second

	// alarmLag is how long after the tasks the alarms stay muted: until tasks have started, and their first minutes with empty caches
	// are over. lib/config limits startSeconds so that a start fits.
	alarmLag = 15 * time.Minute

	// clockChange is a time by which the clocks have changed, on any night on which they do. lib/config refuses schedules that start
	// or stop before it.
	clockChange = 4 * time.Hour
)

// at returns a time of day as cron expressions have it.
func at(clock time.Duration) (minute, hour string) {
	return strconv.Itoa(int(clock.Minutes()) % 60), strconv.Itoa(int(clock.Hours()))
}

// on returns a list of days as cron expressions have it.
func on(days []string) string { return strings.Join(days, ",") }

func startDays(s config.Schedule) string { return on(s.SortedDays()) }
