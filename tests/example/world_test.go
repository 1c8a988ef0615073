package example

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/tests/authority"
)

// world is the environment of examples/shop on the loopback.
type world struct {
	deployed
	authority authority.Authority
	site      string // the name that viewers ask for
	services  map[string]*process
	database  server
	whole     *testing.T // the test around all others
}

// newWorld starts everything but the two services. scripts/example synthesizes the templates and names the folder.
func newWorld(t *testing.T) *world {
	t.Helper()
	folder := os.Getenv("KASHA_EXAMPLE_ASSEMBLY")
	if folder == "" {
		t.Skip("SKIPPED: needs nginx, MariaDB and the emulator; run: make example")
	}
	read, err := assembly.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	environment, err := cloudformation.ResolveAsDeployed(read.Stage(read.Stages()[0]))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "kasha-shop-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	w := &world{authority: authority.New(t, "authority of the example"), site: "shop.example", whole: t, services: map[string]*process{}}
	w.Environment, w.hosts = environment, newHosts()
	if err := w.readSecrets(); err != nil {
		t.Fatal(err)
	}
	w.cloud = startCloud(t, dir, w.hosts, environment)
	w.startPrimary(t, dir)
	w.startBalancers(t, dir)
	return w
}

func (w *world) startPrimary(t *testing.T, dir string) {
	t.Helper()
	var names []string
	var first cloudformation.Resource
	for _, instance := range w.Resources("AWS::RDS::DBInstance") {
		names = append(names, w.hosts.database(instance))
		if instance.Properties.Text("SourceDBInstanceIdentifier") == "" {
			first = instance
		}
	}
	certificate, key := w.authority.Issue(t, filepath.Join(dir, "mysql"), names...)
	server := startMySQL(t, dir, []string{"--ssl-cert=" + certificate, "--ssl-key=" + key, "--require-secure-transport=ON"},
		first.Properties.Text("Port"), w.hosts.address(primary), w.hosts.address(replica))
	w.database = server
	for _, secret := range w.secrets {
		if secret["username"] == first.Properties.Text("MasterUsername") {
			server.create(t, first, secret["password"])
		}
	}
}

// reaches reports whether something listens at an address.
func (w *world) reaches(address string) error {
	connection, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	return connection.Close()
}

// viewer is the client of somebody on the internet: it resolves the site's name to CloudFront, and verifies its certificate.
func (w *world) viewer() *http.Client {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(w.hosts.address(aViewer))}, Timeout: 5 * time.Second}
	return &http.Client{
		Timeout: 30 * time.Second,
		Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: w.authority.Pool(), MinVersion: tls.VersionTLS12},
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				host, port, err := net.SplitHostPort(address)
				if err != nil {
					return nil, err
				}
				if host != w.site {
					return nil, errors.New("the viewer knows " + w.site + " only, not " + host)
				}
				return dialer.DialContext(ctx, network, net.JoinHostPort(w.hosts.address(cloudFront), port))
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
