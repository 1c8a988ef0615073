package promises

import "kasha/internal/allowlist"

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
