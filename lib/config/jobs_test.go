package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func badJobs() []bad {
	job := func(patch string) string {
		return `{"jobs": {"nightly": {` + patch + `}}}`
	}
	with := func(patch string) string {
		return job(`"runs": "backend", "command": ["bin/report"], "schedule": "cron(0 3 * * ? *)"` + patch)
	}
	on := func(schedule, patch string) string {
		return job(`"runs": "backend", "command": ["bin/report"], "schedule": "` + schedule + `"` + patch)
	}
	const office = `, "schedule": {"start": "07:00", "stop": "20:00", "timeZone": "Europe/Berlin"}}`
	during := func(schedule, patch string) string { return strings.TrimSuffix(on(schedule, patch), "}") + office }
	cases := []bad{
		{name: "job without a process", patch: job(`"command": ["a"], "schedule": "cron(0 3 * * ? *)"`), path: "jobs.nightly.runs",
			wrong: "the process is missing", fix: "backend or frontend"},
		{name: "job of an unknown process", patch: job(`"runs": "bakend", "command": ["a"], "schedule": "cron(0 3 * * ? *)"`),
			path: "jobs.nightly.runs", wrong: `"bakend" is not a process`, fix: `"backend", if you mean that`},
		{name: "job without a command", patch: job(`"runs": "backend", "schedule": "cron(0 3 * * ? *)"`), path: "jobs.nightly.command",
			wrong: "the command is missing", fix: `["bin/report"]`},
		{name: "secret in a job", patch: job(`"runs": "backend", "command": ["redis://user:hunter2@cache"], "schedule": "cron(0 3 * * ? *)"`),
			path: "jobs.nightly.command[0]", wrong: "looks like a secret", fix: "Secrets Manager"},
		{name: "job without a schedule", patch: job(`"runs": "backend", "command": ["a"]`), path: "jobs.nightly.schedule",
			wrong: "the schedule is missing", fix: "cron(0 3 * * ? *)"},
		{name: "job at a rate", patch: on("rate(15 minutes)", ""), path: "jobs.nightly.schedule", wrong: "a rate", fix: "cron(0/15 * * * ? *)"},
		{name: "job of a year", patch: on("cron(0 3 * * ? 2027)", ""), path: "jobs.nightly.schedule", wrong: "names a year", fix: "*"},
		{name: "job that never runs", patch: on("cron(0 3 30 FEB ? *)", ""), path: "jobs.nightly.schedule", wrong: "does not occur every year",
			fix: "a day that every year has"},
		{name: "job of leap years", patch: on("cron(0 3 29 FEB ? *)", ""), path: "jobs.nightly.schedule", wrong: "does not occur every year",
			fix: "a day that every year has"},
		{name: "job in the hour that summer time takes", patch: on("cron(30 2 * * ? *)", `, "timeZone": "Europe/Berlin"`),
			path: "jobs.nightly.schedule", wrong: "set forward on 2027-03-28", fix: `"UTC"`},
		{name: "job at a midnight that summer time takes", patch: on("cron(0 0 * * ? *)", `, "timeZone": "Asia/Beirut"`),
			path: "jobs.nightly.schedule", wrong: "set forward on 2027-03-28", fix: `"UTC"`},
		{name: "job in no zone", patch: with(`, "timeZone": "CET"`), path: "jobs.nightly.timeZone", wrong: `"CET" is not`, fix: "Europe/Berlin"},
		{name: "job without time", patch: with(`, "timeoutMinutes": 0`), path: "jobs.nightly.timeoutMinutes", wrong: "0 minutes",
			fix: "1 to 1380"},
		{name: "endless job", patch: with(`, "timeoutMinutes": 1381`), path: "jobs.nightly.timeoutMinutes", wrong: "1381", fix: "1 to 1380"},
		{name: "negative retries", patch: with(`, "retries": -1`), path: "jobs.nightly.retries", wrong: "as often as -1", fix: "0 to 5"},
		{name: "endless retries", patch: with(`, "retries": 6`), path: "jobs.nightly.retries", wrong: "as often as 6", fix: "0 to 5"},
		{name: "job that widens its uses", patch: `{"backend": {"uses": ["queue:*:receive"]}, "jobs": {"a": {"runs": "backend",
			"command": ["a"], "schedule": "cron(0 3 * * ? *)", "uses": ["queue:jobs:send"]}}}`, path: "jobs.a.uses[0]",
			wrong: `the process backend does not use "queue:jobs:send"`, fix: "backend.uses"},
		{name: "unknown use of a job", patch: with(`, "uses": ["databse"]`), path: "jobs.nightly.uses[0]", wrong: "is not a thing",
			fix: `"database"`},
		{name: "capital letters in a job's name", patch: `{"jobs": {"Nightly": {"runs": "backend", "command": ["a"], "schedule": "x"}}}`,
			path: "jobs.Nightly", wrong: "cannot name a job", fix: "at most 24"},
		{name: "long name of a job", patch: `{"jobs": {"` + strings.Repeat("j", 25) + `": {}}}`, path: "jobs." + strings.Repeat("j", 25),
			wrong: "cannot name a job", fix: "at most 24"},
		{name: "job while the database is off", patch: during("cron(0 3 ? * MON-FRI *)", ""), path: "jobs.nightly.schedule",
			wrong: "a run from Fri 04:00 may take until Fri 05:00", fix: "between 07:00 and 20:00 on MON, TUE, WED, THU and FRI"},
		{name: "job beside a stop that is no time", patch: strings.TrimSuffix(on("cron(0 3 * * ? *)", ""), "}") + `, "schedule": {"stop": "x"}}`,
			path: "schedule.stop", wrong: `"x" is not a time`, fix: "07:00"},
		{name: "job that outlasts the database", patch: during("cron(30 19 ? * MON-FRI *)", `, "timeZone": "Europe/Berlin"`),
			path: "jobs.nightly.schedule", wrong: "from Fri 19:30 may take until Fri 20:30", fix: "a shorter timeoutMinutes"},
		{name: "job on a day off", patch: during("cron(0 12 * * ? *)", `, "timeZone": "Europe/Berlin"`), path: "jobs.nightly.schedule",
			wrong: "from Sat 12:00", fix: "MON, TUE"},
		{name: "job with more connections than there are", patch: strings.TrimSuffix(with(""), "}") +
			`, "database": {"poolSize": 8}, "backend": {"maxTasks": 3}}`, path: "database.poolSize",
			wrong: "6 backend tasks, twice maxTasks, beside 1 of jobs; with poolSize 8 each", fix: "a poolSize of at most 7"},
	}
	for _, expression := range []string{"", "0 3 * * ? *", "cron(0 3 * * *)", "cron(0 3 L * ? *)", "cron(0 3 ? * ? *)", "cron(0 3 * * * *)",
		"cron(? 3 * * ? *)", "cron(0 3 *  * ? *)", "cron(0 25 * * ? *)"} {
		if expression != "" {
			cases = append(cases, bad{name: "job at " + expression, patch: on(expression, ""), path: "jobs.nightly.schedule",
				wrong: "is not a cron expression", fix: "one of the days a ?"})
		}
	}
	var many []string
	for i := range 21 {
		many = append(many, fmt.Sprintf(`"j%d": {"runs": "frontend", "command": ["a"], "schedule": "cron(0 3 * * ? *)"}`, i))
	}
	cases = append(cases, bad{name: "too many jobs", patch: `{"jobs": {` + strings.Join(many, ",") + `}}`, path: "jobs", wrong: "21 jobs",
		fix: "at most 20"})
	return cases
}

