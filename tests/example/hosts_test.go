package example

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"kasha/internal/cloudformation"
)

// hosts gives every part an address of its own on the loopback. Each part can then listen on the port that the templates name, and every
// name resolves as in the VPC. The file of names is the /etc/hosts of the containers.
type hosts struct {
	network string // the first three numbers
	names   map[string]string
}

// The last number of each address.
const (
	cloudFront = iota + 1
	publicBalancer
	internalBalancer
	primary
	replica
	emulator
	frontend
	backend
	aViewer
	unencrypted  // a server without TLS
	backendAfter // the backend's task after a rotation
)

// newHosts draws a network, so that two runs on one machine do not meet.
func newHosts() hosts {
	return hosts{network: fmt.Sprintf("127.%d.%d", 64+rand.IntN(63), 1+rand.IntN(250)), names: map[string]string{}}
}

func (h hosts) address(of int) string { return fmt.Sprintf("%s.%d", h.network, of) }

// name makes a name known and returns it.
func (h hosts) name(name string, of int) string {
	h.names[name] = h.address(of)
	return name
}

func (h hosts) database(instance cloudformation.Resource) string {
	of := primary
	if instance.Properties.Text("SourceDBInstanceIdentifier") != "" {
		of = replica
	}
	return h.name(instance.Properties.Text("DBInstanceIdentifier")+".rds.loopback", of)
}

func (h hosts) balancer(balancer cloudformation.Resource) string {
	if balancer.Properties.Text("Scheme") == "internal" {
		return h.name("internal.elb.loopback", internalBalancer)
	}
	return h.name("public.elb.loopback", publicBalancer)
}

func (h hosts) write(file string) error {
	var text strings.Builder
	text.WriteString("127.0.0.1 localhost\n")
	for name, address := range h.names {
		fmt.Fprintf(&text, "%s %s\n", address, name)
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}
