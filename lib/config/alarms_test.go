package config

import (
	"strings"
)

// badAlarms are bad alarms, logs and budgets: the sections that are short.
func badAlarms() []bad {
	return append(badHealthChecks(), []bad{
		{name: "address without a host", patch: `{"alarms": {"email": "ops"}}`, path: "alarms.email", wrong: `"ops" is not an email address`,
			fix: `"ops@example.com"`},
		{name: "two addresses", patch: `{"alarms": {"email": "a@example.com,b@example.com"}}`, path: "alarms.email",
			wrong: "is not an email address", fix: "one address"},
		{name: "address with a reference", patch: `{"alarms": {"email": "${NAME}@example.com"}}`, path: "alarms.email",
			wrong: "is not an email address", fix: "one address"},
		{name: "endless address", patch: `{"alarms": {"email": "` + strings.Repeat("a", 243) + `@example.com"}}`, path: "alarms.email",
			wrong: "is not an email address", fix: "one address"},
		{name: "coverage that is none", patch: `{"alarms": {"coverage": "all"}}`, path: "alarms.coverage", wrong: `"all" is not a coverage`,
			fix: "full or critical"},
		{name: "alarm at no error", patch: `{"alarms": {"errorPercent": 0}}`, path: "alarms.errorPercent", wrong: "at 0 failed requests",
			fix: "1 to 50"},
		{name: "alarm when all is lost", patch: `{"alarms": {"errorPercent": 51}}`, path: "alarms.errorPercent",
			wrong: "at 51 failed requests", fix: "1 to 50"},
		{name: "latency in seconds", patch: `{"alarms": {"latencyMs": 1}}`, path: "alarms.latencyMs", wrong: "1 ms is not a useful limit",
			fix: "10 to 60000"},
		{name: "latency beyond the timeout", patch: `{"alarms": {"latencyMs": 60001}}`,
			path: "alarms.latencyMs", wrong: "60001 ms is not a useful limit", fix: "10 to 60000"},
		{name: "canary without its alarm", patch: `{"alarms": {"canary": true}}`, path: "alarms.canary",
			wrong: "critical coverage leaves out the canary's alarm", fix: `set coverage to "full"`},
		{name: "retention that CloudWatch lacks", patch: `{"logs": {"retentionDays": 10}}`, path: "logs.retentionDays",
			wrong: "does not offer a retention of 10 days", fix: "1, 3, 5, 7, 14"},
		{name: "logs for ever", patch: `{"logs": {"retentionDays": 0}}`, path: "logs.retentionDays",
			wrong: "does not offer a retention of 0 days", fix: "or 3653"},
		{name: "negative budget", patch: `{"budget": {"monthlyUsd": -1}}`, path: "budget.monthlyUsd", wrong: "cannot be -1 dollars",
			fix: "or 0 for none"},
		{name: "endless budget", patch: `{"budget": {"monthlyUsd": 10000001}}`, path: "budget.monthlyUsd", wrong: "10000001 dollars",
			fix: "1 to 10000000"},
	}...)
}
