package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestAQueueAndItsDeadLetterQueueHaveOneType catches a FIFO queue with a standard dead-letter queue, which SQS refuses. It also catches a
// name without .fifo, which SQS refuses too.
func TestAQueueAndItsDeadLetterQueueHaveOneType(t *testing.T) {
	t.Parallel()
	types := map[bool]int{}
	eachShape(t, func(p platform) {
		work, dead := p.queues()
		for _, queue := range work {
			fifo := queue.Properties.Is("FifoQueue")
			types[fifo]++
			for _, each := range []resource{queue, dead[queue.Path]} {
				named := strings.HasSuffix(each.Properties.Text("QueueName"), ".fifo")
				if is := each.Properties.Is("FifoQueue"); is != fifo || named != fifo {
					p.t.Errorf("%s: FIFO %t, named so %t, want both %t as its queue", each, is, named, fifo)
				}
			}
		}
	})
	if types[true] == 0 || types[false] == 0 {
		t.Errorf("queues by whether they are FIFO: %v, want some of both", types)
	}
}

// TestAQueueHidesMessagesForAsLongAsAWorkerTakes catches a visibility timeout that a message of a worker outlasts: SQS would deliver it
// again while the first task works on it.
func TestAQueueHidesMessagesForAsLongAsAWorkerTakes(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, _ config.Process, worker config.Worker) {
		queue := p.at("data/Messaging/" + worker.Queue + "/Resource")
		if hidden, _ := queue.Properties.Int("VisibilityTimeout"); hidden <= worker.LongestMessageSeconds {
			t.Errorf("%s: %s hides a message for %d s, want more than the %d s that one takes", path, queue, hidden, worker.LongestMessageSeconds)
		}
	})
}

// TestOnlyDeclaredServicesSend catches a queue policy that admits an AWS service which the configuration does not name. It also catches one
// that admits it on behalf of any account. An AWS service acts for everybody who asks it to.
func TestOnlyDeclaredServicesSend(t *testing.T) {
	t.Parallel()
	admitted := 0
	eachShape(t, func(p platform) {
		for _, name := range p.env.Messaging.QueueNames() {
			var got, want []string
			for _, sender := range p.env.Messaging.Queue(name).From {
				want = append(want, string(sender)+".amazonaws.com")
			}
			policy := p.one("AWS::SQS::QueuePolicy", "data/Messaging/"+name+"/Policy")
			for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
				if statement.Text("Effect") != "Allow" {
					continue
				}
				admitted++
				got = append(got, statement.Map("Principal").Text("Service"))
				condition := statement.Map("Condition")
				if condition.Map("StringEquals").Text("aws:SourceAccount") == "" || condition.Map("ArnLike").Text("aws:SourceArn") == "" {
					p.t.Errorf("%s: %v sends under the condition %v, want its account and its ARN", policy, got, condition)
				}
				if action := fmt.Sprint(statement.Texts("Action")); action != "[sqs:SendMessage]" && statement.Text("Action") != "sqs:SendMessage" {
					p.t.Errorf("%s: %v may %s, want sqs:SendMessage alone", policy, got, action)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				p.t.Errorf("%s admits %v, want %v", policy, got, want)
			}
		}
	})
	if admitted < 5 {
		t.Errorf("%d statements that admit a service, want five", admitted)
	}
}
