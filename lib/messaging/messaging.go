// Package messaging builds an environment's work queues.
//
// Every queue has its own dead-letter queue. SQS moves a message there when it was received three times without being deleted. SQS keeps
// the message for fourteen days, so a person can inspect it and send it back. An alarm of lib/monitoring is in state ALARM while a
// dead-letter queue holds a message.
//
// Failure modes: a consumer that takes longer than the visibility timeout receives its message again. After three receives, SQS moves the
// message to the dead-letter queue. An AWS service (EventBridge, S3, SNS) can send to a queue only if the queue's policy admits it. With
// a KMS key instead of SQS-managed encryption, the key's policy would have to admit the service, too.
package messaging

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
	"kasha/lib/retention"
)

const (
	// MaxReceives is how often a message may be received before SQS moves it to the dead-letter queue. Source: design document,
	// "Graceful Degradation" (3 retries; SQS counts receives, not retries).
	MaxReceives = 3

	// VisibilitySeconds must exceed the longest job. For this time no other consumer receives the message; afterwards it is
	// delivered again. Five minutes is ten times SQS's default of 30 s.
	VisibilitySeconds = 300

	// RetentionDays is SQS's default. It is written down because DeadLetterRetentionDays must exceed it. SQS keeps the original
	// timestamp when it moves a message, so a shorter value would delete messages on arrival. The maximum is 14 days.
	RetentionDays           = 4
	DeadLetterRetentionDays = 14
)

// Props describes the queues of an environment.
type Props struct {
	Environment names.Environment
	Names       []string // one queue each, in order; the name is part of the logical id, so renaming a queue replaces it
	Retain      bool     // keep the queues and their messages when their stack is deleted
}

// Queue is one work queue with its dead-letter queue.
type Queue struct {
	Name        string // as configured
	Queue       awssqs.Queue
	DeadLetters awssqs.Queue

	QueueName, DeadLettersName string // their physical names
}

// New builds one encrypted, TLS-only queue and its dead-letter queue per name, in the order of the names.
func New(scope constructs.Construct, id string, props Props) []Queue {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	stack := awscdk.Stack_Of(scope)
	var queues []Queue
	for _, name := range props.Names {
		queueName, deadName := props.Environment.Queue(name), props.Environment.DeadLetterQueue(name)
		dead := awssqs.NewQueue(scope, jsii.String(name+names.DeadLetters), props.queue(deadName, DeadLetterRetentionDays))
		source := props.queue(queueName, RetentionDays)
		source.DeadLetterQueue = &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(MaxReceives)}
		queue := awssqs.NewQueue(scope, jsii.String(name), source)
		dead.Node().DefaultChild().(awssqs.CfnQueue).SetRedriveAllowPolicy(redriveFrom(stack, queueName))
		queues = append(queues, Queue{
			Name: name, Queue: queue, DeadLetters: dead, QueueName: queueName, DeadLettersName: deadName,
		})
	}
	return queues
}

func (p Props) queue(name string, retentionDays int) *awssqs.QueueProps {
	return &awssqs.QueueProps{
		QueueName:         jsii.String(name),
		Encryption:        awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		VisibilityTimeout: awscdk.Duration_Seconds(jsii.Number(VisibilitySeconds)),
		RetentionPeriod:   awscdk.Duration_Days(jsii.Number(retentionDays)),
		RemovalPolicy:     retention.Policy(p.Retain),
	}
}

// redriveFrom returns the policy that lets only one queue use a dead-letter queue. It names that queue by the text of its ARN. A
// reference would be circular, because the queue already refers to its dead-letter queue.
func redriveFrom(stack awscdk.Stack, source string) map[string]any {
	arn := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sqs"), Resource: jsii.String(source)})
	return map[string]any{"redrivePermission": "byQueue", "sourceQueueArns": []any{arn}}
}
