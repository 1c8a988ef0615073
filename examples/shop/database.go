package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"
	"github.com/go-sql-driver/mysql"
)

// databases are the primary for writing and the replica for reading. Without a replica both are the primary.
type databases struct{ primary, replica *sql.DB }

// openDatabases opens both pools and waits for one login at each, so that a task with a wrong password never becomes healthy.
func openDatabases(ctx context.Context, d databaseSettings, cloud aws.Config) (databases, error) {
	pem, err := os.ReadFile(d.authorities)
	if err != nil {
		return databases{}, fmt.Errorf("the certificates of RDS's authorities: %w; fix: put global-bundle.pem into the image", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return databases{}, fmt.Errorf("%s has no certificate", d.authorities)
	}
	primary, err := d.open(ctx, d.host, d.user, d.token, roots, cloud)
	if err != nil || d.replica == "" {
		return databases{primary: primary, replica: primary}, err
	}
	replica, err := d.open(ctx, d.replica, d.replicaUser, d.replicaToken, roots, cloud)
	return databases{primary: primary, replica: replica}, err
}

func (d databaseSettings) open(ctx context.Context, host, user string, token bool, roots *x509.CertPool,
	cloud aws.Config) (*sql.DB, error) {
	config, err := d.connection(host, user, token, roots, cloud)
	if err != nil {
		return nil, err
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(d.pool)
	db.SetMaxIdleConns(d.pool)
	// After a failover the name leads elsewhere. Connections that are opened anew find it, and none outlives this.
	db.SetConnMaxLifetime(5 * time.Minute)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("MySQL at %s refuses %s: %w", config.Addr, user, err)
	}
	return db, nil
}

// connection never falls back to a connection without TLS, and verifies the certificate and the host's name.
func (d databaseSettings) connection(host, user string, token bool, roots *x509.CertPool, cloud aws.Config) (*mysql.Config, error) {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.DBName = user, d.password, d.name
	config.Net, config.Addr = "tcp", net.JoinHostPort(host, d.port)
	config.TLS = &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12}
	config.Timeout = 5 * time.Second
	config.ParseTime = true
	config.RejectReadOnly = true // a connection to the former primary, which is read-only after a failover, is dropped
	if !token {
		return config, nil
	}
	config.Passwd, config.AllowCleartextPasswords = "", true // within TLS
	return config, config.Apply(mysql.BeforeConnect(sign(cloud)))
}

// sign gives each new connection a token of its own, because one lasts 15 minutes. Only the credentials come from AWS.
func sign(cloud aws.Config) func(context.Context, *mysql.Config) error {
	return func(ctx context.Context, config *mysql.Config) (err error) {
		config.Passwd, err = auth.BuildAuthToken(ctx, config.Addr, cloud.Region, config.User, cloud.Credentials)
		return err
	}
}
