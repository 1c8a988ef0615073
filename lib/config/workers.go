package config

import (
	"maps"
	"math"
	"slices"

	"kasha/lib/names"
)

// Worker is a process that takes messages from one queue: a Fargate service without a load balancer, to which nothing connects. The number
// of its tasks follows from its queue; see lib/worker.
type Worker struct {
	Container

	// Queue is the queue whose messages the worker processes. The worker receives from it also where its uses do not name it.
	//
	//	Default: none; required
	//	Allowed: a queue of messaging
	//	Source:  Kasha's own
	Queue string `json:"queue"`

	// MinTasks is the smallest number of tasks. With 0, no task runs, and none is paid for, while there are no messages. The first message
	// then waits until a task has started, about five minutes. After six hours without a call, SQS reports a queue's messages up to 15
	// minutes late.
	//
	//	Unit:    tasks
	//	Default: 0
	//	Allowed: 0 to maxTasks
	//	Source:  SQS developer guide, "Available CloudWatch metrics for Amazon SQS"; the minutes are of docs/workers.md
	MinTasks int `json:"minTasks"`

	// MaxTasks is the largest number of tasks. A deployment doubles it for some minutes.
	//
	//	Unit:    tasks
	//	Default: 4
	//	Allowed: minTasks, and at least 1, to what the backend's subnets have addresses for and the database has connections for
	//	Source:  Kasha's own
	MaxTasks int `json:"maxTasks"`

	// Spot runs tasks on Fargate Spot, about two thirds cheaper. AWS takes such tasks away with two minutes' notice. SQS delivers the
	// message of an interrupted task again after the queue's visibility timeout. In production, one task stays on demand.
	//
	//	Default: false in production, true in nonproduction
	//	Allowed: true or false
	//	Source:  design document, "Cost Optimization Strategies" ("Switch to Fargate Spot for devtest")
	Spot bool `json:"spot"`

	// AcceptableSeconds is how long a message may wait for a task. Messages that wait add tasks, so that they are processed within this time.
	// Until such a task takes messages, another five minutes pass. At maxTasks, messages wait longer. The alarm on the age of the oldest
	// message follows from it.
	//
	//	Unit:    seconds
	//	Default: 300
	//	Allowed: 10 to 43200
	//	Source:  Kasha's own; docs/workers.md shows what follows from it
	AcceptableSeconds int `json:"acceptableSeconds"`

	// SecondsPerMessage is how long the processing of a message takes on average. The number of tasks is planned with it. Too small a value
	// makes messages wait; too large a value runs more tasks than necessary.
	//
	//	Unit:    seconds, with a fraction where needed, such as 0.2
	//	Default: 1
	//	Allowed: 0.001 to longestMessageSeconds
	//	Source:  Kasha's own
	SecondsPerMessage float64 `json:"secondsPerMessage"`

	// MessagesAtOnce is how many messages one task holds at the same time, whether it works on them or has only received them.
	//
	//	Unit:    messages
	//	Default: 1
	//	Allowed: 1 to 1000
	//	Source:  Kasha's own
	MessagesAtOnce int `json:"messagesAtOnce"`

	// LongestMessageSeconds is how long the processing of one message takes at most, with the wait in the task. The queue's visibility
	// timeout must be longer, or SQS delivers the message a second time while the first task still works on it. ECS ends an unprotected
	// task within stopSeconds, so a task protects itself while it works on a longer message.
	//
	//	Unit:    seconds
	//	Default: 120
	//	Allowed: 1 to less than the queue's visibility timeout
	//	Source:  SQS developer guide, "Amazon SQS visibility timeout"; ECS developer guide, "Amazon ECS task scale-in protection"
	LongestMessageSeconds int `json:"longestMessageSeconds"`
}

// prepare fills a worker of which nothing was written. What depends on the environment follows in completeWorkers.
func (w *Worker) prepare(map[string]any) {
	*w = Worker{
		Container: defaultContainer(), MaxTasks: 4,
		AcceptableSeconds: 300, SecondsPerMessage: 1, MessagesAtOnce: 1, LongestMessageSeconds: 120,
	}
}

// completeWorkers fills what a worker takes from its environment: Spot from the tier, and the image from the backend. A worker usually runs
// the backend's code with another command. The architecture goes with the image.
func completeWorkers(at object, e Environment) {
	for name, w := range e.Workers {
		worker := at.in(child("workers", name))
		if !worker.written[worker.field("spot")] {
			w.Spot = e.Tier == Nonproduction
		}
		if !worker.written[worker.field("image")] {
			w.Image = e.Backend.Image
			if !worker.written[worker.field("architecture")] {
				w.Architecture = e.Backend.Architecture
			}
		}
		e.Workers[name] = w
	}
}

// WorkerNames returns the names of the workers, sorted, which is the order in which they are built.
func (e Environment) WorkerNames() []string { return slices.Sorted(maps.Keys(e.Workers)) }

// Worker returns the worker that a process is.
func (e Environment) Worker(p Process) Worker {
	for name, w := range e.Workers {
		if p.Kind == KindWorker && names.Worker(name) == p.Name {
			return w
		}
	}
	return Worker{}
}

// process returns the worker as a process. It receives from its queue, whatever else it uses.
func (w Worker) process(name string) Process {
	p := Process{
		Name: names.Worker(name), Field: child("workers", name), Kind: KindWorker, Container: w.Container,
		LeastTasks: w.MinTasks, MaxTasks: w.MaxTasks, Spot: w.Spot,
	}
	if w.Queue != "" && !w.Uses.ReceivesFrom(w.Queue) {
		p.Uses, p.implied = append(slices.Clone(w.Uses), UseOf(string(UsesQueue)+":"+w.Queue+":receive")), 1
	}
	return p
}

// WindowMinutes is the time over which the scaling of a worker looks back: half an hour, or six times what a message takes. It evens
// out the traffic, and a task that was needed within it is kept. A shorter time would start and stop tasks under even traffic: a few
// long messages are never evenly distributed. CloudWatch looks back at most a day.
func (w Worker) WindowMinutes() int {
	const least, messages, most = 30, 6, 24 * 60
	return min(max(least, int(math.Ceil(messages*w.SecondsPerMessage/60))), most)
}

// StartSeconds is how long it takes until a task runs for messages that wait. CloudWatch sees them within three minutes, and the task must
// start.
const StartSeconds = 360
