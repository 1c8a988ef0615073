package plaintext

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestSecretsAreRecognized catches a usual secret that passes, and a usual setting that is refused.
func TestSecretsAreRecognized(t *testing.T) {
	for _, c := range []struct {
		name, value  string
		named, holds bool
	}{
		{name: "DB_PASSWORD", named: true},
		{name: "stripe_api_key", named: true},
		{name: "AUTH_TOKEN", named: true},
		{name: "TOKENIZER"},
		{name: "DATABASE_AUTH"},
		{name: "STRIPE_KEY", value: "sk_live_51HxQ7abcdef", holds: true},
		{name: "DSN", value: "mysql://shop:hunter2@db.example.com/shop", holds: true},
		{name: "ID", value: "AKIAIOSFODNN7EXAMPLE", holds: true},
		{name: "PEM", value: "-----BEGIN RSA PRIVATE KEY-----", holds: true},
		{name: "SITE", value: "https://app.example.com/a?b=c"},
		{name: "MODE", value: "sk_test_mode"},
		{name: "DHL_USER_PWD", named: true},
		{name: "SMTP_PASS", named: true},
		{name: "PWD", value: "/app"},
		{name: "MAIL", value: "SG" + "." + strings.Repeat("x", 22) + "." + strings.Repeat("y", 43), holds: true},
		{name: "MAPS", value: "AI" + "za" + strings.Repeat("x", 35), holds: true},
		{name: "HOOK", value: "https://hooks.slack" + ".com/services/" + "T000/B000/" + strings.Repeat("x", 24), holds: true},
		{name: "STRIPE", value: "sk_" + "test_" + strings.Repeat("0", 24), holds: true},
		{name: "SESSION", value: "ey" + "J" + strings.Repeat("x", 12) + "." +
			strings.Repeat("y", 12) + "." + strings.Repeat("z", 12), holds: true},
		{name: "AUTH", value: "Basic " + base64.StdEncoding.EncodeToString([]byte("nobody:nothing")), holds: true},
		{name: "AUTH", value: "Basic authentication"},
		{name: "AUTH", value: "Bearer " + strings.Repeat("x", 20) + "1", holds: true},
		{name: "AUTH", value: "Bearer authentication scheme"},
		{name: "ARGUMENT", value: "--pass" + "word=hunter2", holds: true},
		{name: "ARGUMENT", value: "--password=$DATABASE_PASSWORD"},
		{name: "ARGUMENT", value: "--password-file=/run/secret"},
		{name: "ARGUMENT", value: "--require-password=true"},
		{name: "SHELL", value: "export DB_PASS" + "WORD=hunter2; exec app", holds: true},
		{name: "SHELL", value: `export DB_PASSWORD="$DATABASE_PASSWORD"; exec app`},
		{name: "SHELL", value: "mysql --pass" + "word hunter2", holds: true},
		{name: "SHELL", value: "mysql --password $DATABASE_PASSWORD"},
		{name: "DSN", value: "jdbc:mysql://db/shop?user=a&pass" + "word=hunter2", holds: true},
		{name: "SITE", value: "jdbc:mysql://user:$DATABASE_PASSWORD@db/shop"},
	} {
		if got := Named(c.name); got != c.named {
			t.Errorf("%s is named as a secret: %t, want %t", c.name, got, c.named)
		}
		if got := Holds(c.value); got != c.holds {
			t.Errorf("%q looks like a secret: %t, want %t", c.value, got, c.holds)
		}
	}
}

// TestANameAndItsValueAreJudgedTogether catches an endpoint that is refused because of a word in its name, and a key whose digits are not
// recognized.
func TestANameAndItsValueAreJudgedTogether(t *testing.T) {
	digits, mixed := strings.Repeat("0f", 16), strings.Repeat("Ab0/", 11)
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"TOKEN_URL", "https://login.example.com/oauth/token", false}, {"TOKEN_ENDPOINT", "https://x/", false},
		{"SECRETS_HOST", "vault.example.com", false}, {"PASSWORD_RESET_URL", "https://app.example.com/reset", false},
		{"TOKEN_URL", "https://x/?key=" + digits, true}, {"TOKEN_URL", "https://a:b@x/", true}, {"TOKEN_URL", "hunter2", true},
		{"ACCESS_TOKEN", "https://x/", true}, {"PASSWORD_MIN_LENGTH", "12", false}, {"TOKEN_TTL", "3600", false},
		{"TOKEN_TTL", "hunter2", true}, {"PASSWORD", "3600", true}, {"TOKEN_FILE", "/run/token", false}, {"TOKEN_FILE", "hunter2", true},
		{"ENCRYPTION_KEY", digits, true}, {"ENCRYPTION_KEY", "data", false}, {"APP_KEY", "base64:" + mixed, true},
		{"STRIPE_PUBLIC_KEY", digits, false}, {"COMMIT", digits, false}, {"OBJECT_KEY", "reports/today.pdf", false}, {"", "", false},
	} {
		if got := Secret(c.name, c.value); got != c.want {
			t.Errorf("%s=%s is a secret: %t, want %t", c.name, c.value, got, c.want)
		}
	}
}

// TestTheArgumentAfterAnOptionIsItsValue catches a password that is an argument of its own, and an option that takes none.
func TestTheArgumentAfterAnOptionIsItsValue(t *testing.T) {
	for _, c := range []struct {
		option, argument string
		want             bool
	}{
		{"--password", "hunter2", true}, {"-db-password", "hunter2", true}, {"--api-key", "hunter2", true}, {"--password", "--verbose", false},
		{"--password", "$DATABASE_PASSWORD", false}, {"--password-file", "/run/x", false}, {"--token", "/run/token", false},
		{"password", "hunter2", false}, {"--user", "hunter2", false}, {"--password", "", false},
	} {
		if got := Follows(c.option, c.argument); got != c.want {
			t.Errorf("%s %s is a secret: %t, want %t", c.option, c.argument, got, c.want)
		}
	}
}
