package config

import (
	"strings"
)

func badVariables() []bad {
	variable := func(name, variable, value, wrong, fix string) bad {
		patch := `{"backend": {"environment": {"` + variable + `": "` + value + `"}}}`
		return bad{name: name, patch: patch, path: "backend.environment." + variable, wrong: wrong, fix: fix}
	}
	return []bad{
		variable("hyphen in a variable", "LOG-LEVEL", "info", "not the name of an environment variable", "letters, digits and underscores"),
		{name: "variable with a space", patch: `{"backend": {"environment": {"LOG LEVEL": "x"}}}`, path: `backend.environment["LOG LEVEL"]`,
			wrong: "not the name", fix: "letters, digits"},
		{name: "endless variable", patch: `{"backend": {"environment": {"` + strings.Repeat("A", 256) + `": "x"}}}`,
			path: "backend.environment[" + quote(strings.Repeat("A", 256)) + "]", wrong: "not the name", fix: "letters, digits"},
		{name: "variable without a name", patch: `{"backend": {"environment": {"": "x"}}}`, path: `backend.environment[""]`,
			wrong: "not the name", fix: "letters, digits"},
		variable("variable of Kasha", "DATABASE_HOST", "db", "Kasha or AWS sets this variable", "reserved are BACKEND_URL"),
		variable("variable of a queue", "QUEUE_JOBS_URL", "x", "Kasha or AWS sets this variable", "QUEUE_*"),
		variable("variable of AWS", "AWS_REGION", "us-east-1", "Kasha or AWS sets this variable", "AWS_*"),
		variable("password", "SMTP_PASSWORD", "x", "looks like a secret", "keep it in Secrets Manager"),
		variable("token", "github_token", "x", "looks like a secret", "keep it in Secrets Manager"),
		variable("access key", "KEY_ID", "AKIAABCDEFGHIJKLMNOP", "looks like a secret", "keep it in Secrets Manager"),
		variable("private key", "PEM", `-----BEGIN RSA PRIVATE KEY-----\n`, "looks like a secret", "keep it in Secrets Manager"),
		variable("address with a password", "CACHE_URL", "redis://user:hunter2@cache:6379", "looks like a secret",
			"keep it in Secrets Manager"),
		variable("token of the CDK", "GREETING", "${Token[TOKEN.7]}", "would replace a part", "without ${"),
		variable("list token of the CDK", "GREETING", "#{Token[TOKEN.7]}", "would replace a part", "#{Token["),
		variable("zero byte", "GREETING", `a\u0000b`, "a control character", "tabs and new lines at most"),
		variable("bell", "GREETING", `a\u0007b`, "a control character", "tabs and new lines at most"),
		variable("carriage return", "GREETING", `a\r\nb`, "a control character", "tabs and new lines at most"),
		variable("what Fn::Sub replaces", "LOG_FORMAT", "${level} ${message}", "a reference that was forgotten", "in its image instead"),
		variable("pseudo parameter", "TOPIC_ARN", "arn:aws:sqs:${AWS::Region}:1:a", "a reference that was forgotten", "in its image instead"),
		variable("escaped for a shell", "GREETING", "$${NAME}", "a reference that was forgotten", "in its image instead"),
		variable("dynamic reference", "GREETING", "{{resolve:ssm:name}}", "would replace a part", "{{resolve:"),
		{name: "too many variables", patch: `{"backend": {"environment": {"A": "` + strings.Repeat("a", 32<<10) + `"}}}`,
			path: "backend.environment", wrong: "the variables take 32769 bytes", fix: "at most 32768"},
	}
}
