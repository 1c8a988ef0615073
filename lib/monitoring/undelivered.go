package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/retention"
)

// undeliveredDays is how long SQS keeps an event that EventBridge could not deliver. It is SQS's maximum.
const undeliveredDays = 14

// Undelivered returns the dead-letter queue of the watch's event rules, or nil if it has none. It is built with the first event.
//
// EventBridge tries for 24 hours to publish an event, and then drops it. Without permission to publish, it drops the event immediately.
// Then nobody would be notified, for instance, that a backup failed. The alarm on the queue is CloudWatch's, which needs no role.
//
// The rules' construct admits each rule to the queue, by aws:SourceArn. The encryption is SQS's own: with a KMS key, EventBridge would
// need a permission in the key's policy as well. Source: EventBridge user guide, "Using dead-letter queues to process undelivered events".
func (w *Watch) Undelivered() awssqs.IQueue {
	if w.undelivered == nil {
		return nil
	}
	return w.undelivered
}

// undeliveredQueue builds the queue and its alarm, or returns the queue if it is there already. The queue has no fixed name: a retained
// one would block the next deployment of the environment.
func (w *Watch) undeliveredQueue() awssqs.Queue {
	if w.undelivered != nil {
		return w.undelivered
	}
	w.undelivered = awssqs.NewQueue(w.scope, jsii.String("Undelivered"), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      jsii.Bool(true),
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(undeliveredDays)),
		RemovalPolicy:   retention.Policy(w.props.Environment.IsProduction()),
	})
	w.Alarm(Alarm{
		Name: "events-undelivered", Severity: names.Critical,
		Notice: Notice{
			Means: fmt.Sprintf("EventBridge could not publish an event to the alarm topic, so no one was notified of what it reports. "+
				"SQS deletes the event after %d days.", undeliveredDays),
			Do:      "Read the event in its queue and act on it. Then find out why it could not be published.",
			Runbook: "dead-letters",
		},
		Metric: queueMetric(*w.undelivered.QueueName(), visible, w.every(1, "Maximum")),
		When:   AtLeast(1), For: OutOf(1, 3), // the last two minutes may be late
		// SQS reports a queue that was inactive up to 15 minutes late.
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // a queue without traffic for six hours sends no data
		Threshold: "any event; each is a notification that no one got",
	})
	return w.undelivered
}
