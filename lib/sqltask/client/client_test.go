package client

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mysql is a stand-in that records how it was called and answers like the real one.
const mysql = `#!/bin/sh
echo "$@" > "$RECORD/arguments"
cat > "$RECORD/input"
printf '%s' "$MYSQL_PWD" > "$RECORD/password"
echo "ERROR 1064 near '$APPLICATION_PASSWORD' for $MYSQL_PWD" >&2
printf 'last line without an end'
exit "$CODE"
`

type run struct {
	output, arguments, input, password string
	code                               int
}

func start(t *testing.T, environment ...string) run {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mysql"), []byte(mysql), 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("bash", "-c", Script)
	command.Env = append([]string{
		"PATH=" + dir + ":" + os.Getenv("PATH"), "RECORD=" + dir, "CODE=0", "DATABASE_HOST=db.example.com", "DATABASE_PORT=3306",
		"ADMIN_USERNAME=admin", "MYSQL_PWD=master-pass", "APPLICATION_USERNAME=kasha_app", "APPLICATION_PASSWORD=app-&-pass",
	}, environment...)
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	read := func(name string) string { data, _ := os.ReadFile(filepath.Join(dir, name)); return string(data) }
	return run{string(out), read("arguments"), read("input"), read("password"), command.ProcessState.ExitCode()}
}

// TestNoPasswordIsShown catches one on mysql's command line, where every process of the container sees it, or in the log.
func TestNoPasswordIsShown(t *testing.T) {
	r := start(t, "SQL=SELECT 1")
	for _, secret := range []string{"master-pass", "app-&-pass"} {
		if strings.Contains(r.arguments, secret) || strings.Contains(r.output, secret) {
			t.Errorf("%s in %q or %q", secret, r.arguments, r.output)
		}
	}
	if !strings.Contains(r.output, "near '(password)' for (password)") || !strings.Contains(r.output, "last line without an end") {
		t.Errorf("the output is lost: %q", r.output)
	}
	if r.password != "master-pass" || !strings.Contains(r.arguments, "--user=admin") || !strings.Contains(r.arguments, "--ssl-mode=REQUIRED") {
		t.Errorf("logs in with %q and %q", r.password, r.arguments)
	}
}

// TestTheSQLIsCompletedAndNothingElse catches a shell that takes a part of the SQL for its own, or a & in a password for what
// was replaced.
func TestTheSQLIsCompletedAndNothingElse(t *testing.T) {
	r := start(t, "SQL=CREATE USER '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}'; -- $HOME `id` $(id) %s \\n")
	want := "CREATE USER 'kasha_app'@'%' IDENTIFIED BY 'app-&-pass'; -- $HOME `id` $(id) %s \\n\n"
	if r.input != want || r.code != 0 {
		t.Errorf("code %d, mysql read %q, want %q", r.code, r.input, want)
	}
}

// TestAFailureIsNotLost catches a pipe that ends well although mysql did not.
func TestAFailureIsNotLost(t *testing.T) {
	if r := start(t, "SQL=SELECT", "CODE=7"); r.code != 7 {
		t.Errorf("code %d, want mysql's 7", r.code)
	}
	if r := start(t); r.code != 2 || !strings.Contains(r.output, "There is no SQL") || r.input != "" {
		t.Errorf("without SQL: %+v", r)
	}
	for _, password := range []string{`a'b`, `a\b`} {
		if r := start(t, "SQL=SELECT 1", "APPLICATION_PASSWORD="+password); r.code != 2 || strings.Contains(r.output, password) || r.input != "" {
			t.Errorf("with the password %s: %+v", password, r)
		}
	}
}
