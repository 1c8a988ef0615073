package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// queueNamePattern and maxQueueName: SQS allows 80 characters, kasha-<environment>-<name>-dead adds 24, and the name is part
// of a variable's, a metric's and an alarm's name too.
var queueNamePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

const (
	maxQueueName = 40

	// maxQueues is of both kinds together. CloudFormation allows 200 outputs in a stack (its user guide, "Quotas"), a queue
	// takes four for those who refer to it, the data stack has about thirty others, and half is left to an adopter's own.
	maxQueues = 17
)

func checkMessaging(at place, m Messaging) {
	at.refuse("main", len(m.Main) == 0, "there is no main queue", `at least one, such as ["jobs"]`)
	count := len(m.Main) + len(m.Notification)
	at.refuse("", count > maxQueues, fmt.Sprintf("there are %d queues", count), fmt.Sprintf("at most %d in both lists together", maxQueues))
	seen := map[string]string{}
	for _, queues := range []struct {
		field string
		names []string
	}{{"main", m.Main}, {"notification", m.Notification}} {
		list := at.in(queues.field)
		for i, name := range queues.names {
			element := fmt.Sprintf("[%d]", i)
			list.refuse(element, !queueNamePattern.MatchString(name) || len(name) > maxQueueName,
				quote(name)+" cannot name a queue",
				fmt.Sprintf("lower-case letters, digits and single hyphens, beginning with a letter, at most %d characters", maxQueueName))
			list.refuse(element, strings.HasSuffix(name, "-dead"),
				quote(name)+" ends like a dead-letter queue, which every queue has already", "a name without -dead")
			// Outputs and variables are named without hyphens, so order-1 and order1 would claim the same.
			plain := strings.ReplaceAll(name, "-", "")
			list.refuse(element, seen[plain] == name, quote(name)+" is already a queue", "another name; main and notification queues share theirs")
			list.refuse(element, seen[plain] != "" && seen[plain] != name,
				quote(name)+" differs from "+quote(seen[plain])+" by hyphens only, and outputs are named without", "a name that differs in letters or digits")
			seen[plain] = name
		}
	}
}

// LogRetentionDays are the retention periods that CloudWatch Logs offers. Source: its API, PutRetentionPolicy.
func LogRetentionDays() []int {
	return []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
}

func checkLogs(at place, l Logs) {
	at.refuse("retentionDays", !slices.Contains(LogRetentionDays(), l.RetentionDays),
		fmt.Sprintf("CloudWatch does not offer %d days", l.RetentionDays), "one of "+list(LogRetentionDays(), "or"))
}

// emailPattern is stricter than RFC 5322 and wide enough for addresses that people have.
var emailPattern = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*` +
	`@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$`)

// checkEmail checks whom a topic writes to. Nobody is allowed: others can subscribe by hand.
func checkEmail(at place, email string) {
	const longest = 254 // RFC 5321's path of 256, less its angle brackets
	at.refuse("email", email != "" && (!emailPattern.MatchString(email) || len(email) > longest),
		quote(email)+" is not an email address", `one address, such as "ops@example.com"; or "" for none`)
}