// TestGapsBetweenRuns catches an alarm that rings before a run is due, above all on the days on which the clocks change.
func TestGapsBetweenRuns(t *testing.T) {
	for _, c := range []struct {
		schedule, zone    string
		shortest, longest time.Duration
	}{
		{schedule: "cron(0 3 * * ? *)", zone: "UTC", shortest: 24 * time.Hour, longest: 24 * time.Hour},
		{schedule: "cron(0 4 * * ? *)", zone: "Europe/Berlin", shortest: 23 * time.Hour, longest: 25 * time.Hour},
		{schedule: "cron(0/15 * * * ? *)", zone: "Europe/Berlin", shortest: 15 * time.Minute, longest: 75 * time.Minute},
		{schedule: "cron(0 8 ? * MON-FRI *)", zone: "UTC", shortest: 24 * time.Hour, longest: 72 * time.Hour},
		{schedule: "cron(0 8 24 DEC ? *)", zone: "UTC", shortest: 366 * 24 * time.Hour, longest: 366 * 24 * time.Hour},
		{schedule: "cron(0 8 1 * ? *)", zone: "UTC", shortest: 28 * 24 * time.Hour, longest: 31 * 24 * time.Hour},
	} {
		shortest, longest := Job{Schedule: c.schedule, TimeZone: c.zone}.Gaps()
		if shortest != c.shortest || longest != c.longest {
			t.Errorf("%s in %s: %s to %s, want %s to %s", c.schedule, c.zone, shortest, longest, c.shortest, c.longest)
		}
	}
}

// TestAJobIsTheProcessThatItRuns catches a job with another image, size or user than its process, with its process's command, or with
// what it does not use.
func TestAJobIsTheProcessThatItRuns(t *testing.T) {
	e := environmentOf(t, minimalDev, `{"backend": {"image": "ecr:7", "port": 8000, "cpu": 1024, "memoryMiB": 2048, "user": "7",
		"command": ["serve"], "environment": {"A": "b"}}, "jobs": {"nightly": {"runs": "backend", "command": ["report"],
		"schedule": "cron(0 3 * * ? *)",
		"uses": ["database"]}}}`)
	got, want := e.JobContainer(e.Jobs["nightly"]), e.Backend.Container
	want.Command, want.Uses = []string{"report"}, Uses{UseOf("database")}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	all := e.Processes()
	if job := all[len(all)-1]; job.Name != "job-nightly" || job.MostTasks() != 1 || !job.Ends() || len(e.Receivers("jobs")) != 1 {
		t.Errorf("got the process %+v, and %d receivers of a queue, want one", job, len(e.Receivers("jobs")))
	}
}
