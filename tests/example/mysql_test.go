package example

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"kasha/internal/cloudformation"
)

// server is a MariaDB that accepts TLS only, unless it is made without. It stands for the primary and for the replica.
type server struct {
	admin *sql.DB // as root, through the socket
}

// startMySQL starts a server that listens at some addresses on the port of the templates.
func startMySQL(t *testing.T, dir string, tls []string, port string, addresses ...string) server {
	t.Helper()
	own := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data"), "--user=root"}
	install := exec.Command("mariadb-install-db", append(own, "--auth-root-authentication-method=normal", "--skip-test-db")...)
	if said, err := install.CombinedOutput(); err != nil {
		t.Fatalf("the server's data cannot be made: %v\n%s", err, said)
	}
	socket := filepath.Join(dir, "s")
	running := start(t, "MariaDB", filepath.Join(dir, "mysql.log"), os.Environ(), "mariadbd", append(append(own,
		"--bind-address="+strings.Join(addresses, ","), "--port="+port, "--socket="+socket, "--skip-name-resolve",
		"--innodb-flush-log-at-trx-commit=0"), tls...)...)
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.Logger = "root", "unix", socket, quiet{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	s := server{admin: sql.OpenDB(connector)}
	t.Cleanup(func() { s.admin.Close() })
	running.await(t, 30*time.Second, s.admin.Ping)
	return s
}

// quiet drops what the driver logs while the server starts.
type quiet struct{}

func (quiet) Print(...any) {}

// create makes what RDS makes of the primary's template: the database and the master user, with the password of the master secret.
func (s server) create(t *testing.T, instance cloudformation.Resource, password string) {
	t.Helper()
	name, user := instance.Properties.Text("DBName"), instance.Properties.Text("MasterUsername")
	for _, statement := range []string{
		"CREATE DATABASE " + name,
		fmt.Sprintf("CREATE USER '%s'@'%%' IDENTIFIED BY '%s'", user, password),
		fmt.Sprintf("GRANT ALL PRIVILEGES ON *.* TO '%s'@'%%' WITH GRANT OPTION", user),
	} {
		if _, err := s.admin.Exec(statement); err != nil {
			t.Fatalf("%s: %v", strings.ReplaceAll(statement, password, "(password)"), err)
		}
	}
}

// asMySQL takes the place of the mysql client in the SQL task's image, on a machine that has MariaDB's. It knows other words for the same
// options, and what docs/sql has and MariaDB lacks. That is AWS's plugin for tokens, and the column that says whether a user is locked.
const asMySQL = `#!/bin/bash
arguments=(--no-defaults --protocol=tcp)
for argument; do
  case $argument in
    --ssl-mode=VERIFY_IDENTITY) arguments+=(--ssl-verify-server-cert) ;;
    *) arguments+=("$argument") ;;
  esac
done
sed "s/IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'/IDENTIFIED BY 'no-token-here'/; s/, account_locked FROM/ FROM/" |
  mariadb "${arguments[@]}"
`

// sql runs the SQL task as make sql does, with the script and the variables of its task definition, and a file as its SQL.
func (w *world) sql(t *testing.T, file string) {
	t.Helper()
	dir := t.TempDir()
	what, err := w.task("sql")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "mysql"), []byte(asMySQL), 0o755)
	}
	if err == nil {
		err = w.hosts.write(filepath.Join(dir, "hosts"))
	}
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("unshare", "--mount", "--", "sh", "-c",
		`mount --make-rprivate / && mount --bind "$1" /etc/hosts && exec bash -c "$2"`, "sh", filepath.Join(dir, "hosts"), what.command[0])
	run.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "TMPDIR=" + dir, "SQL=" + string(text)}
	what.variables["ROOT_CERTIFICATE"] = string(w.authority.PEM()) // the region's, in the template
	for name, value := range what.variables {
		run.Env = append(run.Env, name+"="+value)
	}
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", file, err, said)
	}
}
