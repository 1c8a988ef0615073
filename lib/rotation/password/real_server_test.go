package password_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"kasha/lib/rotation/password"
	"kasha/tests/authority"
)

// realServer is a MySQL-compatible server on the loopback that accepts TLS only, with the users of docs/sql/users.sql.
type realServer struct {
	*vault
	rotator password.Rotator
	admin   *sql.DB
	stop    func()
}

// startServer starts the server whose program is in KASHA_MYSQL_SERVER; make rotation sets it.
func startServer(t *testing.T) realServer {
	t.Helper()
	program := os.Getenv("KASHA_MYSQL_SERVER")
	if program == "" {
		t.Skip("SKIPPED: needs a MySQL-compatible server (Debian: mariadb-server); run: make rotation")
	}
	dir, err := os.MkdirTemp("", "kasha-mysql-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	ca := authority.New(t, "root of the test")
	certificate, key := ca.Issue(t, filepath.Join(dir, "server"), "localhost")
	own := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data")}
	if current, err := user.Current(); err == nil && current.Uid == "0" {
		own = append(own, "--user=root")
	}
	install := exec.Command("mariadb-install-db", append(own, "--auth-root-authentication-method=normal", "--skip-test-db")...)
	if said, err := install.CombinedOutput(); err != nil {
		t.Fatalf("the server's data cannot be made: %v\n%s", err, said)
	}
	port := freePort(t)
	socket := filepath.Join(dir, "s")
	run := exec.Command(program, append(own, "--bind-address=127.0.0.1", "--port="+strconv.Itoa(port), "--socket="+socket,
		"--ssl-cert="+certificate, "--ssl-key="+key, "--require-secure-transport=ON", "--skip-name-resolve")...)
	log := &strings.Builder{}
	run.Stderr = log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	stop := func() { run.Process.Kill(); run.Wait() }
	t.Cleanup(stop)
	s := realServer{vault: newVault(), admin: open(t, socket, log), stop: stop}
	s.rotator = password.Rotator{Secrets: s.vault, Servers: password.MySQL{Roots: ca.Pool(), Timeout: 3 * time.Second}}
	s.exec(t, "CREATE DATABASE kasha")
	s.exec(t, "CREATE USER 'admin'@'%' IDENTIFIED BY 'admin-1' REQUIRE SSL")
	s.exec(t, "GRANT ALL PRIVILEGES ON *.* TO 'admin'@'%' WITH GRANT OPTION")
	s.exec(t, "CREATE USER 'kasha_app'@'%' IDENTIFIED BY 'app-1' REQUIRE SSL")
	s.exec(t, "GRANT SELECT, INSERT, UPDATE, DELETE ON kasha.* TO 'kasha_app'@'%'")
	at := map[string]any{"engine": "mysql", "host": "localhost", "port": port}
	s.add("admin", with(at, "username", "admin", "password", "admin-1"))
	s.add("connection", with(at, "username", "kasha_app", "password", "app-1", "masterarn", "admin"))
	return s
}

func open(t *testing.T, socket string, log fmt.Stringer) *sql.DB {
	t.Helper()
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.Logger = "root", "unix", socket, quiet{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err = db.Ping(); err == nil {
			return db
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not start: %v\n%s", err, log)
		}
	}
}

// quiet drops what the driver logs while the server starts and after it has stopped.
type quiet struct{}

func (quiet) Print(...any) {}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func with(base map[string]any, pairs ...string) map[string]any {
	fields := map[string]any{}
	for key, value := range base {
		fields[key] = value
	}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	return fields
}

func (s realServer) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := s.admin.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// grants returns what a user may do, without passwords and TLS.
func (s realServer) grants(t *testing.T, user string) []string {
	t.Helper()
	rows, err := s.admin.Query("SHOW GRANTS FOR '" + user + "'@'%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var grants []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		if what, _, found := strings.Cut(line, " TO "); found {
			letters := []byte(what)
			slices.Sort(letters) // the server chooses the order of columns
			grants = append(grants, string(letters))
		}
	}
	slices.Sort(grants)
	return grants
}

func (s realServer) rotate(secret, token string) error {
	s.begin(secret, token)
	return world{vault: s.vault, rotator: s.rotator}.run(secret, token, steps()...)
}

// logsIn reports whether a stage of a secret can log in.
func (s realServer) logsIn(secret, stage string) error {
	text, err := s.Value(context.Background(), secret, stage, "")
	if err != nil {
		return err
	}
	s.begin(secret, "look")
	s.secrets[secret].text["look"] = text
	defer delete(s.secrets[secret].stages, "look")
	return world{vault: s.vault, rotator: s.rotator}.run(secret, "look", "testSecret")
}
