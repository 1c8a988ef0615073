package reach

import (
	"fmt"
	"net/netip"
	"slices"
)

// surplusRules lists security group rules that admit more ports, more addresses or other groups than the list of connections
// needs. Such a rule may open nothing today, because another door is shut; it opens something once that one is not.
func (m *Model) surplusRules(expected []expectation) []Violation {
	var violations []Violation
	seen := map[string]bool{}
	check := func(node *Node, p place) {
		for _, group := range p.groups {
			for _, r := range group.ingress {
				if !seen["in"+r.where+node.Name] && !m.needed(expected, node, p, r, true) {
					violations = append(violations, surplus(node, r, "in"))
				}
				seen["in"+r.where+node.Name] = true
			}
			for _, r := range group.egress {
				if !seen["out"+r.where+node.Name] && !m.needed(expected, node, p, r, false) {
					violations = append(violations, surplus(node, r, "out"))
				}
				seen["out"+r.where+node.Name] = true
			}
		}
	}
	for _, node := range m.nodes {
		if node.Kind == Subnet {
			continue
		}
		each(node, func(p place) { check(node, p) })
	}
	for _, e := range m.endpoints {
		for _, node := range m.nodes {
			if node.Name == apiPrefix+e.service {
				for _, p := range e.places {
					check(node, p)
				}
			}
		}
	}
	return violations
}

func surplus(node *Node, r rule, direction string) Violation {
	return Violation{What: fmt.Sprintf("a rule lets more %s of %s than any allowed connection needs: %s", direction, node.Name, r)}
}

// needed reports whether allowed connections of a node use all of a rule.
//
// A rule by group is for everything that has the group, so each has to be on the list; a group that nothing here has is
// somebody's whom the list cannot know. A prefix list counts if it is CloudFront's. A rule by addresses admits whatever stands
// in them, now or later, so the list must allow the connection to all of them: to the internet, or subnet by subnet. Addresses
// that no subnet has are nobody's yet.
func (m *Model) needed(expected []expectation, node *Node, p place, r rule, ingress bool) bool {
	if r.protocol != "tcp" && r.protocol != "udp" && r.protocol != "-1" || len(r.cidrs) == 1 && r.cidrs[0].String() == "255.255.255.255/32" {
		return true // the CDK's way to write "nothing", and protocols without ports
	}
	listed := func(far *Node) bool {
		return slices.ContainsFunc(expected, func(e expectation) bool { return e.uses(node, far, r, ingress) })
	}
	switch {
	case r.group != "":
		holders := m.holders(r.group)
		return len(holders) > 0 && !slices.ContainsFunc(holders, func(far *Node) bool { return !listed(far) })
	case r.list != "":
		return r.known && listed(&Node{Name: OtherDistributionName, Kind: OtherDistribution})
	}
	var allowed []netip.Prefix
	for _, far := range m.ranges(p.subnet.vpc) {
		if listed(far.node) {
			allowed = append(allowed, far.cidr)
		}
	}
	return !slices.ContainsFunc(r.cidrs, func(cidr netip.Prefix) bool {
		if !cidr.IsValid() || holdsPublic(cidr) {
			return !listed(&Node{Name: InternetName, Kind: Internet})
		}
		return !coveredBy(allowed, cidr)
	})
}

// addressRange is a part of a VPC that the list of connections may name: a subnet, or the VPC as a whole.
type addressRange struct {
	node *Node
	cidr netip.Prefix
}

func (m *Model) ranges(vpc string) []addressRange {
	var ranges []addressRange
	for _, node := range m.nodes {
		if node.Kind == Subnet && node.places[0].subnet.vpc == vpc {
			ranges = append(ranges, addressRange{node, node.places[0].subnet.cidr})
		}
	}
	if resource, ok := m.env.Find(vpc); ok {
		if cidr := parseCIDR(resource.Properties.Text("CidrBlock")); cidr.IsValid() {
			ranges = append(ranges, addressRange{&Node{Name: resource.Name(), Resource: resource}, cidr})
		}
	}
	return ranges
}

// coveredBy reports whether ranges cover another one together.
func coveredBy(ranges []netip.Prefix, cidr netip.Prefix) bool {
	return coverAll(ranges, cidr, func(half netip.Prefix) bool { return coveredBy(ranges, half) })
}

// uses reports whether a line of the list is a connection between a node and a far end that needs a rule, on all the rule's
// ports.
func (e expectation) uses(node, far *Node, r rule, ingress bool) bool {
	near, other := e.to, e.from
	if !ingress {
		near, other = e.from, e.to
	}
	return r.protocol == e.protocol && span{e.first, e.last}.holds(r.ports) && node.is(near) && far.is(other)
}
