package password_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/lib/rotation/password"
	"kasha/tests/authority"
)

// TestRealServerAlternates catches what a server in memory cannot. Examples are SQL that the server refuses, a grant that is not
// copied or not revoked, and a user without TLS.
func TestRealServerAlternates(t *testing.T) {
	s := startServer(t)
	s.exec(t, "CREATE TABLE kasha.`odd, name` (`a b` INT, `c` INT)")
	s.exec(t, "GRANT REFERENCES (`a b`, `c`) ON kasha.`odd, name` TO 'kasha_app'@'%'")
	if err := s.rotate("connection", "second"); err != nil {
		t.Fatal(err)
	}
	if now := s.fields("connection", "AWSCURRENT"); now["username"] != "kasha_app_clone" {
		t.Errorf("the current user is %v", now["username"])
	}
	if err := errors.Join(s.logsIn("connection", "AWSCURRENT"), s.logsIn("connection", "AWSPREVIOUS")); err != nil {
		t.Errorf("one of the two users cannot log in: %v", err)
	}
	if got, want := s.grants(t, "kasha_app_clone"), s.grants(t, "kasha_app"); !slices.Equal(got, want) {
		t.Errorf("the alternate user has %q, want %q", got, want)
	}
	// What is granted and revoked on the user in use reaches the other one.
	s.exec(t, "REVOKE DELETE ON kasha.* FROM 'kasha_app_clone'@'%'")
	s.exec(t, "GRANT EXECUTE ON kasha.* TO 'kasha_app_clone'@'%'")
	if err := s.rotate("connection", "third"); err != nil {
		t.Fatal(err)
	}
	if got, want := s.grants(t, "kasha_app"), s.grants(t, "kasha_app_clone"); !slices.Equal(got, want) {
		t.Errorf("after a revocation the first user has %q, want %q", got, want)
	}
	var tls string
	types := s.admin.QueryRow("SELECT GROUP_CONCAT(DISTINCT ssl_type) FROM mysql.user WHERE user LIKE 'kasha_app%'")
	if err := types.Scan(&tls); err != nil || tls != "ANY" {
		t.Errorf("the users' TLS is %q, %v; want ANY", tls, err)
	}
}

// TestRealServerRotatesTheMaster catches a master user whose password is in the secret only, or in the database only.
func TestRealServerRotatesTheMaster(t *testing.T) {
	s := startServer(t)
	for _, token := range []string{"second", "third"} {
		if err := s.rotate("admin", token); err != nil {
			t.Fatal(err)
		}
		if err := s.logsIn("admin", "AWSCURRENT"); err != nil {
			t.Error(err)
		}
		if err := s.logsIn("admin", "AWSPREVIOUS"); !errors.Is(err, password.ErrDenied) {
			t.Errorf("the previous password answers %v, want a refusal", err)
		}
	}
	if err := s.rotate("connection", "second"); err != nil {
		t.Errorf("with the new master password: %v", err)
	}
}

// TestRealServerInterrupted catches a rotation that cannot go on after the function died between any two statements.
func TestRealServerInterrupted(t *testing.T) {
	s := startServer(t)
	s.begin("connection", "second")
	run := func(steps ...string) error {
		return world{vault: s.vault, rotator: s.rotator}.run("connection", "second", steps...)
	}
	if err := run("createSecret"); err != nil {
		t.Fatal(err)
	}
	// Died after CREATE USER: locked, without grants, with the right password.
	pending := s.fields("connection", "AWSPENDING")
	s.exec(t, fmt.Sprintf("CREATE USER 'kasha_app_clone'@'%%' IDENTIFIED BY '%s' REQUIRE SSL ACCOUNT LOCK", pending["password"]))
	if err := run("setSecret", "setSecret", "testSecret", "finishSecret"); err != nil {
		t.Fatal(err)
	}
	if got, want := s.grants(t, "kasha_app_clone"), s.grants(t, "kasha_app"); !slices.Equal(got, want) {
		t.Errorf("the alternate user has %q, want %q", got, want)
	}
}

// TestRealServerRefusals catches a message that is wrong about what is wrong, and one that holds a password.
func TestRealServerRefusals(t *testing.T) {
	s := startServer(t)
	says := func(what string, err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", what, err, want)
		}
		pending, current := s.fields("connection", "AWSPENDING"), s.fields("connection", "AWSCURRENT")
		for _, fields := range []map[string]any{pending, current, s.fields("admin", "AWSCURRENT")} {
			if secret, _ := fields["password"].(string); secret != "" && err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the message holds a password: %v", what, err)
			}
		}
	}
	s.exec(t, "CREATE ROLE reader")
	s.exec(t, "GRANT reader TO 'kasha_app'@'%'")
	says("a role", s.rotate("connection", "role"), "role")
	if err := s.logsIn("connection", "AWSPENDING"); !errors.Is(err, password.ErrDenied) {
		t.Errorf("a user without its grants may log in: %v", err)
	}
	s.exec(t, "REVOKE reader FROM 'kasha_app'@'%'")

	s.exec(t, "ALTER USER 'kasha_app'@'%' IDENTIFIED BY 'changed by hand'")
	says("a changed password", s.rotate("connection", "changed"), "refuses this user or password")
	s.exec(t, "ALTER USER 'kasha_app'@'%' IDENTIFIED BY 'app-1'")

	s.exec(t, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'admin'@'%'")
	says("a master user without rights", s.rotate("connection", "rights"), "creating the alternate user: MySQL error")

	strict := s.rotator
	s.rotator.Servers = password.MySQL{Roots: authority.New(t, "another root").Pool(), Timeout: 3 * time.Second}
	says("another authority", s.rotate("connection", "authority"), "certificate signed by unknown authority")
	s.rotator = strict
	s.stop()
	says("a server that is gone", s.rotate("connection", "gone"), "cannot be reached")
}
