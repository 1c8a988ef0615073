package config

import (
	"reflect"
	"strings"
	"testing"
)

func badUses() []bad {
	return []bad{
		{name: "unknown use", patch: `{"frontend": {"uses": ["databse"]}}`, path: "frontend.uses[0]",
			wrong: `"databse" is not a thing that a process can use`, fix: `"database", if you mean that`},
		{name: "queue that does not exist", patch: `{"frontend": {"uses": ["queue:job"]}}`, path: "frontend.uses[0]",
			wrong: `there is no queue "job"`, fix: `"queue:jobs", if you mean that`},
		{name: "queue without a name", patch: `{"frontend": {"uses": ["queue:"]}}`, path: "frontend.uses[0]",
			wrong: `"queue:" is not a thing`, fix: "queue:jobs"},
		{name: "service without its kind", patch: `{"frontend": {"uses": ["service"]}}`, path: "frontend.uses[0]",
			wrong: `"service" is not a thing`, fix: "service:backend"},
		{name: "direction that does not exist", patch: `{"frontend": {"uses": ["queue:jobs:read"]}}`, path: "frontend.uses[0]",
			wrong: `"queue:jobs:read" is not a thing`, fix: `queue:jobs`},
		{name: "one thing twice", patch: `{"frontend": {"uses": ["bucket", "bucket"]}}`, path: "frontend.uses[1]",
			wrong: `"bucket" and "bucket" name the same thing`, fix: "one of them"},
		{name: "one queue in two ways", patch: `{"frontend": {"uses": ["queue:*", "queue:jobs:send"]}}`, path: "frontend.uses[1]",
			wrong: `"queue:jobs:send" and "queue:*" name the same thing`, fix: "one of them"},
		{name: "use in another type", patch: `{"frontend": {"uses": "database"}}`, path: "frontend.uses", wrong: "expected a list", fix: "["},
		{name: "replica that does not exist", patch: `{"frontend": {"uses": ["replica"]}}`, path: "frontend.uses",
			wrong: "there is no read replica", fix: "database.readReplica: true"},
		{name: "queue that nobody receives from", patch: `{"backend": {"uses": ["database", "queue:events", "queue:email", "queue:webhook:send",
			"queue:jobs"]}}`, path: "messaging.notification[1]", wrong: `no process receives from the queue "webhook"`, fix: `"queue:webhook"`},
		{name: "two services with more pools than the database has connections", patch: `{"frontend": {"uses": ["database"]}}`,
			path: "database.poolSize", wrong: "8 backend tasks and 8 frontend tasks, twice maxTasks; with poolSize 5 each",
			fix: "a poolSize of at most 3"},
		{name: "empty argument", patch: `{"backend": {"command": ["serve", ""]}}`, path: "backend.command[1]", wrong: "is empty",
			fix: "remove it"},
		{name: "secret in a command", patch: `{"backend": {"command": ["serve", "redis://user:hunter2@cache"]}}`, path: "backend.command[1]",
			wrong: "looks like a secret", fix: "Secrets Manager"},
		{name: "token in an entry point", patch: `{"backend": {"entryPoint": ["{{resolve:ssm:x}}"]}}`, path: "backend.entryPoint[0]",
			wrong: "would replace a part", fix: "text without"},
		{name: "control character in a command", patch: `{"backend": {"command": ["a\u0000b"]}}`, path: "backend.command[0]",
			wrong: "control character",
			fix:   "tabs and new lines"},
		{name: "endless command", patch: `{"backend": {"command": ["` + strings.Repeat("a", 8<<10+1) + `"]}}`, path: "backend.command",
			wrong: "the list has 1 argument and 8193 bytes", fix: "at most 100 arguments and at most 8192 bytes"},
		{name: "no time to stop", patch: `{"backend": {"stopSeconds": 1}}`, path: "backend.stopSeconds", wrong: "does not wait for 1 second",
			fix: "2 to 120"},
		{name: "endless stop", patch: `{"backend": {"stopSeconds": 121}}`, path: "backend.stopSeconds", wrong: "121 seconds", fix: "2 to 120"},
	}
}

// TestUsesAreParsedOnce catches a use that is read as another thing or direction.
func TestUsesAreParsedOnce(t *testing.T) {
	for text, want := range map[string]Use{
		"database":           {Thing: UsesDatabase},
		"queue:jobs":         {Thing: UsesQueue, Queue: "jobs", Send: true, Receive: true},
		"queue:jobs:send":    {Thing: UsesQueue, Queue: "jobs", Send: true},
		"queue:*:receive":    {Thing: UsesQueue, Queue: "*", Receive: true},
		"queue":              {},
		"queue:jobs:":        {},
		"queue:jobs:send:me": {},
		"database:read":      {},
		"":                   {},
	} {
		want.Written = text
		if got := UseOf(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v, want %+v", text, got, want)
		}
	}
	uses := Uses{UseOf("queue:jobs:send"), UseOf("queue:*:receive")}
	if !uses.SendsTo("jobs") || uses.SendsTo("events") || !uses.ReceivesFrom("events") || uses.MySQL() {
		t.Errorf("%v: got the wrong queues", uses.Texts())
	}
}
