// Package messaging builds an environment's work queues.
//
// Every queue has its own dead-letter queue. SQS moves a message to the dead-letter queue when it was received three times without being
// deleted. SQS keeps the message there for fourteen days, so a person can inspect it and send it back. An alarm of lib/monitoring is in
// state ALARM while a dead-letter queue holds a message.
//
// Failure modes: a consumer that takes longer than the visibility timeout receives its message again. After three receives, SQS moves the
// message to the dead-letter queue. A message that fails in a queue of the type FIFO stops the later messages of its group until then.
package messaging

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/retention"
)

const (
	// MaxReceives is how often a message may be received before SQS moves it to the dead-letter queue. Source: design document,
	// "Graceful Degradation" (3 retries; SQS counts receives, not retries).
	MaxReceives = 3

	// DeadLetterRetentionDays exceeds what lib/config allows for a queue. SQS keeps the original timestamp when it moves a message, so a
	// shorter value would delete messages on arrival. The maximum is 14 days.
	DeadLetterRetentionDays = 14

	// deadLetterVisibility is for how long SQS hides a dead letter that a person reads, in seconds.
	deadLetterVisibility = 300
)

// Props describes the queues of an environment.
type Props struct {
	Environment names.Environment
	Messaging   config.Messaging // a queue's name is part of its logical id, so renaming a queue replaces it
	Retain      bool             // keep the queues and their messages when their stack is deleted
}

// Queue is one work queue with its dead-letter queue.
type Queue struct {
	Name        string // as configured
	Settings    config.Queue
	Queue       awssqs.Queue
	DeadLetters awssqs.Queue

	QueueName, DeadLettersName string // their physical names
}

// QueueName returns the physical name of a configured queue.
func QueueName(environment names.Environment, m config.Messaging, name string) string {
	if m.Queue(name).FIFO {
		return environment.FIFOQueue(name)
	}
	return environment.Queue(name)
}

// New builds one encrypted, TLS-only queue and its dead-letter queue per name, in the order of the names.
func New(scope constructs.Construct, id string, props Props) []Queue {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	var queues []Queue
	for _, name := range props.Messaging.QueueNames() {
		queues = append(queues, props.build(scope, name, props.Messaging.Queue(name)))
	}
	return queues
}

// build builds one queue. Its dead-letter queue has the same type, as SQS demands.
func (p Props) build(scope constructs.Construct, name string, settings config.Queue) Queue {
	queueName, deadName := QueueName(p.Environment, p.Messaging, name), p.Environment.DeadLetterQueue(name)
	if settings.FIFO {
		deadName = p.Environment.FIFODeadLetterQueue(name)
	}
	dead := awssqs.NewQueue(scope, jsii.String(name+names.DeadLetters), p.queue(deadName, settings.FIFO, deadLetterVisibility,
		DeadLetterRetentionDays))
	source := p.queue(queueName, settings.FIFO, settings.VisibilitySeconds, settings.RetentionDays)
	source.DeadLetterQueue = &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(MaxReceives)}
	if settings.DelaySeconds > 0 {
		source.DeliveryDelay = awscdk.Duration_Seconds(jsii.Number(settings.DelaySeconds))
	}
	queue := awssqs.NewQueue(scope, jsii.String(name), source)
	admit(queue, settings.From)
	dead.Node().DefaultChild().(awssqs.CfnQueue).SetRedriveAllowPolicy(redriveFrom(awscdk.Stack_Of(scope), queueName))
	return Queue{
		Name: name, Settings: settings, Queue: queue, DeadLetters: dead, QueueName: queueName, DeadLettersName: deadName,
	}
}

func (p Props) queue(name string, fifo bool, visibilitySeconds, retentionDays int) *awssqs.QueueProps {
	props := &awssqs.QueueProps{
		QueueName:         jsii.String(name),
		Encryption:        awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		VisibilityTimeout: awscdk.Duration_Seconds(jsii.Number(visibilitySeconds)),
		RetentionPeriod:   awscdk.Duration_Days(jsii.Number(retentionDays)),
		RemovalPolicy:     retention.Policy(p.Retain),
	}
	if fifo {
		props.Fifo = jsii.Bool(true)
	}
	return props
}

// redriveFrom returns the policy that lets only one queue use a dead-letter queue. It names that queue by the text of its ARN. A
// reference would be circular, because the queue already refers to its dead-letter queue.
func redriveFrom(stack awscdk.Stack, source string) map[string]any {
	arn := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sqs"), Resource: jsii.String(source)})
	return map[string]any{"redrivePermission": "byQueue", "sourceQueueArns": []any{arn}}
}
