package main

import (
	"context"
	"crypto/x509"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// TestEveryConnectionIsVerified catches a driver that may connect without TLS, or to a server with another name.
func TestEveryConnectionIsVerified(t *testing.T) {
	d := databaseSettings{port: "3306", name: "kasha", password: "quite-secret"}
	roots := x509.NewCertPool()
	config, err := d.connection("primary.example", "kasha_app", false, roots, aws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if config.TLS == nil || config.TLS.InsecureSkipVerify || config.TLS.ServerName != "primary.example" || config.TLS.RootCAs != roots {
		t.Errorf("TLS %+v, want the authorities of the file and the name of the host", config.TLS)
	}
	if config.AllowFallbackToPlaintext || config.AllowCleartextPasswords || config.AllowOldPasswords {
		t.Errorf("%+v allows more than a verified connection", config)
	}
}

// TestTokens catches a token for another host, user or region, and one that is made once although it lasts 15 minutes only.
func TestTokens(t *testing.T) {
	cloud := aws.Config{Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")}
	d := databaseSettings{port: "3306", name: "kasha", password: "not-this"}
	config, err := d.connection("proxy.example", "kasha_app", true, x509.NewCertPool(), cloud)
	if err != nil {
		t.Fatal(err)
	}
	if config.Passwd != "" {
		t.Error("the password is set before a connection is opened, want a token for each")
	}
	if err := sign(cloud)(context.Background(), config); err != nil {
		t.Fatal(err)
	}
	token := config.Passwd
	parsed, err := url.Parse("https://" + token)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	if parsed.Host != "proxy.example:3306" || query.Get("DBUser") != "kasha_app" || query.Get("X-Amz-Expires") != "900" ||
		!strings.Contains(query.Get("X-Amz-Credential"), "/eu-west-1/rds-db/") {
		t.Errorf("token %s, want one for kasha_app at proxy.example:3306 in eu-west-1", token)
	}
}
