package reach

import "strings"

// portRange is a range of ports, both ends included.
type portRange struct{ from, to int }

func allPorts() portRange { return portRange{from: 1, to: 65535} }

// ephemeral are the ports that answers go to. NAT gateways and load balancers send from 1024 to 65535, tasks and functions from
// parts of that (VPC user guide, "Custom network ACLs", ephemeral ports).
func ephemeral() portRange { return portRange{from: 1024, to: 65535} }

func (r portRange) holds(other portRange) bool    { return r.from <= other.from && other.to <= r.to }
func (r portRange) overlaps(other portRange) bool { return r.from <= other.to && other.from <= r.to }

// flow is a connection that is tried.
type flow struct {
	protocol string // tcp or udp
	port     int
}

func tcp(port int) flow { return flow{protocol: "tcp", port: port} }

func (f flow) ports() portRange { return portRange{from: f.port, to: f.port} }

// everyProtocol is how AWS writes a rule for all protocols.
const everyProtocol = "-1"

// protocolName is the protocol of a rule; one that a parameter decides may be any.
func protocolName(protocol string) string {
	if strings.Contains(protocol, "${") {
		return everyProtocol
	}
	switch protocol = strings.ToLower(protocol); protocol {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	case "1":
		return "icmp"
	case "", "all":
		return everyProtocol
	}
	return protocol
}
