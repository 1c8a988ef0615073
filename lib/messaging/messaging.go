// Package messaging builds an environment's work queues.
//
// Every queue has a dead-letter queue of its own. A message that was received three times without being deleted moves
// there; nothing deletes it for fourteen days, so that a person can inspect it and send it back. lib/monitoring raises an
// alarm as long as one is there.
//
// Failure modes: a consumer slower than the visibility timeout sees its message again, and after three times it counts as
// dead. SQS-managed encryption shuts out producers that are AWS services (EventBridge, S3, SNS): such a queue needs a
// customer key, which this package does not offer.
package messaging

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const (
	// MaxReceives is how often a message may be received before it counts as dead. Source: design document, "Graceful
	// Degradation" (3 retries; SQS counts receives, not retries).
	MaxReceives = 3

	// VisibilitySeconds must exceed the longest job: until it has passed nobody else sees the message, afterwards it is
	// delivered again. Five minutes is ten times SQS's default of 30 s.
	VisibilitySeconds = 300

	// RetentionDays is SQS's default, written down because DeadLetterRetentionDays must exceed it: SQS keeps the original
	// timestamp when it moves a message, so a shorter value would delete messages on arrival. 14 days is the maximum.
	RetentionDays           = 4
	DeadLetterRetentionDays = 14
)

// Props says which queues an environment has.
type Props struct {
	Environment string   // part of the queues' names
	Names       []string // one queue each, in order; the name is part of the logical id, so renaming one replaces it
	Retain      bool     // keep the queues, and what is in them, when their stack is deleted
}

// Queue is one work queue and where its failures go.
type Queue struct {
	Name        string // as configured
	Queue       awssqs.Queue
	DeadLetters awssqs.Queue

	QueueName, DeadLettersName string // in the account and region
}

// New builds one encrypted, TLS-only queue and its dead-letter queue per name, in the order of the names.
func New(scope constructs.Construct, id string, props Props) []Queue {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	stack := awscdk.Stack_Of(scope)
	var queues []Queue
	for _, name := range props.Names {
		dead := awssqs.NewQueue(scope, jsii.String(name+"-dead"), props.queue(name+"-dead", DeadLetterRetentionDays))
		source := props.queue(name, RetentionDays)
		source.DeadLetterQueue = &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(MaxReceives)}
		queue := awssqs.NewQueue(scope, jsii.String(name), source)
		dead.Node().DefaultChild().(awssqs.CfnQueue).SetRedriveAllowPolicy(redriveFrom(stack, props.name(name)))
		queues = append(queues, Queue{
			Name: name, Queue: queue, DeadLetters: dead, QueueName: props.name(name), DeadLettersName: props.name(name + "-dead"),
		})
	}
	return queues
}

func (p Props) name(queue string) string { return "kasha-" + p.Environment + "-" + queue }

func (p Props) queue(name string, retentionDays int) *awssqs.QueueProps {
	return &awssqs.QueueProps{
		QueueName:         jsii.String(p.name(name)),
		Encryption:        awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		VisibilityTimeout: awscdk.Duration_Seconds(jsii.Number(VisibilitySeconds)),
		RetentionPeriod:   awscdk.Duration_Days(jsii.Number(retentionDays)),
		RemovalPolicy:     retention.Policy(p.Retain),
	}
}

// redriveFrom lets one queue, and no other, use a dead-letter queue. The source is named by its ARN's text, because a
// reference would be a circle: the source already refers to its dead letters.
func redriveFrom(stack awscdk.Stack, source string) map[string]any {
	arn := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sqs"), Resource: jsii.String(source)})
	return map[string]any{"redrivePermission": "byQueue", "sourceQueueArns": []any{arn}}
}
