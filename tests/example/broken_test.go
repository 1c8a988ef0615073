package example

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"kasha/tests/authority"
)

// testUserIsMissing catches a backend that becomes healthy although it cannot log in: users.sql did not run.
func (w *world) testUserIsMissing(t *testing.T) {
	w.refused(t, func(*task) {}, "Access denied for user 'kasha_app'")
}

// testMigratorIsMissing catches a release that succeeds without its user: migrator.sql did not run.
func (w *world) testMigratorIsMissing(t *testing.T) {
	w.fails(t, "release", func(*task) {}, "Access denied for user 'kasha_migrator'")
}

// refused starts a backend with something changed, which must end with a message that names the cause, and with no password.
func (w *world) refused(t *testing.T, change func(*task), want string) {
	t.Helper()
	what := w.changed(t, "backend", change)
	_, err := w.run(t, what, backend+100)
	names(t, what, err, want)
}

// fails starts another process with something changed. It must end with a message that names the cause, and with no password.
func (w *world) fails(t *testing.T, name string, change func(*task), want ...string) {
	t.Helper()
	what := w.changed(t, name, change)
	running := w.launch(t, what)
	err := running.end(time.Minute)
	if err == nil {
		t.Fatalf("%s ends without an error, want %q; it said:\n%s", what.name, want, running.said())
	}
	names(t, what, fmt.Errorf("%w; it said:\n%s", err, running.said()), want...)
}

func (w *world) changed(t *testing.T, name string, change func(*task)) task {
	t.Helper()
	what, err := w.task(name)
	if err != nil {
		t.Fatal(err)
	}
	what.variables = maps.Clone(what.variables)
	change(&what)
	return what
}

func names(t *testing.T, what task, err error, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the process %s: %v, want %q", what.name, err, want)
		}
	}
	if secret := what.variables["DATABASE_PASSWORD"]; err != nil && secret != "" && strings.Contains(err.Error(), secret) {
		t.Errorf("the message holds the password: %v", err)
	}
}

// testBroken breaks one thing after the other. Each must end with a message that names the cause.
func (w *world) testBroken(t *testing.T) {
	t.Run("a server without TLS", func(t *testing.T) {
		dir, err := os.MkdirTemp("", "kasha-plain-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		startMySQL(t, dir, []string{"--skip-ssl"}, "3306", w.hosts.address(unencrypted))
		w.hosts.name("plain.rds.loopback", unencrypted)
		w.refused(t, func(b *task) { b.variables["DATABASE_HOST"] = "plain.rds.loopback" }, "server does not support TLS")
	})
	t.Run("a client without TLS", func(t *testing.T) {
		// The same passwords log in with TLS: the application's in the backend, the master user's in the SQL task. The master user has no
		// rule of its own, so the server's refuses.
		for _, name := range []string{"connection", "admin-password"} {
			secret := w.secrets["kasha/dev/rds/mysql/"+name]
			db, err := sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s:3306)/kasha", secret["username"], secret["password"],
				w.hosts.address(primary)))
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Ping(); err == nil || !strings.Contains(err.Error(), "Access denied") {
				t.Errorf("a login of %s without TLS: %v, want a refusal", secret["username"], err)
			}
			db.Close()
		}
	})
	t.Run("another authority", func(t *testing.T) {
		right := w.authority
		defer func() { w.authority = right }()
		w.authority = authority.New(t, "another authority")
		w.refused(t, func(*task) {}, "certificate signed by unknown authority")
	})
	t.Run("another name", func(t *testing.T) {
		w.hosts.name("elsewhere.rds.loopback", primary)
		w.refused(t, func(b *task) { b.variables["DATABASE_HOST"] = "elsewhere.rds.loopback" }, "not elsewhere.rds.loopback")
	})
	t.Run("a wrong field of the secret", func(t *testing.T) {
		_, err := w.injected("arn:aws:secretsmanager:us-east-1:111111111111:secret:kasha/dev/rds/mysql/connection-AbCdEf:passwort::")
		if want := `has no field "passwort", only dbname, engine, host, masterarn, password, port, username`; err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	})
	t.Run("another password", func(t *testing.T) {
		w.refused(t, func(b *task) { b.variables["DATABASE_PASSWORD"] = "rotated-away" }, "Access denied for user 'kasha_app'")
	})
	t.Run("a missing variable", func(t *testing.T) {
		w.refused(t, func(b *task) { delete(b.variables, "QUEUE_ORDERS_URL") }, "QUEUE_ORDERS_URL is not set")
	})
}
