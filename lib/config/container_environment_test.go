package config

import (
	"os"
	"strings"
	"testing"
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
		variable("secret of a name", "SMTP_PASSWORD", "x", "looks like a secret", `{"SMTP_PASSWORD": {"secret": "dev/smtp_password"}}`),
		variable("password of the database", "DB_PASSWORD", "x", "looks like a secret", `a process with "uses": ["database"] gets`),
		variable("another name of it", "MYSQL_PASSWORD", "x", "looks like a secret", `a process with "uses": ["database"] gets`),
		variable("password that Kasha sets", "DATABASE_PASSWORD", "x", "Kasha or AWS sets", `"database" in uses sets it`),
		variable("user's password", "DHL_USER_PWD", "x", "looks like a secret", "dev/dhl_user_pwd"),
		variable("digits of a key", "ENCRYPTION_KEY", strings.Repeat("0f", 16), "looks like a secret", "dev/encryption_key"),
		variable("JDBC URL", "SPRING_DATASOURCE_URL", "jdbc:mysql://${DATABASE_HOST}:3306/kasha", "would replace a part",
			`"command": ["sh", "-c", "export SPRING_DATASOURCE_URL=jdbc:mysql://$DATABASE_HOST:$DATABASE_PORT/$DATABASE_NAME; exec`),
		{name: "password of a command",
			patch: `{"release": {"runs": "backend", "command": ["java", "-jar", "/m.jar", "--pass` + `word=hunter2"]}}`,
			path:  "release.command[3]", wrong: "looks like a secret", fix: `"secrets": {"PASSWORD": {"secret": "dev/password"}}`},
		{name: "password after its option", patch: `{"backend": {"command": ["serve", "--db-password", "hunter2"]}}`,
			path: "backend.command[2]", wrong: "looks like a secret", fix: "read it from a variable"},
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

// TestPrintedFixesAreAccepted catches an example in a message that Kasha itself would refuse, and an ordinary setting that is refused.
func TestPrintedFixesAreAccepted(t *testing.T) {
	accepted := func(patch string) {
		t.Helper()
		if _, err := Read(configuration(t, minimalDev, patch)); err != nil {
			t.Errorf("%s is refused:\n%v", patch, err)
		}
	}
	for _, name := range []string{"SMTP_PASSWORD", "API_SECRET", "ENCRYPTION_KEY", "lower_token", ""} {
		accepted(`{"backend": {` + secretExample(object{environment: "dev"}, name) + `}}`)
	}
	accepted(`{"backend": {` + shellExample("SPRING_DATASOURCE_URL") + `}}`)
	for _, text := range []string{"java -jar x", "curl -f http://localhost/ || exit 1", `sh -c "exec a"`, "CMD-SHELL test -f /tmp/up",
		"a ${NAME} b", `["serve", "--now"]`, "run *.sh", `'my program' x`} {
		if fix := commandFix(text); fix != commandExample {
			accepted(`{"backend": {"command": ` + fix + `, "healthCheck": {"command": ` + fix + `}}}`)
		}
	}
	accepted(`{"backend": {"environment": {"TOKEN_URL": "https://login.example.com/token"}}}`)
	accepted(`{"backend": {"entryPoint": ["sh", "-c"], "command": ["exec java -jar x"]}}`)
	accepted(`{"backend": {"command": ["sh", "-c", "export PASS` + `WORD=$DATABASE_PASSWORD; exec java -jar app.jar"]}}`)
}

// TestTheExamplesOfThePageAreAccepted catches an example in docs/application.md for Java or for a policy that Kasha refuses.
func TestTheExamplesOfThePageAreAccepted(t *testing.T) {
	page, err := os.ReadFile("../../docs/application.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, line := range strings.Split(string(page), "\n") {
		patch := ""
		switch {
		case strings.HasPrefix(line, `"command": [`):
			patch = `{"backend": {` + line + `}}`
		case strings.HasPrefix(line, `"release": {`), strings.HasPrefix(line, `"edge": {`):
			patch = `{` + line + `}`
		default:
			continue
		}
		found++
		if _, err := Read(configuration(t, minimalDev, patch)); err != nil {
			t.Errorf("%s is refused:\n%v", line, err)
		}
	}
	if found != 3 {
		t.Errorf("found %d examples in docs/application.md, want 3", found)
	}
}

// TestCommandsInOneTextAreSplit catches a list that ECS would not run: one text that has blanks, or a pattern that no shell expands.
func TestCommandsInOneTextAreSplit(t *testing.T) {
	for text, want := range map[string]string{
		"java -jar x": `["java", "-jar", "x"]`, `echo "a b" 'c d'`: `["echo", "a b", "c d"]`,
		"curl -f http://localhost/ || exit 1": `["sh", "-c", "curl -f http://localhost/ || exit 1"]`,
		"serve --port ${PORT}":                `["sh", "-c", "serve --port $PORT"]`, "run *.sh": `["sh", "-c", "run *.sh"]`,
		`["serve", "x"]`: `["serve", "x"]`, "CMD-SHELL up": `["sh", "-c", "up"]`, "": commandExample, "a --pass" + "word=hunter2": commandExample,
	} {
		if got := commandFix(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
