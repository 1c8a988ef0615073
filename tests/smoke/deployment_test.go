package smoke

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	distribution = "d111111abcdef8.cloudfront.net"
	balancer     = "load-balancer.example"
	site         = "www.example.com"
)

// deployment is an environment as the internet sees it, played by servers on this machine. A nil handler refuses
// connections.
type deployment struct {
	https, http           http.Handler // of the distribution, and of the site under its own name
	balancer, balancerTLS http.Handler
	certificate           certificate
}

// certificate is what the distribution shows. The zero value is the good one.
type certificate struct {
	unknown bool   // signed by somebody whom nobody trusts
	expired bool   //
	name    string // instead of the distribution's and the site's
}

// healthy is a deployment as Kasha creates it.
func healthy() deployment {
	return deployment{
		https:    answer(http.StatusOK, secure()),
		http:     http.HandlerFunc(redirect),
		balancer: answer(http.StatusForbidden, nil),
	}
}

func secure() http.Header {
	return http.Header{
		"Strict-Transport-Security": {"max-age=31536000; includeSubDomains"}, "X-Content-Type-Options": {"nosniff"}, "X-Frame-Options": {"DENY"},
		"Referrer-Policy": {"strict-origin-when-cross-origin"}, "Content-Security-Policy": {"default-src 'self'"},
	}
}

func answer(status int, headers http.Header) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range headers {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		fmt.Fprintln(w, "strict-transport-security: only in the body") // which is no header
	})
}

func redirect(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
}

// silent accepts a request and answers later than any test waits. With a status, it begins an answer.
func silent(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status != 0 {
			w.WriteHeader(status)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
}

// start starts the servers of the deployment, and returns the curl configuration that leads to them.
func (d deployment) start(t *testing.T) string {
	t.Helper()
	now := time.Now()
	authority := newAuthority(t)
	signer, names, until := authority, []string{distribution, site}, now.Add(time.Hour)
	if d.certificate.unknown {
		signer = newAuthority(t)
	}
	if d.certificate.expired {
		until = now.Add(-time.Hour)
	}
	if d.certificate.name != "" {
		names = []string{d.certificate.name}
	}
	shown := signer.sign(t, until, names...)
	plain, secret := serve(t, d.http, nil), serve(t, d.https, &shown)
	lines := []string{`noproxy = "*"`, fmt.Sprintf("cacert = %q", authority.file)}
	lead := func(host, port, to string) {
		lines = append(lines, fmt.Sprintf("connect-to = %q", host+":"+port+":"+to))
	}
	for _, host := range []string{distribution, site} {
		lead(host, "80", plain)
		lead(host, "443", secret)
	}
	// A load balancer's certificate is never in its own name.
	own := authority.sign(t, now.Add(time.Hour), site)
	lead(balancer, "80", serve(t, d.balancer, nil))
	lead(balancer, "443", serve(t, d.balancerTLS, &own))
	file := filepath.Join(t.TempDir(), "curl")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// serve starts a server and returns its address. With a certificate it speaks HTTP/2 too, as CloudFront does.
func serve(t *testing.T, handler http.Handler, shown *tls.Certificate) string {
	t.Helper()
	if handler == nil {
		return "127.0.0.1:1" // nobody listens there, and no other test's server can be given that port, as one just closed could
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would report what these tests do on purpose
	if shown == nil {
		server.Start()
	} else {
		server.TLS = &tls.Config{Certificates: []tls.Certificate{*shown}}
		server.EnableHTTP2 = true
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// authority signs certificates for one test; nobody else trusts it.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	file := filepath.Join(t.TempDir(), "authority.pem")
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Authority of " +
			file}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key := newKey(t)
	signed, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600); err != nil {
		t.Fatal(err)
	}
	return authority{certificate: template, key: key, file: file}
}

func (a authority) sign(t *testing.T, until time.Time, names ...string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: until, DNSNames: names}
	key := newKey(t)
	signed, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
