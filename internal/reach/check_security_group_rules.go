package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"kasha/internal/allowlist"
)

// surplusRules lists security group rules that admit more ports, more addresses or other groups than the list of connections
// needs. Such a rule may open nothing today, because a route or another rule is missing. It opens something once that one exists.
func (m *Model) surplusRules(list []allowlist.Connection) []Violation {
	var violations []Violation
	seen := map[string]bool{}
	check := func(node *Node, n networkInterface) {
		for _, group := range n.groups {
			for _, d := range []direction{ingress, egress} {
				for _, r := range group.rules(d) {
					key := fmt.Sprint(d, r.where, node.Name)
					if !seen[key] && !m.needed(list, node, n, r, d) {
						violations = append(violations, surplus(node, r, d))
					}
					seen[key] = true
				}
			}
		}
	}
	for _, node := range m.nodes {
		if node.Kind != Subnet {
			each(node, func(n networkInterface) { check(node, n) })
		}
	}
	for _, e := range m.endpoints {
		for _, node := range m.nodes {
			if node.Name == allowlist.AWSService(e.service) {
				for _, n := range e.interfaces {
					check(node, n)
				}
			}
		}
	}
	return violations
}

func surplus(node *Node, r rule, d direction) Violation {
	where := "in"
	if d == egress {
		where = "out"
	}
	return Violation{Kind: Surplus, What: fmt.Sprintf("a rule lets more %s of %s than any allowed connection needs: %s", where, node.Name, r)}
}

// needed reports whether allowed connections of a node use all of a rule.
//
// A rule by group is for every holder of the group, so the list must name each. The list cannot know who holds a group that nothing
// in the templates has. A rule by prefix list counts if the list is CloudFront's. A rule by addresses admits whatever stands there
// now or later. So the list must allow the connection to all of them: to the internet, or subnet by subnet.
func (m *Model) needed(list []allowlist.Connection, node *Node, n networkInterface, r rule, d direction) bool {
	hasPorts := r.protocol == "tcp" || r.protocol == "udp" || r.protocol == everyProtocol
	if !hasPorts || len(r.cidrs) == 1 && r.cidrs[0] == nobody() {
		return true
	}
	listed := func(far *Node) bool {
		return slices.ContainsFunc(list, func(line allowlist.Connection) bool { return uses(line, node, far, r, d) })
	}
	switch {
	case r.group != "":
		holders := m.holders(r.group)
		return len(holders) > 0 && !slices.ContainsFunc(holders, func(far *Node) bool { return !listed(far) })
	case r.list != "":
		return r.known && (listed(&Node{Name: allowlist.OtherDistribution, Kind: OtherDistribution}) || m.onlyByVPCOrigin(n, listed))
	}
	var allowed []netip.Prefix
	for _, far := range m.addressRanges(n.subnet.vpc) {
		if listed(far.node) {
			allowed = append(allowed, far.cidr)
		}
	}
	return !slices.ContainsFunc(r.cidrs, func(cidr netip.Prefix) bool {
		if !cidr.IsValid() || holdsPublic(cidr) {
			return !listed(&Node{Name: allowlist.Internet, Kind: Internet})
		}
		return !isEmpty(uncovered(cidr, allowed))
	})
}

// onlyByVPCOrigin reports whether CloudFront's prefix list stands for the templates' own distributions. To a network interface without a
// public address, CloudFront connects through a VPC origin only, and others' distributions have none.
func (m *Model) onlyByVPCOrigin(n networkInterface, listed func(far *Node) bool) bool {
	return n.public == private && slices.ContainsFunc(m.distributions, func(d *distribution) bool { return listed(d.node) })
}

// uses reports whether a line of the list is a connection between a node and a far end that needs a rule. It must need all of
// the rule's ports.
func uses(line allowlist.Connection, node, far *Node, r rule, d direction) bool {
	near, other := line.To, line.From
	if d == egress {
		near, other = line.From, line.To
	}
	ports := portRange{from: line.On.First, to: line.On.Last}
	return r.protocol == line.On.Protocol && ports.holds(r.ports) && node.is(near) && far.is(other)
}

// addressRange is a part of a VPC that the list of connections may name: a subnet, or the VPC as a whole.
type addressRange struct {
	node *Node
	cidr netip.Prefix
}

func (m *Model) addressRanges(vpc string) []addressRange {
	var ranges []addressRange
	for _, node := range m.nodes {
		if node.Kind == Subnet && node.interfaces[0].subnet.vpc == vpc {
			ranges = append(ranges, addressRange{node: node, cidr: node.interfaces[0].subnet.cidr})
		}
	}
	if resource, ok := m.env.Find(vpc); ok {
		if cidr := parseCIDR(resource.Properties.Text("CidrBlock")); cidr.IsValid() {
			ranges = append(ranges, addressRange{node: &Node{Name: resource.Name(), Resource: resource}, cidr: cidr})
		}
	}
	return ranges
}
