package limits

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// twoEncryptions is for the keys of a queue: SQS has its own, or a key of KMS. Source: CloudFormation user guide, AWS::SQS::Queue,
// SqsManagedSseEnabled.
func twoEncryptions(queue map[string]any) []Refusal {
	return one(values.IsTrue(queue["SqsManagedSseEnabled"]) && queue["KmsMasterKeyId"] != nil, "KmsMasterKeyId",
		"KmsMasterKeyId must be absent beside SqsManagedSseEnabled (SQS API, CreateQueue)", queue["KmsMasterKeyId"])
}

// deadLettersNotAllowed compares a queue with what its dead-letter queue allows, where both are in the template.
func deadLettersNotAllowed(stack string, template engine.Template) []Refusal {
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		target := values.Within(values.Properties(template[id]), "RedrivePolicy", "deadLetterTargetArn")
		dead, known := referred(stack, template, target)
		if values.Type(template[id]) != queueType || !known {
			continue
		}
		allowed, _ := values.Within(dead, "RedriveAllowPolicy", "sourceQueueArns").([]any)
		name := values.Text(values.Properties(template[id])["QueueName"])
		isOne := func(arn any) bool {
			text := values.Text(arn)
			own := strings.HasPrefix(text, "${"+values.Name(stack, id)+".") || name != "" && strings.HasSuffix(text, ":"+name)
			return own || isReference(name) || isReference(text[strings.LastIndex(text, ":")+1:]) && !strings.HasPrefix(text, "${"+stack+".")
		}
		permission := values.Text(values.Within(dead, "RedriveAllowPolicy", "redrivePermission"))
		if permission == "denyAll" || permission == "byQueue" && !slices.ContainsFunc(allowed, isOne) {
			found = append(found, Refusal{LogicalID: id, At: "RedrivePolicy", New: target,
				What: "RedrivePolicy: the RedriveAllowPolicy of the dead-letter queue does not allow this queue (SQS API, CreateQueue)"})
		}
	}
	return found
}
