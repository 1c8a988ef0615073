package config

import "testing"

func badQueueSettings() []bad {
	queue := func(name, fields, field, wrong, fix string) bad {
		path := "messaging.queues.jobs"
		if field != "" {
			path += "." + field
		}
		return bad{name: name, patch: `{"messaging": {"queues": {"jobs": {` + fields + `}}}}`, path: path, wrong: wrong, fix: fix}
	}
	return []bad{
		{name: "settings of a queue that does not exist", patch: `{"messaging": {"queues": {"job": {}}}}`, path: "messaging.queues.job",
			wrong: `there is no queue "job"`, fix: `a queue of main or notification: "jobs"`},
		{name: "settings of queues as a list", patch: `{"messaging": {"queues": ["jobs"]}}`, path: "messaging.queues",
			wrong: "expected an object", fix: "in braces"},
		queue("no visibility timeout", `"visibilitySeconds": 0`, "visibilitySeconds", "hide a message for 0 seconds", "1 to 43200"),
		queue("visibility timeout of more than SQS has", `"visibilitySeconds": 43201`, "visibilitySeconds", "for 43201 seconds", "1 to 43200"),
		queue("retention of the dead-letter queue", `"retentionDays": 14`, "retentionDays", "cannot keep messages for 14 days", "1 to 13"),
		queue("no retention", `"retentionDays": 0`, "retentionDays", "cannot keep messages for 0 days", "1 to 13"),
		queue("negative delay", `"delaySeconds": -1`, "delaySeconds", "delay a message by -1 seconds", "0 to 900"),
		queue("delay of more than SQS has", `"delaySeconds": 901`, "delaySeconds", "delay a message by 901 seconds", "0 to 900"),
		queue("unknown sender", `"from": ["sqs"]`, "from[0]", `"sqs" is not a service that can send`, `"sns"`),
		queue("sender listed twice", `"from": ["sns", "sns"]`, "from[1]", "twice", "once"),
		queue("S3 and FIFO", `"fifo": true, "from": ["s3"]`, "from[0]", "S3 cannot send to a queue of the type FIFO", `"events"`),
		{name: "visibility timeout of less than a worker's message", patch: `{"messaging": {"queues": {"jobs": {"visibilitySeconds": 120}}},
			"workers": {"thumbs": {"queue": "jobs"}}}`, path: "workers.thumbs.longestMessageSeconds",
			wrong: `outlasts the visibility timeout of the queue "jobs", 120 seconds`, fix: "at most 119"},
	}
}

// TestQueuesHaveTheirSettings catches a setting of one queue that applies to another, and a default that is lost beside a setting.
func TestQueuesHaveTheirSettings(t *testing.T) {
	m := environmentOf(t, minimalDev, `{"messaging": {"queues": {"jobs": {"visibilitySeconds": 43200, "delaySeconds": 900, "from": ["s3"]},
		"email": {"fifo": true, "retentionDays": 13, "from": ["events", "sns"]}}}}`).Messaging
	if q := m.Queue("jobs"); q.VisibilitySeconds != 43200 || q.DelaySeconds != 900 || q.RetentionDays != 4 || q.FIFO || len(q.From) != 1 {
		t.Errorf("jobs has %+v, want what is written and the other defaults", q)
	}
	if q := m.Queue("email"); !q.FIFO || q.RetentionDays != 13 || q.VisibilitySeconds != 300 || len(q.From) != 2 {
		t.Errorf("email has %+v, want what is written and the other defaults", q)
	}
	if q := m.Queue("events"); q.FIFO || q.VisibilitySeconds != 300 || q.RetentionDays != 4 || len(q.From) != 0 {
		t.Errorf("events has %+v, want the defaults", q)
	}
}
