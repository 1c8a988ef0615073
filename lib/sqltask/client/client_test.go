package client

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mysql is a fake client that records its arguments, input, password and root certificate, and prints what the real one would print.
const mysql = `#!/bin/sh
echo "$@" > "$RECORD/arguments"
cat > "$RECORD/input"
printf '%s' "$MYSQL_PWD" > "$RECORD/password"
for argument; do case $argument in --ssl-ca=*) cat "${argument#--ssl-ca=}" > "$RECORD/root";; esac; done
echo "ERROR 1064 near '$APPLICATION_PASSWORD' for $MYSQL_PWD$MIGRATOR_PASSWORD" >&2
printf 'last line without an end'
exit "$CODE"
`

// run is one run of the script: what it printed, how it called mysql, and its exit code.
type run struct {
	output, arguments, input, password, root string
	code                                     int
}

func start(t *testing.T, environment ...string) run { return startScript(t, Script, environment...) }

func startScript(t *testing.T, script string, environment ...string) run {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mysql"), []byte(mysql), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, variable := range environment {
		if path, isPath := strings.CutPrefix(variable, "PATH="); isPath {
			environment[i] = "PATH=" + dir + ":" + path
		}
	}
	command := exec.Command("bash", "-c", script)
	command.Env = append([]string{
		"PATH=" + dir + ":" + os.Getenv("PATH"), "RECORD=" + dir, "CODE=0", "DATABASE_HOST=db.example.com", "DATABASE_PORT=3306",
		"ADMIN_USERNAME=admin", "MYSQL_PWD=master-pass", "APPLICATION_USERNAME=kasha_app", "APPLICATION_PASSWORD=app-&-pass",
		"ROOT_CERTIFICATE=the region's root", "TMPDIR=" + dir,
	}, environment...)
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	read := func(name string) string { data, _ := os.ReadFile(filepath.Join(dir, name)); return string(data) }
	return run{
		output: string(out), arguments: read("arguments"), input: read("input"), password: read("password"), root: read("root"),
		code: command.ProcessState.ExitCode(),
	}
}

// TestNoPasswordIsShown catches a password on mysql's command line, where every process of the container can read it, or in the log.
func TestNoPasswordIsShown(t *testing.T) {
	r := start(t, "SQL=SELECT 1")
	for _, secret := range []string{"master-pass", "app-&-pass"} {
		if strings.Contains(r.arguments, secret) || strings.Contains(r.output, secret) {
			t.Errorf("%s in the arguments %q or the output %q, want neither", secret, r.arguments, r.output)
		}
	}
	for _, want := range []string{"near '(password)' for (password)", "last line without an end"} {
		if !strings.Contains(r.output, want) {
			t.Errorf("output %q, want %q in it", r.output, want)
		}
	}
	if r.password != "master-pass" {
		t.Errorf("mysql's password is %q, want master-pass", r.password)
	}
	for _, want := range []string{"--user=admin", "--ssl-mode=VERIFY_IDENTITY"} {
		if !strings.Contains(r.arguments, want) {
			t.Errorf("mysql's arguments are %q, want %s among them", r.arguments, want)
		}
	}
}

// TestOnlyTheTwoVariablesAreReplaced catches SQL that the shell expands, and a & in a password that the replacement expands to the text
// that it replaces.
func TestOnlyTheTwoVariablesAreReplaced(t *testing.T) {
	r := start(t, "SQL=CREATE USER '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}'; -- $HOME `id` $(id) %s \\n")
	want := "CREATE USER 'kasha_app'@'%' IDENTIFIED BY 'app-&-pass'; -- $HOME `id` $(id) %s \\n\n"
	if r.input != want || r.code != 0 {
		t.Errorf("exit code %d, want 0; mysql read %q, want %q", r.code, r.input, want)
	}
}

// TestFailuresReachTheExitCode catches a pipe that succeeds although mysql failed, and a run without SQL or with a password that would
// end the SQL string.
func TestFailuresReachTheExitCode(t *testing.T) {
	if r := start(t, "SQL=SELECT", "CODE=7"); r.code != 7 {
		t.Errorf("exit code %d, want mysql's 7", r.code)
	}
	if r := start(t); r.code != 2 || !strings.Contains(r.output, "There is no SQL") || r.input != "" {
		t.Errorf("without SQL: %+v, want exit code 2, a message and no call of mysql", r)
	}
	for _, password := range []string{`a'b`, `a\b`} {
		r := start(t, "SQL=SELECT 1", "APPLICATION_PASSWORD="+password)
		if r.code != 2 || strings.Contains(r.output, password) || r.input != "" {
			t.Errorf("with the password %s: %+v, want exit code 2, no password in the output and no call of mysql", password, r)
		}
	}
}

