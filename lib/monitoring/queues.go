package monitoring

import (
	"fmt"
	gomath "math" // math is an expression of CloudWatch's here

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/config"
	"kasha/lib/messaging"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/spelling"
)

// messagesPerTask is what one task can process in five minutes, the default visibility timeout, at 300 ms a message.
const messagesPerTask = 1000

// SQS's metrics for waiting messages: how many, and the age of the oldest in seconds.
const (
	visible = "ApproximateNumberOfMessagesVisible"
	oldest  = "ApproximateAgeOfOldestMessage"
)

// queue watches that messages are processed in time, and that none ends in the dead-letter queue.
func (w *Watch) queue(q messaging.Queue) {
	receivers := w.props.Environment.Receivers(q.Name)
	w.Alarm(Alarm{
		Name: "dead-letters-" + q.Name, Severity: names.Critical,
		Notice: Notice{
			Means: fmt.Sprintf("Messages in queue %s failed %d times. Nothing processes them any more, and SQS deletes them after %d days.",
				q.Name, messaging.MaxReceives, messaging.DeadLetterRetentionDays),
			Do:      "Read one of them and " + the(receivers) + "'s log, fix the cause, then send them back to their queue.",
			Runbook: "dead-letters",
		},
		// How many are waiting. NumberOfMessagesSent leaves out messages that SQS itself moves to the queue.
		Metric: queueMetric(q.DeadLettersName, visible, w.every(1, "Maximum")),
		When:   AtLeast(1), For: OutOf(1, 3), // the last two minutes may be late
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // a queue without traffic for six hours sends no data
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: "any message; each is work that someone waits for. SQS reports an inactive queue up to 15 minutes late",
	})
	visibility := q.Settings.VisibilitySeconds
	patience, why := messaging.MaxReceives*visibility,
		fmt.Sprintf("after %d receives of %d s each, a message is processed or a dead letter", messaging.MaxReceives, visibility)
	var configures []string
	if visibility != w.props.Environment.Messaging.Queue("").VisibilitySeconds { // another than the default
		configures = []string{"messaging.queues." + q.Name + ".visibilitySeconds"}
	}
	for _, receiver := range receivers {
		planned := w.props.Environment.Worker(receiver).AcceptableSeconds + config.StartSeconds
		if receiver.Kind == config.KindWorker && planned > patience {
			patience, why = planned, "what is acceptable to the "+receiver.Name+", and the start of a task"
			configures = []string{receiver.Field + ".acceptableSeconds"}
		}
	}
	w.Alarm(Alarm{
		Name: "queue-age-" + q.Name, Severity: names.Warning,
		Notice: Notice{
			Means: fmt.Sprintf("The oldest message in queue %s has waited too long. SQS deletes it after %s.",
				q.Name, spelling.Count(q.Settings.RetentionDays, "day")),
			Do: "Check whether " +
				of(receivers, "%s processes messages at all, or is too slow.", "%s process messages at all, or are too slow."),
			Runbook: "queue-backlog",
		},
		Metric: queueMetric(q.QueueName, oldest, w.every(5, "Maximum")),
		When:   AtLeast(float64(patience)), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 17, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("%d s for 15 minutes; %s", patience, why), From: configures,
	})
	w.depth(q, receivers)
}

// depth watches how many messages wait. A service is taken to process 1000 in five minutes with each task; a worker says what it does.
func (w *Watch) depth(q messaging.Queue, receivers []config.Process) {
	most, running, times := 0.0, 0, "five minutes"
	var from []string
	for _, receiver := range receivers {
		each := float64(messagesPerTask)
		if worker := w.props.Environment.Worker(receiver); receiver.Kind == config.KindWorker {
			each = float64(worker.AcceptableSeconds*worker.MessagesAtOnce) / worker.SecondsPerMessage
			times = "the time that is acceptable"
			from = append(from, receiver.Field+".acceptableSeconds", receiver.Field+".secondsPerMessage", receiver.Field+".messagesAtOnce")
		}
		most += each * float64(receiver.MaxTasks)
		running += receiver.MaxTasks
		from = append(from, receiver.Field+".maxTasks")
	}
	most = gomath.Ceil(most)
	w.Alarm(Alarm{
		Name: "queue-depth-" + q.Name, Severity: names.Warning,
		Notice: Notice{
			Means: fmt.Sprintf("Queue %s holds more messages than ", q.Name) +
				of(receivers, "%s can process in "+times+" with all its tasks.", "%s can process in "+times+" with all their tasks."),
			Do:      "Check whether their number is still growing.",
			Runbook: "queue-backlog",
		},
		Metric: queueMetric(q.QueueName, visible, w.every(5, "Minimum")),
		When:   AtLeast(most), For: OutOf(3, 3),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("%.0f messages for 15 minutes, %.0f for each of the %s that may run",
			most, most/float64(max(running, 1)), tasks(running)),
		From: from,
	})
}

func queueMetric(queue, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/SQS", name, map[string]string{"QueueName": queue}, options)
}
