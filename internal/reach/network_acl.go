package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// networkACL is a network ACL. The first entry that matches, by number, decides; what no entry matches is refused. It is
// stateless, so the answers to a connection need entries of their own.
type networkACL struct {
	name    string
	entries []networkACLEntry
}

type networkACLEntry struct {
	resource  cloudformation.Resource // none: the rule that AWS puts into a VPC's default ACL
	number    int
	direction direction
	allow     bool
	protocol  string
	ports     portRange
	cidr      netip.Prefix
	open      bool // a deployment decides something about it, perhaps whether it exists
}

// direction is which way packets, or connections, pass a rule.
type direction int

const (
	ingress direction = iota
	egress
)

// decide finds the entry that decides on a packet; nil where none matches. For what is possible, an entry that allows any part of
// the traffic counts, and those that refuse must together refuse all of it. For what is certain, it is the reverse. An entry decides
// on the addresses that no earlier one has matched.
func (a networkACL) decide(d direction, protocol string, ports portRange, p peer, c certainty) *networkACLEntry {
	left := p.remaining()
	for i := range a.entries {
		entry := &a.entries[i]
		needed := c.toRefuse()
		if entry.allow {
			needed = c.toAllow()
		}
		if entry.direction != d || entry.protocol != everyProtocol && entry.protocol != protocol || !entry.ports.overlaps(ports) {
			continue
		}
		if needed == anyPart {
			if left.meets(entry.cidr) {
				return entry
			}
			continue
		}
		if entry.open || !entry.ports.holds(ports) {
			continue
		}
		if left = left.without(entry.cidr); left.none() {
			return entry
		}
	}
	return nil
}

func (e networkACLEntry) String() string {
	if e.resource.LogicalID == "" {
		return "the VPC's default network ACL, which allows everything"
	}
	return fmt.Sprintf("entry %d, %s", e.number, e.resource)
}

// defaultNetworkACL is the ACL of a subnet that is associated with none. AWS gives it two rules that allow everything; the
// templates may add entries.
func (m *Model) defaultNetworkACL(vpc string) networkACL {
	everything := netip.MustParsePrefix("0.0.0.0/0")
	entries := m.networkACLEntries(attribute(vpc, "DefaultNetworkAcl"))
	for _, d := range []direction{ingress, egress} {
		entries = append(entries, networkACLEntry{
			number: 100, direction: d, allow: true, protocol: everyProtocol, ports: allPorts(), cidr: everything,
		})
	}
	return networkACL{name: "the VPC's default network ACL", entries: byNumber(entries)}
}

func (m *Model) associateNetworkACLs() {
	for _, resource := range m.env.Resources("AWS::EC2::SubnetNetworkAclAssociation") {
		s := m.subnets[m.env.Identity(resource.Properties.Text("SubnetId"))]
		if s == nil {
			continue
		}
		id := m.env.Identity(resource.Properties.Text("NetworkAclId"))
		s.acl = networkACL{name: m.describe(id), entries: byNumber(m.networkACLEntries(id))}
	}
}

func (m *Model) networkACLEntries(id string) []networkACLEntry {
	var entries []networkACLEntry
	for _, resource := range m.env.Resources("AWS::EC2::NetworkAclEntry") {
		p := resource.Properties
		if m.env.Identity(p.Text("NetworkAclId")) != id {
			continue
		}
		if p.Text("Ipv6CidrBlock") != "" {
			m.note("IPv6 in %s", resource)
			continue
		}
		number, _ := p.Int("RuleNumber")
		entry := networkACLEntry{
			resource: resource, number: number, allow: strings.EqualFold(p.Text("RuleAction"), "allow"),
			open:     resource.Uncertain != "" || len(m.env.Open(resource)) > 0,
			protocol: protocolName(p.Text("Protocol")), ports: allPorts(), cidr: parseCIDR(p.Text("CidrBlock")),
		}
		if p.Is("Egress") {
			entry.direction = egress
		}
		if from, ok := p.Map("PortRange").Int("From"); ok && entry.protocol != everyProtocol {
			entry.ports = portRange{from: from, to: numberOr(p.Map("PortRange"), "To", allPorts().to)}
		}
		entries = append(entries, entry)
	}
	return entries
}

func byNumber(entries []networkACLEntry) []networkACLEntry {
	slices.SortStableFunc(entries, func(a, b networkACLEntry) int { return cmp.Compare(a.number, b.number) })
	return entries
}

// attribute is the reference to an attribute of the resource that another reference names.
func attribute(reference, name string) string {
	parsed, _ := cloudformation.ParseReference(reference)
	parsed.Attribute = name
	return parsed.String()
}
