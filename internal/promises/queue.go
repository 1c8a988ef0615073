package promises

import (
	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
	"kasha/lib/names"
)

// queue is a queue, and the AWS services that it declares to accept messages of: sns, events, s3.
type queue struct {
	name string // its construct path: Messaging/jobs
	from []string
}

func queues(env cloudformation.Environment) []queue {
	var found []queue
	for _, resource := range env.Resources("AWS::SQS::Queue") {
		if from := resource.Metadata.Texts(names.FromMetadata); len(from) > 0 {
			found = append(found, queue{name: resource.Name(), from: from})
		}
	}
	return found
}

// servicesSendToQueues lets AWS services send to the queues that declare it, on behalf of the environment's account. A service that acts
// for another account is refused: the conditions name the account and what sends.
func servicesSendToQueues(e environment) promise {
	var all promise
	for _, q := range e.queues {
		for _, service := range q.from {
			conditions := []string{"aws:SourceAccount", "aws:SourceArn"}
			if service == "s3" { // any bucket of the account
				conditions = conditions[:1]
			}
			for _, condition := range conditions {
				all.permissions = append(all.permissions, allowlist.Permission{
					Who: allowlist.Service(service), May: []string{"sqs:SendMessage"}, On: []string{q.name}, OnlyIf: condition, Must: true,
				})
			}
		}
	}
	return all
}

// usesQueue lets a process send to a queue and take messages from it: not empty it, not delete it, not touch its dead letters. With
// a direction, send or receive, it may do only that.
func usesQueue(process, queue, direction string, e environment) promise {
	var may []string
	if direction != "receive" {
		may = append(may, "sqs:SendMessage")
	}
	if direction != "send" {
		may = append(may, "sqs:ReceiveMessage", "sqs:DeleteMessage")
	}
	return promise{
		connections: mustCall(process, "sqs"),
		permissions: []allowlist.Permission{
			{Who: taskRole(process), May: may, On: []string{"Messaging/" + queue}, Except: e.deadLetterQueues, Must: true},
		},
	}
}
