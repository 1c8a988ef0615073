package kasha

import rego.v1

# Queues: failed messages are set aside after three receives, and kept long enough for somebody to look at them.

queues contains name if some name in resources_of_type("AWS::SQS::Queue")

dead_letter_queue(name) := follow_ref(name, "Properties.RedrivePolicy.deadLetterTargetArn")

dead_letter_queues contains dead if {
	some name in queues
	dead := dead_letter_queue(name)
}

work_queues := queues - dead_letter_queues

# Source: design document, "Failed messages automatically moved after 3 retries"; the number is lib/messaging's.
violation contains v if {
	some name in work_queues
	not sets_aside(name)
	v := make_diag_full(
		"Kasha-DeadLetters", "ERROR", name, "Properties.RedrivePolicy",
		"a message that always fails would come back until it expires, and hold up the others",
		"Give it a dead-letter queue of this stack with the maxReceiveCount of lib/messaging, or build it there.", "",
	)
}

sets_aside(name) if {
	dead_letter_queue(name) in queues
	properties(name).RedrivePolicy.maxReceiveCount == facts.maxReceives
}

# A message keeps the age that it had in its first queue: in a dead-letter queue of the same retention it may be gone within
# minutes. Source: SQS developer guide, "Dead-letter queues".
violation contains v if {
	some name in work_queues
	message_retention(dead_letter_queue(name)) <= message_retention(name)
	v := make_diag_full(
		"Kasha-DeadLetterRetention", "ERROR", dead_letter_queue(name), "Properties.MessageRetentionPeriod",
		"a dead-letter queue must keep messages longer than the queue they come from: their age counts from there",
		"Raise MessageRetentionPeriod; 14 days are the most.", "",
	)
}

# Four days unless said (SQS API, MessageRetentionPeriod).
message_retention(name) := coerce_to_number(object.get(properties(name), "MessageRetentionPeriod", 345600))
