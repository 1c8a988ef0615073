package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func badWorkers() []bad {
	worker := func(name, fields, field, wrong, fix string) bad {
		patch := `{"workers": {"thumbs": {"queue": "jobs", ` + fields + `}}}`
		return bad{name: name, patch: patch, path: "workers.thumbs." + field, wrong: wrong, fix: fix}
	}
	named := func(name, wrong, fix string) bad {
		return bad{name: "worker called " + name, patch: `{"workers": {"` + name + `": {"queue": "jobs"}}}`, path: child("workers", name),
			wrong: wrong, fix: fix}
	}
	var eleven []string
	for i := range maxWorkers + 1 {
		eleven = append(eleven, fmt.Sprintf(`"worker-%d": {"queue": "jobs"}`, i))
	}
	return []bad{
		{name: "worker without a queue", patch: `{"workers": {"thumbs": {}}}`, path: "workers.thumbs.queue",
			wrong: "the queue is missing", fix: "jobs"},
		{name: "worker of a queue that does not exist", patch: `{"workers": {"thumbs": {"queue": "job"}}}`, path: "workers.thumbs.queue",
			wrong: `"job" is not a queue of messaging`, fix: `"jobs"`},
		{name: "worker as a list", patch: `{"workers": []}`, path: "workers", wrong: "expected an object", fix: "in braces"},
		{name: "too many workers", patch: `{"workers": {` + strings.Join(eleven, ",") + `}}`, path: "workers", wrong: "cannot have 11 workers",
			fix: "at most 10"},
		named("Thumbs", "cannot name a worker", "lower-case letters"),
		named(strings.Repeat("a", 25), "cannot name a worker", "at most 24"),
		{name: "workers that differ by hyphens", patch: `{"workers": {"a-1": {"queue": "jobs"}, "a1": {"queue": "jobs"}}}`, path: "workers.a1",
			wrong: `"a1" differs from "a-1" by hyphens only`, fix: "differs in letters"},
		worker("field of a service", `"port": 80`, "port", "nothing connects to it", "leave the field out"),
		worker("negative minimum of a worker", `"minTasks": -1`, "minTasks", "cannot run on -1 tasks", "0 or more"),
		worker("worker without tasks", `"maxTasks": 0`, "maxTasks", "cannot run on 0 tasks", "1 or more"),
		worker("worker's minimum above its maximum", `"minTasks": 5`, "minTasks", "minTasks 5 is greater than maxTasks 4", "no greater"),
		worker("no patience", `"acceptableSeconds": 9`, "acceptableSeconds", "wait for 9 seconds", "10 to 43200"),
		worker("endless patience", `"acceptableSeconds": 43201`, "acceptableSeconds", "wait for 43201 seconds", "10 to 43200"),
		worker("no time for a message", `"secondsPerMessage": 0.0009`, "secondsPerMessage", "with 0.0009 seconds", "0.001 or more"),
		worker("time for a message as text", `"secondsPerMessage": "0.5"`, "secondsPerMessage", `found the text "0.5", expected a number`,
			"0.5, without quotes"),
		worker("messages longer than the longest", `"secondsPerMessage": 120.5`, "secondsPerMessage",
			"takes 120.5 seconds on average, and at most 120", "at most longestMessageSeconds"),
		worker("no message at once", `"messagesAtOnce": 0`, "messagesAtOnce", "hold 0 messages", "1 to 1000"),
		worker("too many messages at once", `"messagesAtOnce": 1001`, "messagesAtOnce", "hold 1001 messages", "1 to 1000"),
		worker("no longest message", `"longestMessageSeconds": 0, "secondsPerMessage": 0.5`, "longestMessageSeconds", "cannot take 0 seconds",
			"1 to 43199"),
		worker("message longer than the visibility timeout", `"longestMessageSeconds": 300`, "longestMessageSeconds",
			"outlasts the visibility timeout of the queue \"jobs\", 300 seconds", "at most 299"),
		worker("worker's size that Fargate lacks", `"cpu": 300`, "cpu", "no task size of 300", "256"),
		worker("worker's unknown use", `"uses": ["databse"]`, "uses[0]", "not a thing that a process can use", `"database"`),
		{name: "worker with more pools than the database has connections", patch: `{"workers": {"thumbs": {"queue": "jobs", "uses": ["database"],
			"maxTasks": 8}}}`, path: "workers.thumbs.maxTasks",
			wrong: "8 backend tasks and 16 worker-thumbs tasks, twice maxTasks; with poolSize 5 each",
			fix:   "a poolSize of at most 2"},
		{name: "backend and worker with more tasks than addresses", patch: `{"network": {"cidr": "10.0.0.0/24"},
			"workers": {"thumbs": {"queue": "jobs", "maxTasks": 16}}}`, path: "workers.thumbs.maxTasks",
			wrong: "has addresses for 19, and backend and workers.thumbs may run 20 tasks together", fix: "at most 19 together"},
	}
}

// TestAWorkerTakesWhatItsEnvironmentHas catches a worker that runs another image than the backend although none is written, on another
// architecture, or on demand in nonproduction. It also catches one that may not receive from its own queue.
func TestAWorkerTakesWhatItsEnvironmentHas(t *testing.T) {
	const backend = `"backend": {"image": "ecr:7", "port": 8080, "architecture": "arm64"}`
	for patch, want := range map[string]struct {
		image, architecture string
		spot                bool
		uses                []string
	}{
		`{` + backend + `, "workers": {"thumbs": {"queue": "jobs"}}}`: {"ecr:7", "arm64", true, []string{"queue:jobs:receive"}},
		`{` + backend + `, "workers": {"thumbs": {"queue": "jobs", "image": "ghcr.io/a/b:1", "spot": false,
			"uses": ["bucket", "queue:jobs:send"]}}}`: {
			"ghcr.io/a/b:1", "x86_64", false, []string{"bucket", "queue:jobs:send", "queue:jobs:receive"}},
		`{` + backend + `, "workers": {"thumbs": {"queue": "jobs", "uses": ["queue:*"]}}}`: {"ecr:7", "arm64", true, []string{"queue:*"}},
	} {
		env := environmentOf(t, minimalDev, patch)
		worker, process := env.Workers["thumbs"], env.Processes()[2]
		if worker.Image.Reference != want.image || worker.Architecture != want.architecture || worker.Spot != want.spot ||
			!slices.Equal(process.Uses.Texts(), want.uses) {
			t.Errorf("%s: the worker is %+v and uses %v, want %+v", patch, worker, process.Uses.Texts(), want)
		}
		if process.Name != "worker-thumbs" || process.Kind != KindWorker || process.MostTasks() != 8 {
			t.Errorf("%s: the process is %s of the kind %s with at most %d tasks, want worker-thumbs, a worker, and 8", patch, process.Name,
				process.Kind, process.MostTasks())
		}
	}
}
