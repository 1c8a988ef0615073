package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// sendersTo names the AWS services that may send to a queue by its own policy, such as S3 and EventBridge. They have no role, so that
// internal/permissions lists no right of theirs.
func (r *reader) sendersTo(queue cloudformation.Resource) []string {
	var senders []string
	for _, policy := range r.env.Resources("AWS::SQS::QueuePolicy") {
		isOf := slices.ContainsFunc(policy.Properties.Texts("Queues"), func(text string) bool {
			return r.env.Identity(text) == r.env.Identity(queue.Reference())
		})
		if !isOf {
			continue
		}
		for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
			if statement.Text("Effect") != "Allow" || !slices.ContainsFunc(statement.Texts("Action"), includesSending) {
				continue
			}
			for _, principal := range statement.Map("Principal").Texts("Service") {
				if name := nameOfService(principal); !slices.Contains(senders, name) {
					senders = append(senders, name)
				}
			}
		}
	}
	slices.Sort(senders)
	return senders
}

func includesSending(action string) bool {
	return slices.Contains([]string{"sqs:SendMessage", "sqs:*", "sqs:Send*", "*"}, action)
}

// nameOfService is a service principal as people say it. One that is not known here stays as it is.
func nameOfService(principal string) string {
	name := strings.TrimSuffix(principal, ".amazonaws.com")
	switch name {
	case "events":
		return "EventBridge"
	case "scheduler":
		return "EventBridge Scheduler"
	case "s3", "sns":
		return strings.ToUpper(name)
	}
	return principal
}

// undelivered is the queue of a rule's target for events that EventBridge could not deliver, with the number of such rules.
func (r *reader) undelivered() []string {
	var queues []string
	rules, kept := map[string]int{}, map[string]string{}
	for _, rule := range r.env.Resources("AWS::Events::Rule") {
		var of []string
		for _, target := range rule.Properties.Maps("Targets") {
			queue, ok := r.env.Find(target.Map("DeadLetterConfig").Text("Arn"))
			if ok && !slices.Contains(of, queue.Name()) {
				of = append(of, queue.Name())
				kept[queue.Name()] = keptIn(queue)
			}
		}
		for _, name := range of {
			if rules[name]++; rules[name] == 1 {
				queues = append(queues, name)
			}
		}
	}
	for i, name := range queues {
		title := name[strings.LastIndex(name, "/")+1:]
		queues[i] = "queue " + title + ": events that " + plural(rules[name], "rule") + " cannot deliver" + kept[name]
	}
	return queues
}
