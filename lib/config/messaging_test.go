package config

import (
	"strings"
)

func badQueues() []bad {
	return []bad{
		{name: "no main queue", patch: `{"messaging": {"main": []}}`, path: "messaging.main", wrong: "there is no main queue", fix: `["jobs"]`},
		{name: "underscore in a queue", patch: `{"messaging": {"main": ["big_jobs"]}}`, path: "messaging.main[0]",
			wrong: `"big_jobs" cannot name a queue`, fix: "single hyphens"},
		{name: "long queue", patch: `{"messaging": {"main": ["` + strings.Repeat("a", 41) + `"]}}`, path: "messaging.main[0]",
			wrong: "cannot name a queue", fix: "at most 40"},
		{name: "queue like a dead-letter queue", patch: `{"messaging": {"main": ["jobs", "jobs-dead"]}}`, path: "messaging.main[1]",
			wrong: "ends like the name of a dead-letter queue", fix: "without -dead"},
		{name: "queue in both lists", patch: `{"messaging": {"main": ["jobs", "email"]}}`, path: "messaging.notification[0]",
			wrong: `"email" is already a queue`, fix: "another name"},
		{name: "queue twice", patch: `{"messaging": {"notification": ["sms", "sms"]}}`, path: "messaging.notification[1]",
			wrong: `"sms" is already a queue`, fix: "another name"},
		{name: "too many queues", patch: `{"messaging": {"main": [` + strings.TrimSuffix(strings.Repeat(`"a",`, 16), ",") + `]}}`,
			path: "messaging", wrong: "the two lists have 18 queues", fix: "at most 17"},
		{name: "queues that differ by a hyphen", patch: `{"messaging": {"main": ["order-1", "order1"]}}`, path: "messaging.main[1]",
			wrong: `"order1" differs from "order-1" by hyphens only`, fix: "letters or digits"},
	}
}
