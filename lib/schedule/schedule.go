// Package schedule switches a nonproduction environment off when nobody works: its tasks, its database, and the sound of
// its alarms. Nothing of it runs code of ours.
//
//   - Tasks: scheduled actions of Application Auto Scaling set the limits of both services to zero and back. Setting the
//     desired count instead (ecs:UpdateService) would not hold: auto scaling raises a count below its minimum again.
//   - Database: EventBridge Scheduler calls rds:StopDBInstance and rds:StartDBInstance itself. It starts before the tasks
//     and stops after they have drained. The stop comes every day, on days off too, because AWS starts a stopped database
//     by itself after seven days.
//   - Alarms: CloudWatch's mute rules silence them. An alarm that is still raised when the silence ends speaks then; with
//     actions merely disabled it would never speak of what broke overnight.
//
// What it saves, at thirteen hours on five days (65 of a week's 168 hours; 61 % of the time is off): a nonproduction
// environment's default tasks cost $17 a month on Spot and its db.t3.micro $12.41, so 0.61 of $29.41 is $18 less. Load
// balancers, NAT gateway, storage and addresses bill on.
//
// Failure modes: a deployment at night that changes the database fails, because a stopped one cannot be modified; one of a
// service starts no task, so whether the release works shows in the morning. A passing failure of RDS's calls is
// retried for ten minutes; a database that did not start is found by the alarms when they speak again. Only alarms can be
// muted: what RDS, AWS Backup and the rotation flow report by themselves comes at night too.
// docs/runbooks/off-hours.md says how to wake an environment.
package schedule

import (
	"strconv"
	"strings"
	"time"

	"kasha/lib/config"
	"kasha/lib/service"
)

const (
	// databaseLead is how much sooner than the tasks the database starts. RDS takes some five minutes for a small instance;
	// a task that starts before it is ready fails its health check and is replaced, which heals by itself.
	databaseLead = 20 * time.Minute

	// databaseLag is how much later it stops: when the last task has drained and been killed, at the latest. That is seven
	// minutes; rounded up.
	databaseLag = (service.DeregistrationDelay + service.StopTimeout + 180) * time.Second

	// alarmLag is how much later than the tasks the alarms speak again: when tasks have started and their first minutes,
	// with empty caches, are over. config.Service's startSeconds is limited to what fits in.
	alarmLag = 15 * time.Minute

	// clockChange is when the clocks have changed on any night on which they do. See config's limits of a schedule.
	clockChange = 4 * time.Hour
)

// at is a time of day in the form that cron expressions want.
func at(clock time.Duration) (minute, hour string) {
	return strconv.Itoa(int(clock.Minutes()) % 60), strconv.Itoa(int(clock.Hours()))
}

// on is a list of days in the form that cron expressions want.
func on(days []string) string { return strings.Join(days, ",") }

func startDays(s config.Schedule) string { return on(s.SortedDays()) }
