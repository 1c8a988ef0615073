package reach

import (
	"fmt"
	"slices"
)

// surplusRules lists security group rules that admit more ports, or more of the internet, than the list of connections
// needs. Such a rule may open nothing today, because another door is shut; it opens something once that one is not.
func (m *Model) surplusRules(expected []expectation) []Violation {
	var violations []Violation
	seen := map[string]bool{}
	check := func(node *Node, p place) {
		for _, group := range p.groups {
			for _, r := range group.ingress {
				if !seen["in"+r.where+node.Name] && !m.needed(expected, node, r, true) {
					violations = append(violations, surplus(node, r, "in"))
				}
				seen["in"+r.where+node.Name] = true
			}
			for _, r := range group.egress {
				if !seen["out"+r.where+node.Name] && !m.needed(expected, node, r, false) {
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

// needed reports whether some allowed connection of a node uses all of a rule. A rule by addresses admits whatever stands in
// them, now or later, so the list must allow the connection to all of a subnet.
func (m *Model) needed(expected []expectation, node *Node, r rule, ingress bool) bool {
	if r.protocol != "tcp" && r.protocol != "udp" && r.protocol != "-1" || len(r.cidrs) == 1 && r.cidrs[0].String() == "255.255.255.255/32" {
		return true // the CDK's way to write "nothing", and protocols without ports
	}
	if r.group != "" || r.list != "" {
		return slices.ContainsFunc(expected, func(e expectation) bool { return e.uses(node, nil, r, ingress) })
	}
	for _, cidr := range r.cidrs {
		if !cidr.IsValid() || holdsPublic(cidr) {
			internet, _ := m.node(InternetName)
			return slices.ContainsFunc(expected, func(e expectation) bool { return e.uses(node, internet, r, ingress) })
		}
		for _, far := range m.nodes {
			if far.Kind != Subnet || !cidr.Overlaps(far.places[0].subnet.cidr) {
				continue
			}
			if !slices.ContainsFunc(expected, func(e expectation) bool { return e.uses(node, far, r, ingress) }) {
				return false
			}
		}
	}
	return true
}

// uses reports whether a line of the list is a connection that needs a rule: between a node and a far end, or anybody if that is
// nil, on all the rule's ports.
func (e expectation) uses(node, far *Node, r rule, ingress bool) bool {
	near, other := e.to, e.from
	if !ingress {
		near, other = e.from, e.to
	}
	return r.protocol == e.protocol && span{e.first, e.last}.holds(r.ports) && node.is(near) && (far == nil || far.is(other))
}
