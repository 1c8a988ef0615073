package password

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// ErrDenied says that the server is there and refuses the user or the password.
var ErrDenied = errors.New("the server refuses this user or password")

// anyHost is the host part of every user that docs/sql/users.sql creates.
const anyHost = "%"

// MySQL opens servers with TLS, verified against Roots.
type MySQL struct {
	Roots *x509.CertPool
	// Timeout bounds a connection attempt and each statement; 5 seconds when zero. A function that waits longer for one attempt
	// would run into its own time limit without an error that says why.
	Timeout time.Duration
}

// Login connects, checks the server's certificate and name, and logs in.
func (m MySQL) Login(ctx context.Context, as Credentials) (Server, error) {
	timeout := m.Timeout
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	config := mysql.NewConfig()
	config.User, config.Passwd = as.Username(), as.Password()
	config.Net, config.Addr = "tcp", net.JoinHostPort(as.Host(), strconv.Itoa(as.Port()))
	config.TLS = &tls.Config{RootCAs: m.Roots, ServerName: as.Host(), MinVersion: tls.VersionTLS12}
	config.Timeout, config.ReadTimeout, config.WriteTimeout = timeout, timeout, timeout
	config.InterpolateParams = true // CREATE USER and ALTER USER cannot be prepared with parameters
	config.Logger = silent{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, errors.New("the secret's server address or user cannot be used") // the driver's error may hold the password
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, loginError(err)
	}
	return server{db}, nil
}

type server struct{ db *sql.DB }

func (s server) Close() error { return s.db.Close() }

// SetOwnPassword names the account. With CURRENT_USER() in its place MariaDB 10.11 reports success and changes nothing.
func (s server) SetOwnPassword(ctx context.Context, password string) error {
	const step = "changing the user's own password"
	var account string
	if err := s.db.QueryRowContext(ctx, "SELECT CURRENT_USER()").Scan(&account); err != nil {
		return statementError(step, err)
	}
	at := strings.LastIndex(account, "@") // the name may hold one, a host cannot
	return s.run(ctx, step, "ALTER USER ?@? IDENTIFIED BY ?", account[:at], account[at+1:], password)
}

// CopyUser changes the password last: a user that can log in with it is complete. The account is created locked for the same
// reason.
func (s server) CopyUser(ctx context.Context, from, to, password string) error {
	if err := s.run(ctx, "creating the alternate user",
		"CREATE USER IF NOT EXISTS ?@? IDENTIFIED BY ? REQUIRE SSL ACCOUNT LOCK", to, anyHost, password); err != nil {
		return err
	}
	if err := s.copyGrants(ctx, from, to); err != nil {
		return err
	}
	return s.run(ctx, "setting the alternate user's password",
		"ALTER USER ?@? IDENTIFIED BY ? REQUIRE SSL ACCOUNT UNLOCK", to, anyHost, password)
}

// run executes one statement. Its error names the step and MySQL's number; MySQL's text can quote the statement, and so the
// password.
func (s server) run(ctx context.Context, step, statement string, values ...any) error {
	if _, err := s.db.ExecContext(ctx, statement, values...); err != nil {
		return statementError(step, err)
	}
	return nil
}

func statementError(step string, err error) error {
	if answer := (*mysql.MySQLError)(nil); errors.As(err, &answer) {
		return fmt.Errorf("%s: MySQL error %d", step, answer.Number)
	}
	return fmt.Errorf("%s: the connection failed", step)
}

// loginError tells a refusal from a server that cannot be reached.
func loginError(err error) error {
	answer := (*mysql.MySQLError)(nil)
	switch {
	case !errors.As(err, &answer):
		return fmt.Errorf("the server cannot be reached: %w", err)
	case answer.Number == 1045, // access denied
		answer.Number == 1862, answer.Number == 1820, // password expired
		answer.Number == 3118, answer.Number == 4151, // account locked, in MySQL and in MariaDB
		answer.Number == 1698: // no password where one is wanted
		return ErrDenied
	default:
		return fmt.Errorf("the server answers MySQL error %d", answer.Number)
	}
}

// silent keeps the driver from writing to standard error.
type silent struct{}

func (silent) Print(...any) {}
