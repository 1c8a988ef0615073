package review

import (
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

const queueType = "AWS::SQS::Queue"

// stillSent says what happens to the messages of a queue that goes, and how to remove it without a loss. It is empty for anything else. The
// data stack is deployed before the services stack. Only SQS sends to a dead-letter queue.
func stillSent(template engine.Template, id string) string {
	queue := template[id]
	if values.Type(queue) != queueType || isDeadLetterQueue(template, id) {
		return ""
	}
	text := " Tasks that run still send to it, which fails, until the services stack is deployed."
	if values.DeletionPolicy(queue) == values.Retain {
		text = " Its messages are no longer processed. Tasks that run still send to it until the services stack is deployed."
	}
	return text + ` Without a loss: keep both queues, let this one drain, then remove it (docs/deployment.md, "Queues and the replica").`
}

func isDeadLetterQueue(template engine.Template, id string) bool {
	for _, other := range template {
		policy, _ := values.Properties(other)["RedrivePolicy"].(map[string]any)
		if values.Type(other) == queueType && strings.HasSuffix(values.Text(policy["deadLetterTargetArn"]), "."+id+".Arn}") {
			return true
		}
	}
	return false
}
