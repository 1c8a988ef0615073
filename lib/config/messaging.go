package config

import (
	"fmt"
	"regexp"
	"strings"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Messaging names the queues. A name is part of the queue's logical id: renaming one replaces the queue, and its messages are
// lost.
type Messaging struct {
	// Main are the queues of work for the backend. Each has a dead-letter queue of its own.
	//
	//	Default: ["jobs", "events"]
	//	Allowed: at least one name of lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters;
	//	         not ending in -dead; at most 17 in both lists together
	//	Source:  design document, "Infrastructure Components"; SQS API, CreateQueue: 80 characters
	Main []string `json:"main"`

	// Notification are the queues of notifications to send. Each has a dead-letter queue of its own.
	//
	//	Default: ["email", "webhook"]
	//	Allowed: names in the form of main, which differ from those of main by more than hyphens
	//	Source:  design document, "Infrastructure Components"; SQS API, CreateQueue: 80 characters
	Notification []string `json:"notification"`

	// Queues are the settings of single queues, by their names.
	//
	//	Default: {}
	//	Allowed: an object for any queue of main and notification
	//	Source:  Kasha's own; docs/queues.md
	Queues map[string]Queue `json:"queues"`
}

func defaultMessaging() Messaging {
	return Messaging{Main: []string{"jobs", "events"}, Notification: []string{"email", "webhook"}, Queues: map[string]Queue{}}
}

// queueList is one of the two lists, with the field that holds it.
type queueList struct {
	field  string
	queues []string
}

// lists returns both lists in the order of the fields.
func (m Messaging) lists() []queueList {
	return []queueList{{field: "main", queues: m.Main}, {field: "notification", queues: m.Notification}}
}

// maxQueues is of both lists together. CloudFormation allows 200 outputs in a stack (its user guide, "Quotas"). A queue takes four
// for those who refer to it, the data stack has about thirty others, and half is left for an adopter's own.
const maxQueues = 17

var queueNamePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func checkMessaging(at object, m Messaging) {
	at.rejectIf(len(m.Main) == 0, "main", "there is no main queue", `at least one, such as ["jobs"]`)
	if count := len(m.Main) + len(m.Notification); count > maxQueues {
		at.reject("", "the two lists have "+spelling.Count(count, "queue"), fmt.Sprintf("at most %d in both lists together", maxQueues))
	}
	seen := map[string]string{} // names by their form without hyphens
	for _, list := range m.lists() {
		for i, name := range list.queues {
			checkQueue(at.element(list.field, i), name, seen)
		}
	}
	checkQueues(at, m)
}

func checkQueue(at object, name string, seen map[string]string) {
	if !queueNamePattern.MatchString(name) || len(name) > names.MaxQueue {
		at.reject("", quote(name)+" cannot name a queue",
			fmt.Sprintf("lower-case letters, digits and single hyphens, beginning with a letter, at most %d characters", names.MaxQueue))
	}
	if strings.HasSuffix(name, names.DeadLetters) {
		at.reject("", quote(name)+" ends like the name of a dead-letter queue, which every queue already has",
			"a name without "+names.DeadLetters)
	}
	if seen[strings.ReplaceAll(name, "-", "")] == name {
		at.reject("", quote(name)+" is already a queue", "another name; it must differ from those in both lists")
	}
	differsByHyphens(at, name, seen)
}
