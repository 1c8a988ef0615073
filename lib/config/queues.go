package config

import (
	"fmt"
	"maps"
	"slices"

	"kasha/lib/spelling"
)

// Queue has the settings of one queue.
type Queue struct {
	// FIFO makes the queue one of the type FIFO: messages of a group arrive in their order, and one at a time. The sender gives each message a
	// group. Another type is another queue: the messages of the old one are lost for the application. Use a queue of another name for that.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  SQS developer guide, "Amazon SQS FIFO queues"
	FIFO bool `json:"fifo"`

	// VisibilitySeconds is for how long no other task receives a message that one has received. If the message is not deleted by then, SQS
	// delivers it again; after three times, it becomes a dead letter. The alarm on the age of the oldest message follows from it.
	//
	//	Unit:    seconds
	//	Default: 300
	//	Allowed: 1 to 43200, and more than the longestMessageSeconds of its workers
	//	Source:  SQS API, SetQueueAttributes; the default is ten times SQS's
	VisibilitySeconds int `json:"visibilitySeconds"`

	// RetentionDays is how long SQS keeps a message that nobody processes. The dead-letter queue keeps messages for 14 days. SQS counts these
	// days from when the message was first sent, so the queue itself must keep messages for fewer.
	//
	//	Unit:    days
	//	Default: 4
	//	Allowed: 1 to 13
	//	Source:  SQS API, SetQueueAttributes; SQS developer guide, "Using dead-letter queues in Amazon SQS"
	RetentionDays int `json:"retentionDays"`

	// DelaySeconds is for how long SQS hides a new message before a task can receive it.
	//
	//	Unit:    seconds
	//	Default: 0
	//	Allowed: 0 to 900
	//	Source:  SQS API, SetQueueAttributes
	DelaySeconds int `json:"delaySeconds"`

	// From are the AWS services that may send to the queue: topics of SNS, rules of EventBridge, or notifications of S3 buckets. Only those of
	// the environment's own account may, and of SNS and EventBridge only those of its region.
	//
	//	Default: []
	//	Allowed: "sns", "events", "s3"; not "s3" for a queue of the type FIFO
	//	Source:  SQS developer guide, "Basic examples of Amazon SQS policies"; S3 user guide, "Amazon S3 Event Notifications" (no FIFO queues)
	From []Sender `json:"from"`
}

// Sender is an AWS service that may send to a queue.
type Sender string

// The senders.
const (
	FromSNS    Sender = "sns"
	FromEvents Sender = "events"
	FromS3     Sender = "s3"
)

// Senders returns the values that the from of a queue may hold.
func Senders() []Sender { return []Sender{FromSNS, FromEvents, FromS3} }

// prepare fills a queue of which nothing was written.
func (q *Queue) prepare(map[string]any) { *q = defaultQueue() }

func defaultQueue() Queue { return Queue{VisibilitySeconds: 300, RetentionDays: 4, From: []Sender{}} }

// Queue returns the settings of a queue.
func (m Messaging) Queue(name string) Queue {
	if settings, ok := m.Queues[name]; ok {
		return settings
	}
	return defaultQueue()
}

// QueueNames returns the names of all queues, in the order in which they are built.
func (m Messaging) QueueNames() []string { return slices.Concat(m.Main, m.Notification) }

// The limits of SQS. A dead-letter queue keeps messages for 14 days, which is SQS's maximum.
const (
	maxRetentionDays = 13
	maxDelaySeconds  = 900
)

// checkQueues checks the settings of queues. at is messaging.
func checkQueues(at object, m Messaging) {
	for _, name := range slices.Sorted(maps.Keys(m.Queues)) {
		queue, q := at, m.Queues[name]
		queue.path = child(at.field("queues"), name)
		if at.valid("main", "notification") && !slices.Contains(m.QueueNames(), name) {
			queue.reject("", "there is no queue "+quote(name), "a queue of main or notification: "+suggestion(name, m.QueueNames()))
			continue
		}
		if q.VisibilitySeconds < 1 || q.VisibilitySeconds > longestTime {
			queue.reject("visibilitySeconds", "SQS cannot hide a message for "+spelling.Count(q.VisibilitySeconds, "second"),
				fmt.Sprintf("1 to %d", longestTime))
		}
		if q.RetentionDays < 1 || q.RetentionDays > maxRetentionDays {
			queue.reject("retentionDays", "a queue cannot keep messages for "+spelling.Count(q.RetentionDays, "day")+
				", because its dead-letter queue keeps them for 14 from when they were sent", fmt.Sprintf("1 to %d", maxRetentionDays))
		}
		if q.DelaySeconds < 0 || q.DelaySeconds > maxDelaySeconds {
			queue.reject("delaySeconds", "SQS cannot delay a message by "+spelling.Count(q.DelaySeconds, "second"),
				fmt.Sprintf("0 to %d", maxDelaySeconds))
		}
		checkSenders(queue, q)
	}
}

func checkSenders(at object, q Queue) {
	for i, sender := range q.From {
		element := at.element("from", i)
		if !slices.Contains(Senders(), sender) {
			element.reject("", quote(string(sender))+" is not a service that can send to a queue", suggestion(sender, Senders()))
		}
		element.rejectIf(q.FIFO && sender == FromS3, "", "S3 cannot send to a queue of the type FIFO",
			`"events": S3 sends to EventBridge, and a rule sends to the queue with a message group`)
		element.rejectIf(slices.Index(q.From, sender) < i, "", quote(string(sender))+" is in the list twice", "list it once")
	}
}
