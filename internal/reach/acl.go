package reach

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"kasha/internal/cloudformation"
)

// acl is a network ACL: numbered entries, the first that matches decides, and what none matches is refused. It has no
// memory, so the answers to a connection need entries of their own.
type acl struct {
	name    string
	entries []aclEntry
}

type aclEntry struct {
	resource cloudformation.Resource // none: the rule that AWS puts into a VPC's default ACL
	number   int
	egress   bool
	allow    bool
	protocol string
	ports    span
	cidr     netip.Prefix
	open     bool // something about it is decided when it is deployed, perhaps whether it is there
}

// decide finds the entry that lets a packet pass, or not; without one it does not. What is possible takes an entry that allows
// any part of the traffic before one that refuses it all; what is certain, the other way round.
func (a acl) decide(egress bool, protocol string, ports span, p peer, c certainty) *aclEntry {
	for i := range a.entries {
		entry := &a.entries[i]
		whole := bool(c) == entry.allow
		if entry.egress != egress || entry.protocol != "-1" && entry.protocol != protocol || !covers(entry.cidr, p, whole) {
			continue
		}
		if whole && (entry.open || !entry.ports.holds(ports)) || !entry.ports.overlaps(ports) {
			continue
		}
		return entry
	}
	return nil
}

func (e aclEntry) String() string {
	if e.resource.LogicalID == "" {
		return "the VPC's default network ACL, which allows everything"
	}
	return fmt.Sprintf("entry %d, %s", e.number, e.resource)
}

// defaultACL is what a subnet has that is associated with none: AWS fills it with rules that allow everything.
func (m *Model) defaultACL(vpc string) acl {
	everything := netip.MustParsePrefix("0.0.0.0/0")
	entries := m.aclEntries(attribute(vpc, "DefaultNetworkAcl"))
	for _, egress := range []bool{false, true} {
		entries = append(entries, aclEntry{number: 100, egress: egress, allow: true, protocol: "-1", ports: allPorts(), cidr: everything})
	}
	return acl{name: "the VPC's default network ACL", entries: inOrder(entries)}
}

func (m *Model) associateACLs() {
	for _, resource := range m.env.Resources("AWS::EC2::SubnetNetworkAclAssociation") {
		s := m.subnets[m.env.Identity(resource.Properties.Text("SubnetId"))]
		if s == nil {
			continue
		}
		id := m.env.Identity(resource.Properties.Text("NetworkAclId"))
		s.acl = acl{name: m.describe(id), entries: inOrder(m.aclEntries(id))}
	}
}

func (m *Model) aclEntries(id string) []aclEntry {
	var entries []aclEntry
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
		entry := aclEntry{
			resource: resource, number: number, egress: p.Is("Egress"), allow: strings.EqualFold(p.Text("RuleAction"), "allow"),
			open: resource.Uncertain != "" || len(m.env.Open(resource)) > 0, protocol: protocolName(p.Text("Protocol")), ports: allPorts(), cidr: parseCIDR(p.Text("CidrBlock")),
		}
		if from, ok := p.Map("PortRange").Int("From"); ok && entry.protocol != "-1" {
			entry.ports = span{from, numberOr(p.Map("PortRange"), "To", allPorts().to)}
		}
		entries = append(entries, entry)
	}
	return entries
}

func inOrder(entries []aclEntry) []aclEntry {
	sort.SliceStable(entries, func(i, j int) bool { return entries[i].number < entries[j].number })
	return entries
}

// attribute is the reference to an attribute of the resource that another reference names.
func attribute(reference, name string) string {
	parsed, _ := cloudformation.ParseReference(reference)
	parsed.Attribute = name
	return parsed.String()
}
