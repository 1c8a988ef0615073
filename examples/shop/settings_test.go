package main

import (
	"strings"
	"testing"
)

func given(pairs ...string) []string {
	environment := []string{
		"BUCKET_NAME=bucket", "QUEUE_ORDERS_URL=https://sqs.example/orders", "QUEUE_MAIL_URL=https://sqs.example/mail",
		"DATABASE_HOST=primary.example", "DATABASE_PORT=3306", "DATABASE_NAME=kasha", "DATABASE_POOL_SIZE=5",
		"DATABASE_AUTH=password", "DATABASE_USERNAME=kasha_app", "DATABASE_PASSWORD=quite-secret",
	}
	return append(environment, pairs...) // a later one wins, as here no variable is twice in a real environment
}

// TestTheBackendReadsItsVariables catches a variable that is read into the wrong setting.
func TestTheBackendReadsItsVariables(t *testing.T) {
	got, err := readAPI(given("DATABASE_REPLICA_HOST=replica.example", "SHOP_AUTHORITIES=/tmp/ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	want := databaseSettings{
		host: "primary.example", port: "3306", name: "kasha", pool: 5, user: "kasha_app", password: "quite-secret",
		replica: "replica.example", replicaUser: "kasha_app", authorities: "/tmp/ca.pem",
	}
	if got.database != want || got.bucket != "bucket" || got.queues["MAIL"] != "https://sqs.example/mail" {
		t.Errorf("got %+v, want %+v, the bucket and both queues", got, want)
	}
}

// TestBehindAProxyTheReplicaHasItsOwnUser catches a program that logs in at the replica as the proxy's user, or with a password.
func TestBehindAProxyTheReplicaHasItsOwnUser(t *testing.T) {
	got, err := readAPI(given("DATABASE_AUTH=iam", "DATABASE_PASSWORD=", "DATABASE_REPLICA_HOST=replica.example",
		"DATABASE_REPLICA_USERNAME=kasha_iam"))
	if err != nil {
		t.Fatal(err)
	}
	if d := got.database; !d.token || !d.replicaToken || d.user != "kasha_app" || d.replicaUser != "kasha_iam" || d.password != "" {
		t.Errorf("got %+v, want tokens for both, and kasha_iam at the replica", d)
	}
}

// TestEveryMissingVariableIsNamed catches a program that reports one variable after the other, or prints a password.
func TestEveryMissingVariableIsNamed(t *testing.T) {
	_, err := readAPI([]string{"DATABASE_PASSWORD=quite-secret", "DATABASE_AUTH=kerberos", "DATABASE_POOL_SIZE=many"})
	if err == nil {
		t.Fatal("accepted, want an error")
	}
	for _, name := range []string{
		"BUCKET_NAME", "QUEUE_ORDERS_URL", "DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_USERNAME",
		`DATABASE_AUTH is "kerberos"`, "DATABASE_POOL_SIZE is no number",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not say %s", err, name)
		}
	}
	if strings.Contains(err.Error(), "quite-secret") {
		t.Errorf("%v holds the password", err)
	}
}

// TestEachRoleReadsWhatItUses catches a role that asks for what its uses do not bring, and one that starts without what it needs.
func TestEachRoleReadsWhatItUses(t *testing.T) {
	for name, role := range map[string]struct {
		read  func([]string) (settings, error)
		needs string
	}{
		"worker": {readWorker, "QUEUE_ORDERS_URL"}, "report": {readReport, "BUCKET_NAME"}, "migrate": {readMigrate, "DATABASE_PASSWORD"},
	} {
		var environment, less []string
		for _, entry := range given() {
			variable, _, _ := strings.Cut(entry, "=")
			if !strings.HasPrefix(variable, "DATABASE_") && variable != role.needs {
				continue
			}
			if environment = append(environment, entry); variable != role.needs {
				less = append(less, entry)
			}
		}
		if _, err := role.read(environment); err != nil {
			t.Errorf("%s with what it uses: %v", name, err)
		}
		if _, err := role.read(less); err == nil || !strings.Contains(err.Error(), role.needs+" is not set") {
			t.Errorf("%s without %s: got %v, want that it is not set", name, role.needs, err)
		}
	}
}

// TestTheFrontendNeedsItsBackend catches a frontend that starts without an address to call.
func TestTheFrontendNeedsItsBackend(t *testing.T) {
	for value, want := range map[string]string{
		"":                           "BACKEND_URL is not set",
		"internal":                   "BACKEND_URL is no URL: it has no host",
		"http://internal.lb:8080":    "",
		"http://internal.lb:port:80": "BACKEND_URL is no URL",
	} {
		_, err := readWeb(func(string) string { return value })
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("BACKEND_URL=%q: got %v, want %q", value, err, want)
		}
	}
}
