package tests

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// TestQueuesAreThoseConfigured catches a queue that is missing or has another name than the configured one.
func TestQueuesAreThoseConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		var want, got []string
		for _, name := range slices.Concat(p.env.Messaging.Main, p.env.Messaging.Notification) {
			want = append(want, "kasha-"+p.env.Name+"-"+name+map[bool]string{true: ".fifo"}[p.env.Messaging.Queue(name).FIFO])
		}
		work, _ := p.queues()
		for _, queue := range work {
			got = append(got, queue.Properties.Text("QueueName"))
		}
		if sorted(got) != sorted(want) {
			p.t.Errorf("queues %s, want %s", sorted(got), sorted(want))
		}
	})
}

// TestEveryQueueHasADeadLetterQueueThatKeepsMessagesLonger catches a queue that retries a failing message until it expires. It also catches
// a dead-letter queue that deletes messages on arrival: a message's age counts from when it was first sent.
func TestEveryQueueHasADeadLetterQueueThatKeepsMessagesLonger(t *testing.T) {
	eachShape(t, func(p platform) {
		work, dead := p.queues()
		for _, queue := range work {
			target, ok := dead[queue.Path]
			if !ok {
				p.t.Errorf("%s has no dead-letter queue, want one", queue)
				continue
			}
			if receives := queue.Properties.Map("RedrivePolicy").Text("maxReceiveCount"); receives != "3" {
				p.t.Errorf("%s has the maxReceiveCount %s, want 3 as in the design document", queue, receives)
			}
			kept, _ := queue.Properties.Int("MessageRetentionPeriod")
			if keptDead, _ := target.Properties.Int("MessageRetentionPeriod"); keptDead <= kept || kept == 0 {
				p.t.Errorf("%s keeps messages for %d s, want more than %s: %d s", target, keptDead, queue, kept)
			}
			allowed := target.Properties.Map("RedriveAllowPolicy").Texts("sourceQueueArns")
			if len(allowed) != 1 || !strings.HasSuffix(allowed[0], ":"+queue.Properties.Text("QueueName")) {
				p.t.Errorf("%s accepts dead letters of %v, want those of %s", target, allowed, queue)
			}
		}
		if len(dead) != len(work) {
			p.t.Errorf("%d queues have %d dead-letter queues, want one each", len(work), len(dead))
		}
	})
}

// TestDeadLettersRaiseAnAlarm catches a dead-letter queue without an alarm. It also catches an alarm on NumberOfMessagesSent, in which
// SQS does not count messages that it moves itself.
func TestDeadLettersRaiseAnAlarm(t *testing.T) {
	eachShape(t, func(p platform) {
		_, dead := p.queues()
		watched := map[string]resource{}
		for _, alarm := range p.some("AWS::CloudWatch::Alarm") {
			for _, dimension := range alarm.Properties.Maps("Dimensions") {
				if alarm.Properties.Text("MetricName") == "ApproximateNumberOfMessagesVisible" {
					watched[dimension.Text("Value")] = alarm
				}
			}
		}
		for _, queue := range dead {
			alarm, ok := watched[queue.Properties.Text("QueueName")]
			if !ok {
				p.t.Errorf("no alarm watches %s, want one", queue)
				continue
			}
			// The alarm refers to the topic by its fixed name, so a topic of that name must exist in the same region.
			told := strings.Join(alarm.Properties.Texts("AlarmActions"), " ")
			if !slices.ContainsFunc(p.some("AWS::SNS::Topic"), func(topic resource) bool {
				return topic.Region == alarm.Region && strings.HasSuffix(told, ":"+topic.Properties.Text("TopicName"))
			}) {
				p.t.Errorf("%s notifies %s, want a topic of the template", alarm, told)
			}
			p.equal(alarm, "Threshold", 1)
			p.equal(alarm, "ComparisonOperator", "GreaterThanOrEqualToThreshold")
		}
	})
	p := platformOf(t, "prod")
	p.holds("subscription", func() {
		p.template("network").HasResourceProperties(jsii.String("AWS::SNS::Subscription"), assertions.Match_ObjectLike(&map[string]any{
			"Protocol": "email", "Endpoint": p.env.Alarms.Email,
		}))
	})
}

// TestQueuesAreEncrypted catches a queue in clear text: the construct writes no encryption unless it is asked to.
func TestQueuesAreEncrypted(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, queue := range p.some("AWS::SQS::Queue") {
			if !queue.Properties.Is("SqsManagedSseEnabled") && queue.Properties.Text("KmsMasterKeyId") == "" {
				p.t.Errorf("%s is not encrypted, want it encrypted", queue)
			}
		}
	})
}
