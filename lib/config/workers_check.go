package config

import (
	"fmt"
	"slices"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// maxWorkers keeps the services stack below CloudFormation's 500 resources, beside everything else that it may hold.
const maxWorkers = 10

// checkWorkers checks the workers. at is the environment.
func checkWorkers(at object, e Environment) {
	if len(e.Workers) > maxWorkers {
		at.reject("workers", "an environment cannot have "+spelling.Count(len(e.Workers), "worker"), fmt.Sprintf("at most %d", maxWorkers))
	}
	seen := map[string]string{}
	for _, name := range e.WorkerNames() {
		worker, w := at.in(child("workers", name)), e.Workers[name]
		if !checkName(worker, name, "worker", names.MaxWorker, seen) {
			continue
		}
		checkContainer(worker, w.Container)
		checkWorkerTasks(worker, w)
		checkWorkerTimes(worker, w)
		checkWorkerQueue(at, worker, w, e.Messaging)
	}
}

func checkWorkerTasks(at object, w Worker) {
	if w.MinTasks < 0 {
		at.reject("minTasks", "a worker cannot run on "+spelling.Count(w.MinTasks, "task"), "0 or more")
	}
	if w.MaxTasks < 1 {
		at.reject("maxTasks", "a worker cannot run on "+spelling.Count(w.MaxTasks, "task"), "1 or more, and at least minTasks")
	}
	if at.valid("minTasks", "maxTasks") && w.MinTasks > w.MaxTasks {
		at.reject(at.firstWritten("minTasks", "maxTasks"), fmt.Sprintf("minTasks %d is greater than maxTasks %d", w.MinTasks, w.MaxTasks),
			"a minTasks no greater than maxTasks")
	}
	if w.MessagesAtOnce < 1 || w.MessagesAtOnce > 1000 {
		at.reject("messagesAtOnce", "a task cannot be planned to hold "+spelling.Count(w.MessagesAtOnce, "message"), "1 to 1000")
	}
}

// The limits of the times of a worker, in seconds.
const (
	leastAcceptable  = 10
	longestTime      = 12 * 60 * 60 // SQS API, SetQueueAttributes: VisibilityTimeout
	leastPerMessage  = 0.001
	leastPerMessages = "0.001"
)

func checkWorkerTimes(at object, w Worker) {
	if w.AcceptableSeconds < leastAcceptable || w.AcceptableSeconds > longestTime {
		at.reject("acceptableSeconds", "a message cannot be planned to wait for "+spelling.Count(w.AcceptableSeconds, "second"),
			fmt.Sprintf("%d to %d", leastAcceptable, longestTime))
	}
	if w.LongestMessageSeconds < 1 || w.LongestMessageSeconds >= longestTime {
		at.reject("longestMessageSeconds", "a message cannot take "+spelling.Count(w.LongestMessageSeconds, "second"),
			fmt.Sprintf("1 to %d", longestTime-1))
	}
	switch {
	case w.SecondsPerMessage < leastPerMessage:
		at.reject("secondsPerMessage", fmt.Sprintf("a message cannot be planned with %g seconds", w.SecondsPerMessage),
			leastPerMessages+" or more")
	case at.valid("longestMessageSeconds") && w.SecondsPerMessage > float64(w.LongestMessageSeconds):
		at.reject(at.firstWritten("secondsPerMessage", "longestMessageSeconds"),
			fmt.Sprintf("a message takes %g seconds on average, and at most %d", w.SecondsPerMessage, w.LongestMessageSeconds),
			"a secondsPerMessage of at most longestMessageSeconds")
	}
}

// checkWorkerQueue checks that the queue exists, and that it hides a message for longer than the longest one takes.
func checkWorkerQueue(environment, at object, w Worker, m Messaging) {
	queues := m.QueueNames()
	if !environment.in("messaging").valid("main", "notification", "queues") {
		return // the queues are not known
	}
	if !slices.Contains(queues, w.Queue) {
		at.reject("queue", missing("queue", w.Queue, "a queue of messaging"), suggestion(w.Queue, queues))
		return
	}
	if visibility := m.Queue(w.Queue).VisibilitySeconds; at.valid("longestMessageSeconds") && w.LongestMessageSeconds >= visibility {
		at.reject("longestMessageSeconds",
			fmt.Sprintf("a message that takes %s outlasts the visibility timeout of the queue %s, %s. SQS would deliver it again",
				spelling.Count(w.LongestMessageSeconds, "second"), quote(w.Queue), spelling.Count(visibility, "second")),
			fmt.Sprintf("at most %d, or a longer visibilitySeconds of the queue", visibility-1))
	}
}
