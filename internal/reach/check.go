package reach

import (
	"fmt"
	"slices"
	"strings"
)

// Violation is a difference between the network that the templates describe and the list of connections it may have.
type Violation struct {
	What string
	Path *Path // that should not exist, or that should and ends early; none where the matter is no path
}

// String says what is wrong, with the path hop by hop.
func (v Violation) String() string {
	if v.Path == nil {
		return v.What
	}
	return v.What + "\n" + strings.TrimRight(v.Path.String(), "\n")
}

// Check holds an environment against the complete list of connections that it may and must have. It also asks that nothing
// private has a public address, that databases stand where no route leads out, that no security group admits more than the
// list needs, and that the model understands the whole network.
func (m *Model) Check() []Violation {
	expected := expectations(m)
	var violations []Violation
	for _, edge := range m.Edges() {
		if !m.allowed(expected, edge) {
			violations = append(violations, m.unexpected(edge))
		}
	}
	violations = append(violations, m.missing(expected)...)
	violations = append(violations, m.exposed(expected)...)
	violations = append(violations, m.surplusRules(expected)...)
	for _, unknown := range m.NotModelled() {
		violations = append(violations, Violation{What: "not modelled: " + unknown + ". Until it is, this proof is not complete."})
	}
	return violations
}

func (m *Model) allowed(expected []expectation, edge Edge) bool {
	from, _ := m.node(edge.From)
	to, _ := m.node(edge.To)
	for _, e := range expected {
		if e.allows(from, to, edge) {
			return true
		}
	}
	return false
}

// unexpected finds the path behind an edge again, for its hops.
func (m *Model) unexpected(edge Edge) Violation {
	from, _ := m.node(edge.From)
	to, _ := m.node(edge.To)
	what := fmt.Sprintf("%s may connect to %s on %s%s%s, which is not on the list of allowed connections",
		edge.From, edge.To, edge.Ports(), prefixed(" via ", edge.Via), prefixed(", only ", edge.Only))
	for _, path := range m.paths(from, to, flow{edge.Protocol, edge.First}, possible, withHops) {
		if path.Open && path.Via == edge.Via && path.Only == edge.Only {
			path.Certain = true // the finding is that it is possible at all
			return Violation{What: what, Path: &path}
		}
	}
	return Violation{What: what}
}

// missing lists the connections that must work and do not, or not from everywhere.
func (m *Model) missing(expected []expectation) []Violation {
	var violations []Violation
	for _, e := range expected {
		if !e.must {
			continue
		}
		found := false
		for _, from := range m.nodes {
			for _, to := range m.nodes {
				if from == to || !from.is(e.from) || !to.is(e.to) {
					continue
				}
				found = true
				path := m.connect(from, to, flow{e.protocol, e.first})
				if !path.Open || !path.Certain {
					what := fmt.Sprintf("%s must reach %s on %s %d, and does not in every case", from.Name, to.Name, e.protocol, e.first)
					violations = append(violations, Violation{What: what, Path: &path})
				}
			}
		}
		if !found && !strings.HasPrefix(e.to, apiPrefix) { // a service that nothing uses has no node
			violations = append(violations, Violation{What: fmt.Sprintf("%s must reach %s on %s %d, and the environment does not have both", e.from, e.to, e.protocol, e.first)})
		}
	}
	return violations
}

// exposed lists public addresses of what must have none, and databases in subnets with a way out. Security groups may still
// protect them; one mistake more and they do not. What is put into an otherwise unused group may have any address; whether a
// restored copy has one, its snapshot decides, in subnets that no route leads out of.
func (m *Model) exposed(expected []expectation) []Violation {
	var violations []Violation
	for _, node := range m.nodes {
		facesInternet := slices.ContainsFunc(expected, func(e expectation) bool {
			return (e.from == InternetName || e.from == OtherDistributionName) && node.is(e.to)
		})
		if node.Kind == Subnet || node.Kind == Members || facesInternet {
			continue
		}
		for _, p := range node.places {
			if p.public == public || p.public == unsure && node.Kind != Restored {
				violations = append(violations, Violation{What: fmt.Sprintf("%s %s public address in %s: %s", node.Name, p.public, p.subnet.resource.Name(), node.Resource)})
			}
			if node.Kind != Database && node.Kind != Restored {
				continue
			}
			routes, _ := p.subnet.out()
			for _, r := range routes {
				violations = append(violations, Violation{What: fmt.Sprintf("%s stands in %s, which has a route to the %s: %s", node.Name, p.subnet.resource.Name(), r.to, r.resource)})
			}
		}
	}
	return violations
}
