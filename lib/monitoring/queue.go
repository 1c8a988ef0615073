package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/messaging"
)

// messagesPerTask is what one task can clear within the visibility timeout of five minutes when a message takes it 300 ms.
const messagesPerTask = 1000

// SQS's metrics of what waits, and for how many seconds.
const (
	visible = "ApproximateNumberOfMessagesVisible"
	oldest  = "ApproximateAgeOfOldestMessage"
)

func queueMetric(queue, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/SQS", name, map[string]string{"QueueName": queue}, options)
}

// queue watches that messages are worked off, and that none is given up.
func (w *Watch) queue(q messaging.Queue) {
	w.Alarm(Alarm{
		Name: "dead-letters-" + q.Name, Severity: Critical,
		Notice: Notice{
			Means:   fmt.Sprintf("Messages of queue %s failed %d times. Nobody works on them any more, and SQS deletes them after %d days.", q.Name, messaging.MaxReceives, messaging.DeadLetterRetentionDays),
			Do:      "Read one of them and the backend's log, mend the cause, send them back.",
			Runbook: "dead-letters",
		},
		// How many are waiting. NumberOfMessagesSent would miss them: SQS does not count a message that it moves itself.
		Metric: queueMetric(q.DeadLettersName, visible, w.every(1, "Maximum")),
		When:   AtLeast(1), For: For{1, 1},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // a queue that nobody has used for six hours sends no metric
		Threshold: "any: each is work that somebody is waiting for",
	})
	patience := messaging.MaxReceives * messaging.VisibilitySeconds
	w.Alarm(Alarm{
		Name: "queue-age-" + q.Name, Severity: Warning,
		Notice: Notice{
			Means:   fmt.Sprintf("The oldest message of queue %s waits longer than it should; SQS deletes it after %d days.", q.Name, messaging.RetentionDays),
			Do:      "See whether the backend works at all, or is too slow.",
			Runbook: "queue-backlog",
		},
		Metric: queueMetric(q.QueueName, oldest, w.every(5, "Maximum")),
		When:   AtLeast(float64(patience)), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d s for 15 minutes: after %d receives of %d s each it is worked off, or a dead letter", patience, messaging.MaxReceives, messaging.VisibilitySeconds),
	})
	most := messagesPerTask * w.props.Environment.Backend.MaxTasks
	w.Alarm(Alarm{
		Name: "queue-depth-" + q.Name, Severity: Warning,
		Notice: Notice{
			Means:   fmt.Sprintf("More messages wait in queue %s than the backend can work off in five minutes with all its tasks.", q.Name),
			Do:      "See whether they still become more.",
			Runbook: "queue-backlog",
		},
		Metric: queueMetric(q.QueueName, visible, w.every(5, "Minimum")),
		When:   AtLeast(float64(most)), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d messages for 15 minutes, %d for each of the %s that may run", most, messagesPerTask, tasks(w.props.Environment.Backend.MaxTasks)), From: []string{"backend.maxTasks"},
	})
}
