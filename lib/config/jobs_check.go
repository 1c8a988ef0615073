package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kasha/lib/cron"
	"kasha/lib/names"
	"kasha/lib/spelling"
)

// checkJobs checks the jobs. at is the environment.
func checkJobs(at object, e Environment) {
	if len(e.Jobs) > maxJobs {
		at.reject("jobs", "an environment cannot have "+spelling.Count(len(e.Jobs), "job"), fmt.Sprintf("at most %d", maxJobs))
	}
	seen := map[string]string{}
	for _, name := range e.JobNames() {
		element := at
		element.path = child(at.field("jobs"), name)
		if checkName(element, name, "job", names.MaxJob, seen) {
			checkJob(element, at, e.Jobs[name], e)
		}
	}
}

func checkJob(at, environment object, j Job, e Environment) {
	if !slices.Contains(e.runnable(), j.Runs) {
		at.reject("runs", missing("process", j.Runs, "a process that a job can run"), suggestion(j.Runs, e.runnable()))
	}
	at.rejectIf(len(j.Command) == 0, "command", "the command is missing, so the job would start the process's own",
		`the program and its arguments: ["bin/report"]`)
	checkArguments(at, "command", j.Command)
	if at.valid("runs") {
		checkProgram(at, "command", j.Command, e.container(j.Runs).EntryPoint)
	}
	if !isTimeZone(j.TimeZone) {
		at.reject("timeZone", quote(j.TimeZone)+" is not a time zone", `a name of the IANA time zone database, such as "Europe/Berlin" or "UTC"`)
	}
	if j.TimeoutMinutes < 1 || j.TimeoutMinutes > maxTimeoutMinutes {
		at.reject("timeoutMinutes", "a run cannot have a time limit of "+spelling.Count(j.TimeoutMinutes, "minute"),
			fmt.Sprintf("1 to %d", maxTimeoutMinutes))
	}
	if j.Retries < 0 || j.Retries > maxRetries {
		at.reject("retries", fmt.Sprintf("a run cannot be retried as often as %d", j.Retries), fmt.Sprintf("0 to %d", maxRetries))
	}
	if at.valid("runs") {
		checkNarrowed(at, j.Uses, e.container(j.Runs).Uses, j.Runs)
	}
	checkExpression(at, j.Schedule)
	if at.valid("schedule", "timeZone", "timeoutMinutes") {
		checkRuns(at, environment, j, e)
	}
}

// checkNarrowed rejects uses that a process does not have. at is what runs the process.
func checkNarrowed(at object, uses, process Uses, name string) {
	section := name
	if !slices.Contains([]string{"frontend", "backend"}, name) {
		section = child("services", name)
	}
	for i, use := range uses {
		covered := process.Has(use.Thing)
		if use.Thing == UsesQueue {
			covered = slices.ContainsFunc(process, func(has Use) bool {
				return has.is(use.Queue) && (has.Send || !use.Send) && (has.Receive || !use.Receive)
			})
		}
		if use.Thing == UsesService {
			covered = slices.Contains(process.Calls(), use.Service)
		}
		if use.Thing != "" && !covered { // checkUses rejects what is no thing
			at.element("uses", i).reject("", "the process "+name+" does not use "+quote(use.Written),
				"one of its uses, or "+quote(use.Written)+" in "+section+".uses")
		}
	}
}

// checkExpression checks the syntax of a schedule.
func checkExpression(at object, schedule string) {
	const fix = `minute, hour, day of the month, month, day of the week and year, one of the days a ?, such as "cron(0 3 * * ? *)"`
	fields := strings.Split(strings.TrimSuffix(strings.TrimPrefix(schedule, "cron("), ")"), " ")
	_, err := cron.Parse(schedule)
	switch {
	case schedule == "":
		at.reject("schedule", "the schedule is missing", fix)
	case strings.HasPrefix(schedule, "rate("):
		at.reject("schedule", "a rate has no time of day", `a cron expression; "cron(0/15 * * * ? *)" is every quarter of an hour`)
	case err != nil || len(fields) != 6 || (fields[2] == "?") == (fields[4] == "?") || strings.Contains(fields[0]+fields[1]+fields[3], "?"):
		at.reject("schedule", quote(schedule)+" is not a cron expression of EventBridge Scheduler that Kasha reads", fix)
	case fields[5] != "*":
		at.reject("schedule", quote(schedule)+" names a year, after which the job would not run and its alarm would ring", "* as the year")
	}
}

// checkRuns checks the times at which a job runs.
func checkRuns(at, environment object, j Job, e Environment) {
	if !j.recurs() {
		at.reject("schedule", quote(j.Schedule)+" does not occur every year", "a day that every year has")
		return
	}
	if day, skipped := j.skippedDay(); skipped {
		at.reject("schedule", fmt.Sprintf("the clocks of %s are set forward on %s and do not show this time, so the job would not run that day",
			j.TimeZone, day.Format(time.DateOnly)), `a time away from the change, or "UTC" as the timeZone`)
	}
	uses := j.uses(e.container(j.Runs).Uses)
	if e.Schedule == nil || !uses.MySQL() || !environment.valid("schedule") || !at.valid("runs", "uses") {
		return
	}
	for run := range j.runs() {
		if !e.Schedule.isOn(run, run.Add(j.Timeout())) {
			zone, _ := time.LoadLocation(e.Schedule.TimeZone)
			at.reject(at.firstWritten("schedule", "timeoutMinutes"),
				fmt.Sprintf("the database is off then: a run from %s may take until %s", run.In(zone).Format("Mon 15:04"),
					run.Add(j.Timeout()).In(zone).Format("Mon 15:04")),
				fmt.Sprintf("a run between %s and %s on %s (%s), a shorter timeoutMinutes, or no database in the job's uses",
					e.Schedule.Start, e.Schedule.Stop, list(e.Schedule.SortedDays(), "and"), e.Schedule.TimeZone))
			return
		}
	}
}

// skippedDay returns a day on which the job should run and no clock shows its time.
func (j Job) skippedDay() (time.Time, bool) {
	expression, _ := cron.Parse(j.Schedule)
	zone, _ := time.LoadLocation(j.TimeZone)
	for day := time.Date(2027, 1, 1, 12, 0, 0, 0, zone); day.Year() == 2027; day = day.AddDate(0, 0, 1) {
		if expression.Skips(day) {
			return day, true
		}
	}
	return time.Time{}, false
}

// isOn reports whether a schedule keeps the environment on from one moment to another.
func (s Schedule) isOn(from, to time.Time) bool {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return true // rejected by checkTimes
	}
	local, end := from.In(zone), to.In(zone)
	clock := func(t time.Time) time.Duration {
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return local.YearDay() == end.YearDay() && slices.Contains(s.Days, strings.ToUpper(local.Format("Mon"))) &&
		clock(local) >= s.StartTime() && clock(end) <= s.StopTime()
}
