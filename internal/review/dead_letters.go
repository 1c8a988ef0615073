package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/review/values"
)

// inspectDeadLetters finds queues whose dead-letter queue is in another account or region. SQS takes only one of the same account and
// region (SQS developer guide, "Using dead-letter queues in Amazon SQS"), so the deployment fails. Of a reference, the stack of the queue
// says where it is. An ARN with parts that are known only at deployment passes.
func (c *comparison) inspectDeadLetters(p pair, o *outcome) {
	if p.head == nil {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		queue := p.new[id]
		target := values.Text(values.Within(values.Properties(queue), "RedrivePolicy", "deadLetterTargetArn"))
		if values.Type(queue) != "AWS::SQS::Queue" || target == "" {
			continue
		}
		was := values.Text(values.Within(values.Properties(p.old[id]), "RedrivePolicy", "deadLetterTargetArn"))
		if elsewhere := c.elsewhere(p.head, target); elsewhere != "" && was != target {
			o.failures = append(o.failures, Finding{
				Construct: c.Construct(p.head.Name, id), Type: values.Type(queue), Old: was, New: target,
				What: fmt.Sprintf("RedrivePolicy: a dead-letter queue must be in the account and region of its queue, and this one is in %s "+
					"(SQS developer guide, \"Using dead-letter queues in Amazon SQS\")", elsewhere),
			})
		}
	}
}

// elsewhere names the account or region of a queue's ARN, if it is another one than the stack's. It is empty where one of them is open.
func (c *comparison) elsewhere(stack *assembly.Stack, arn string) string {
	region, account := "", ""
	if parts := strings.Split(arn, ":"); len(parts) == 6 && parts[2] == "sqs" && !strings.Contains(arn, "${") {
		region, account = parts[3], parts[4]
	} else if reference, ok := cloudformation.ParseReference(arn); ok {
		for _, p := range c.pairs {
			if p.head != nil && p.head.Name == reference.Stack {
				region, account = p.head.Region, p.head.Account
			}
		}
	}
	open := func(part string) bool { return part == "" || strings.Contains(part, "$") }
	switch {
	case !open(account) && !open(stack.Account) && account != stack.Account:
		return "account " + account
	case !open(region) && !open(stack.Region) && region != stack.Region:
		return region
	}
	return ""
}
