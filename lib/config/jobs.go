package config

import (
	"iter"
	"maps"
	"slices"
	"time"

	"kasha/lib/cron"
	"kasha/lib/names"
)

// Job is a command that runs to its end at certain times, in a task of its own. It has the image, the size and the variables of the process
// that it runs, with roles and a security group of its own.
type Job struct {
	// Runs is the process whose image, size, user and variables the job's task has.
	//
	//	Default: none; required
	//	Allowed: "backend", "frontend" or a further service by its name
	//	Source:  Kasha's own
	Runs string `json:"runs"`

	// Command replaces the image's command (CMD).
	//
	//	Default: none; required
	//	Allowed: as command of a process, with at least one text
	//	Source:  ECS API, ContainerDefinition
	Command []string `json:"command"`

	// Schedule is when the job runs. The alarm that it did not run follows from it.
	//
	//	Default: none; required
	//	Allowed: a cron expression of EventBridge Scheduler in six fields, such as "cron(0 3 * * ? *)", without L, W, # and a year. It occurs in
	//	         every year. On every day on which it runs, the clocks of timeZone show its time. In an environment with a schedule, a job
	//	         that uses the database runs while the database is on
	//	Source:  EventBridge Scheduler user guide, "Schedule types in EventBridge Scheduler"
	Schedule string `json:"schedule"`

	// TimeZone is the time zone of schedule. The job follows its daylight saving.
	//
	//	Default: "UTC"
	//	Allowed: a name of the IANA time zone database, such as Europe/Berlin, of at most 50 characters
	//	Source:  EventBridge Scheduler user guide, "Time zones in EventBridge Scheduler"
	TimeZone string `json:"timeZone"`

	// TimeoutMinutes is how long a run may take, with everything that is tried again. Then the task is stopped, and the run has failed.
	//
	//	Unit:    minutes
	//	Default: 60
	//	Allowed: 1 to 1380
	//	Source:  Kasha's own; ECS API reference, "Ensuring idempotency": a ClientToken lives for 24 hours
	TimeoutMinutes int `json:"timeoutMinutes"`

	// Overlap lets a run begin while an earlier one is in progress. Without it, the later run ends at once and does nothing.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  Kasha's own; lib/runtask says why at most one task runs
	Overlap bool `json:"overlap"`

	// Retries is how often the command is run again in the same run after an exit code other than 0. A task that could not start does
	// not count; it is always tried again.
	//
	//	Unit:    attempts
	//	Default: 0
	//	Allowed: 0 to 5
	//	Source:  Kasha's own
	Retries int `json:"retries"`

	// Uses narrows what the process uses to what the job uses.
	//
	//	Default: none, which means what the process uses
	//	Allowed: things that the process uses
	//	Source:  Kasha's own; docs/processes.md says what follows from each
	Uses Uses `json:"uses,omitzero"`
}

// The limits of jobs.
const (
	maxTimeoutMinutes = 1380 // an hour less than a ClientToken lives, see lib/runtask
	maxRetries        = 5
	maxJobs           = 20 // of CloudFormation's 500 resources in a stack, each takes eleven
)

// prepare fills a job of which nothing was written.
func (j *Job) prepare(map[string]any) { *j = Job{TimeZone: "UTC", TimeoutMinutes: 60} }

// JobNames returns the names of the jobs, sorted.
func (e Environment) JobNames() []string { return slices.Sorted(maps.Keys(e.Jobs)) }

// JobContainer returns the container of a job: that of the process that it runs, with the job's command and uses.
func (e Environment) JobContainer(j Job) Container {
	container := e.container(j.Runs)
	container.Command, container.Uses = j.Command, j.uses(container.Uses)
	container.HealthCheck = nil // ECS replaces no task that a state machine started
	return container
}

// uses returns what the job uses, of what its process uses.
func (j Job) uses(process Uses) Uses {
	if j.Uses == nil {
		return process
	}
	return j.Uses
}

// container returns the container of a service by name. The rules reject other names.
func (e Environment) container(process string) Container {
	switch process {
	case "frontend":
		return e.Frontend.Container
	case "backend":
		return e.Backend.Container
	}
	return e.Services[process].Container
}

// runnable returns what a job may run.
func (e Environment) runnable() []string {
	return append([]string{"backend", "frontend"}, e.ServiceNames()...)
}

// process returns the job as a process.
func (j Job) process(e Environment, name string) Process {
	return Process{Name: names.Job(name), Field: child("jobs", name), Kind: KindJob, Container: e.JobContainer(j), job: j}
}

// mostTasks returns how many runs may be in progress at once: with Overlap, as many as begin within a time limit.
func (j Job) mostTasks() int {
	if !j.Overlap {
		return 1
	}
	shortest, _ := j.Gaps()
	if shortest == 0 {
		return 1
	}
	return 1 + int(j.Timeout()/shortest)
}

// Timeout returns the time limit of a run.
func (j Job) Timeout() time.Duration { return time.Duration(j.TimeoutMinutes) * time.Minute }

// Gaps returns the shortest and the longest time between two runs, with both changes of the clocks. Both are 0 for a job that does not run
// every year.
func (j Job) Gaps() (shortest, longest time.Duration) {
	var last time.Time
	for run := range j.runs() {
		if !last.IsZero() {
			gap := run.Sub(last)
			if shortest == 0 || gap < shortest {
				shortest = gap
			}
			longest = max(longest, gap)
		}
		last = run
	}
	return shortest, longest
}

// recurs reports whether the job runs every year. It stops at the second run.
func (j Job) recurs() bool {
	count := 0
	for range j.runs() {
		if count++; count == 2 {
			return true
		}
	}
	return false
}

// runs yields when the job runs in two years and a month, so that a job of one day in the year runs twice. The years are fixed: the rules
// must not depend on the day on which they run.
func (j Job) runs() iter.Seq[time.Time] {
	expression, err := cron.Parse(j.Schedule)
	zone, zoneErr := time.LoadLocation(j.TimeZone)
	if err != nil || zoneErr != nil {
		return func(func(time.Time) bool) {}
	}
	from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	return expression.All(from, from.AddDate(2, 1, 0), zone)
}