// curl is a fake one that downloads only what is published.
const curl = `#!/bin/sh
for argument; do last=$argument; done
while [ "$1" != --output ]; do shift; done
[ "$last" = https://published.example.com/bundle.pem ] || { echo "curl: (22) The requested URL returned error: 403" >&2; exit 22; }
echo "the downloaded root" > "$2"
`

// TestTheServerIsVerified catches a client that connects without a root certificate, and one that uses another than the region's.
func TestTheServerIsVerified(t *testing.T) {
	if r := start(t, "SQL=SELECT 1"); r.root != "the region's root\n" {
		t.Errorf("mysql's root is %q, want the one of the environment", r.root)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "curl"), []byte(curl), 0o755); err != nil {
		t.Fatal(err)
	}
	withCurl := "PATH=" + folder + ":" + os.Getenv("PATH")
	newer := []string{"SQL=SELECT 1", "ROOT_CERTIFICATE=", withCurl, "ROOT_BUNDLE=https://published.example.com/bundle.pem"}
	if r := start(t, newer...); r.code != 0 || r.root != "the downloaded root\n" {
		t.Errorf("in a newer region: %+v, want the downloaded root", r)
	}
	newer[3] = "ROOT_BUNDLE=https://other.example.com/bundle.pem"
	if r := start(t, newer...); r.code != 2 || r.input != "" || !strings.Contains(r.output, "cannot be downloaded from https://other") {
		t.Errorf("without a root: %+v, want exit code 2, the reason and no call of mysql", r)
	}
}

// TestLongSQLIsFetched catches SQL that the bucket cannot give, or that somebody has replaced there, and a script that runs without any.
func TestLongSQLIsFetched(t *testing.T) {
	folder := t.TempDir()
	const fake = "#!/bin/sh\nfor argument; do last=$argument; done\n" +
		`[ "$last" = https://signed.example.com/sql ] || { echo "curl: (22) The requested URL returned error: 403" >&2; exit 22; }` + "\n" +
		`printf '%s' "SELECT 'ü', '\${APPLICATION_USERNAME}'"` + "\n"
	if err := os.WriteFile(filepath.Join(folder, "curl"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("SELECT 'ü', '${APPLICATION_USERNAME}'"))
	good := []string{
		"PATH=" + folder + ":" + os.Getenv("PATH"), "SQL_URL=https://signed.example.com/sql", "SQL_SHA256=" + hex.EncodeToString(digest[:]),
	}
	if r := startScript(t, Fetching(Script), slices.Clone(good)...); r.code != 0 || r.input != "SELECT 'ü', 'kasha_app'\n" {
		t.Errorf("%+v, want mysql to read the SQL", r)
	}
	for variable, want := range map[string]string{
		"SQL_URL=https://other.example.com/sql": "cannot be downloaded",
		"SQL_SHA256=0123":                       "is not the SQL that was uploaded",
	} {
		if r := startScript(t, Fetching(Script), append(slices.Clone(good), variable)...); r.code != 2 || r.input != "" ||
			!strings.Contains(r.output, want) {
			t.Errorf("%s: %+v, want exit code 2, %q and no call of mysql", variable, r, want)
		}
	}
}

// TestTheMigratorIsReplacedToo catches a migrator whose name or password stays a placeholder, or is printed. It also catches an edit of the
// script after which an environment with a migrator has the plain one.
func TestTheMigratorIsReplacedToo(t *testing.T) {
	sql, err := os.ReadFile("../../../docs/sql/migrator.sql")
	if err != nil {
		t.Fatal(err)
	}
	migrator := []string{
		"SQL=" + string(sql) + "-- ${APPLICATION_PASSWORD}", "MIGRATOR_USERNAME=kasha_migrator", "MIGRATOR_PASSWORD=migrator-pass",
	}
	r := startScript(t, WithMigrator(), migrator...)
	if want := "CREATE USER IF NOT EXISTS 'kasha_migrator'@'%' IDENTIFIED BY 'migrator-pass' REQUIRE SSL"; r.code != 0 ||
		!strings.Contains(r.input, want) || strings.Contains(r.input, "${") {
		t.Errorf("exit code %d, mysql read %s, want %q in it and no placeholder", r.code, r.input, want)
	}
	if strings.Contains(r.output, "migrator-pass") || strings.Count(r.output, "(password)") != 3 {
		t.Errorf("output %q, want three passwords hidden", r.output)
	}
	r = startScript(t, WithMigrator(), append(migrator, `MIGRATOR_PASSWORD=a'b`)...)
	if r.code != 2 || r.input != "" || !strings.Contains(r.output, "or in the migrator's") {
		t.Errorf("with a quote in the password: %+v, want exit code 2, a message and no call of mysql", r)
	}
}
