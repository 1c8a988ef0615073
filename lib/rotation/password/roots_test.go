package password_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kasha/lib/rotation/password"
	"kasha/tests/authority"
)

// TestRootsAreOfTheRegion catches a pool with no certificate, or with another region's.
func TestRootsAreOfTheRegion(t *testing.T) {
	pool, err := password.Roots(context.Background(), "us-east-1", "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := password.Roots(context.Background(), "us-east-2", "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if pool.Equal(x509.NewCertPool()) || pool.Equal(other) {
		t.Error("us-east-1 has no root of its own")
	}
}

// TestRootsOfNewerRegionsAreDownloaded catches a region without a root certificate, and a bundle of another region.
func TestRootsOfNewerRegionsAreDownloaded(t *testing.T) {
	ca := authority.New(t, "Amazon RDS mx-central-1 Root CA RSA2048 G1")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mx-central-1/mx-central-1-bundle.pem" && r.URL.Path != "/ca-west-1/ca-west-1-bundle.pem" {
			http.NotFound(w, r)
			return
		}
		w.Write(ca.PEM())
	}))
	defer server.Close()
	want := ca.Pool()
	if got, err := password.Roots(context.Background(), "mx-central-1", server.URL); err != nil || !got.Equal(want) {
		t.Errorf("got %v, %v, want the downloaded root", got, err)
	}
	for region, says := range map[string]string{"ca-west-1": "not in AWS's bundle", "ap-southeast-7": "404"} {
		if _, err := password.Roots(context.Background(), region, server.URL); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", region, err, says)
		}
	}
}
