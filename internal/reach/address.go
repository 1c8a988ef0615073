package reach

import (
	"net/netip"
	"strings"
)

// peer is the far end of a connection as a rule sees it.
type peer struct {
	name      string
	addresses netip.Prefix // it has one of these; invalid: a public address, unknown which
	groups    []string     // its security groups; rules that name a group see private addresses only
	list      string       // the AWS-managed prefix list that its address is on
}

func internet() peer { return peer{name: "the internet"} }

// certainty says which way to decide what the templates leave open.
type certainty bool

const (
	possible certainty = false // it can happen for some address, port or request: what must not be has to be impossible
	certain  certainty = true  // it happens for every one: what must work has to be certain
)

// covers decides whether a rule's address range speaks of a peer: of all its addresses when whole is asked, of any
// otherwise. An unresolved range (a parameter, say) may be anything.
func covers(cidr netip.Prefix, p peer, whole bool) bool {
	switch {
	case !cidr.IsValid():
		return !whole
	case p.addresses.IsValid() && whole:
		return cidr.Bits() <= p.addresses.Bits() && cidr.Contains(p.addresses.Addr())
	case p.addresses.IsValid():
		return cidr.Overlaps(p.addresses)
	case whole:
		return cidr.Bits() == 0
	}
	return holdsPublic(cidr)
}

// holdsPublic reports whether a range has public addresses in it.
func holdsPublic(cidr netip.Prefix) bool {
	for _, inside := range reserved {
		if cidr.Bits() >= inside.Bits() && inside.Contains(cidr.Addr()) {
			return false
		}
	}
	return true
}

// reserved are the ranges without public addresses.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), // RFC 1918
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
}

// exposure is whether a network interface has a public address.
type exposure int

const (
	private exposure = iota
	unsure           // the templates do not say
	public
)

func (e exposure) has(c certainty) bool { return e == public || e == unsure && c == possible }

// String completes "it ... public address".
func (e exposure) String() string {
	return map[exposure]string{private: "has no", unsure: "may have a", public: "has a"}[e]
}

// span is a range of ports, both ends included.
type span struct{ from, to int }

func allPorts() span { return span{1, 65535} }

// ephemeral is where answers go: NAT gateways and load balancers send from 1024 to 65535, tasks and functions from parts of
// that (VPC user guide, "Custom network ACLs", ephemeral ports).
func ephemeral() span { return span{1024, 65535} }

func (s span) holds(other span) bool    { return s.from <= other.from && other.to <= s.to }
func (s span) overlaps(other span) bool { return s.from <= other.to && other.from <= s.to }

// flow is a connection that somebody wants to open.
type flow struct {
	protocol string // tcp or udp
	port     int
}

func (f flow) ports() span { return span{f.port, f.port} }

// protocolName is a rule's protocol; -1 is every one.
func protocolName(protocol string) string {
	if strings.Contains(protocol, "${") { // a parameter may be any
		return "-1"
	}
	switch protocol = strings.ToLower(protocol); protocol {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	case "1":
		return "icmp"
	case "", "all":
		return "-1"
	}
	return protocol
}

// parseCIDR reads an address range; an unresolved one is invalid, which covers understands.
func parseCIDR(text string) netip.Prefix {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix.Masked()
}
