package limits

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

const queueType = "AWS::SQS::Queue"

// storageChecks are those of S3 and SQS.
func storageChecks() []check {
	return []check{of(lifecycle, "AWS::S3::Bucket"), of(queueOfItsKind, queueType), of(twoEncryptions, queueType)}
}

// lifecycle compares the days of a bucket's rules: objects must be in a class for a while, and may not expire before they get there.
func lifecycle(bucket map[string]any) []Refusal {
	const page = "S3 user guide, \"Transitioning objects using Amazon S3 Lifecycle\""
	var found []Refusal
	used := map[string]bool{}
	for i, rule := range values.Objects(values.Within(bucket, "LifecycleConfiguration", "Rules")) {
		name := values.Text(or(rule["Id"], i))
		at := "LifecycleConfiguration.Rules[" + name + "]"
		found = append(found, one(rule["Id"] != nil && used[name], at+".Id", at+".Id: two rules have this id (S3 API, LifecycleRule)", name)...)
		used[name] = true
		for _, of := range []struct {
			moves   []map[string]any
			expires any
			list    string
		}{
			{slices.Concat(values.Objects(rule["Transitions"]), objectOf(rule["Transition"])), rule["ExpirationInDays"], "Transitions"},
			{slices.Concat(values.Objects(rule["NoncurrentVersionTransitions"]), objectOf(rule["NoncurrentVersionTransition"])),
				or(values.Within(rule, "NoncurrentVersionExpiration", "NoncurrentDays"), rule["NoncurrentVersionExpirationInDays"]),
				"NoncurrentVersionTransitions"},
		} {
			for _, move := range of.moves {
				class, days := values.Text(move["StorageClass"]), move["TransitionInDays"]
				n, written := number(days)
				rare := class == "STANDARD_IA" || class == "ONEZONE_IA"
				found = append(found, one(rare && written && n < 30, at+"."+of.list,
					fmt.Sprintf("%s.%s: objects move to %s after at least 30 days (%s)", at, of.list, class, page), days)...)
				found = append(found, one(written && !exceeds(of.expires, days) && isNumber(of.expires), at+"."+of.list,
					fmt.Sprintf("%s.%s: objects expire after %s days, before or when they move to %s; fix: expire them later (%s)",
						at, of.list, values.Text(of.expires), class, page), days)...)
			}
		}
	}
	return found
}

func objectOf(value any) []map[string]any {
	if object, is := value.(map[string]any); is {
		return []map[string]any{object}
	}
	return nil
}

func isNumber(value any) bool {
	_, is := number(value)
	return is
}

// queueOfItsKind checks what only FIFO queues have, and that they have it.
func queueOfItsKind(queue map[string]any) []Refusal {
	const page = "SQS API, CreateQueue"
	name := values.Text(queue["QueueName"])
	fifo := values.IsTrue(queue["FifoQueue"])
	known := name != "" && !isReference(name)
	found := one(fifo && known && !strings.HasSuffix(name, ".fifo"), "QueueName",
		"QueueName: the name of a FIFO queue must end with .fifo ("+page+")", name)
	found = append(found, one(!fifo && known && strings.HasSuffix(name, ".fifo"), "QueueName",
		"QueueName: only the name of a FIFO queue may end with .fifo ("+page+")", name)...)
	for property, ofFIFO := range map[string]string{
		"ContentBasedDeduplication": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId",
	} {
		found = append(found, one(!fifo && values.Text(queue[property]) == ofFIFO, property, property+" is for FIFO queues only ("+page+")",
			queue[property])...)
	}
	return found
}

// deadLettersOfAnotherKind compares a queue with its dead-letter queue, where both are in the template.
func deadLettersOfAnotherKind(stack string, template engine.Template) []Refusal {
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		queue := values.Properties(template[id])
		target := values.Text(values.Within(queue, "RedrivePolicy", "deadLetterTargetArn"))
		for other, resource := range template {
			if values.Type(template[id]) != queueType || values.Type(resource) != queueType || target != "${"+values.Name(stack, other)+".Arn}" {
				continue
			}
			if values.IsTrue(queue["FifoQueue"]) != values.IsTrue(values.Properties(resource)["FifoQueue"]) {
				found = append(found, Refusal{LogicalID: id, At: "RedrivePolicy", New: target,
					What: "RedrivePolicy: the dead-letter queue of a FIFO queue must be a FIFO queue, and that of a standard queue a standard " +
						"queue (SQS API, CreateQueue)"})
			}
		}
	}
	return found
}
