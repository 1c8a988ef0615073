package kasha

import rego.v1

# Queues: messages that fail three times move to a dead-letter queue, which keeps them long enough to be inspected.

queues contains name if some name in resources_of_type("AWS::SQS::Queue")

dead_letter_queue(name) := follow_ref(name, "Properties.RedrivePolicy.deadLetterTargetArn")

dead_letter_queues contains dead if {
	some name in queues
	dead := dead_letter_queue(name)
}

# EventBridge keeps here what it cannot deliver. Nothing receives from such a queue, so no message is received again.
event_queues contains dead if {
	some rule in resources_of_type("AWS::Events::Rule")
	some dead in queues
	some target in properties(rule).Targets
	refers(target.DeadLetterConfig.Arn, dead)
}

work_queues := (queues - dead_letter_queues) - event_queues

# Source: design document, "Failed messages automatically moved after 3 retries"; the number is lib/messaging's.
violation contains v if {
	some name in work_queues
	not has_dead_letter_queue(name)
	v := make_diag_full(
		"Kasha-DeadLetters", "ERROR", name, "Properties.RedrivePolicy",
		"a message that always fails would be received again until it expires, and delay other messages",
		"Add a dead-letter queue in this stack with the maxReceiveCount of lib/messaging, or build the queue with lib/messaging.", "",
	)
}

has_dead_letter_queue(name) if {
	dead_letter_queue(name) in queues
	properties(name).RedrivePolicy.maxReceiveCount == facts.maxReceives
}

# SQS keeps a message's original timestamp when it moves the message. In a dead-letter queue with the same retention the message
# may expire within minutes. Source: SQS developer guide, "Dead-letter queues".
violation contains v if {
	some name in work_queues
	message_retention(dead_letter_queue(name)) <= message_retention(name)
	v := make_diag_full(
		"Kasha-DeadLetterRetention", "ERROR", dead_letter_queue(name), "Properties.MessageRetentionPeriod",
		"a dead-letter queue must keep messages longer than their source queue, because SQS keeps their original timestamp",
		"Raise MessageRetentionPeriod; the maximum is 14 days.", "",
	)
}

# The default is four days (SQS API, MessageRetentionPeriod).
message_retention(name) := coerce_to_number(object.get(properties(name), "MessageRetentionPeriod", 345600))
