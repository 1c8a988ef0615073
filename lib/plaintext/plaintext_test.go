package plaintext

import "testing"

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
	} {
		if got := Named(c.name); got != c.named {
			t.Errorf("%s is named as a secret: %t, want %t", c.name, got, c.named)
		}
		if got := Holds(c.value); got != c.holds {
			t.Errorf("%q looks like a secret: %t, want %t", c.value, got, c.holds)
		}
	}
}
