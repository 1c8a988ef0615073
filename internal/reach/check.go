package reach

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/iam"
)

// Violation is a difference between the network that the templates describe and the list of connections that it may have.
type Violation struct {
	Kind Difference
	What string
	Path *Path // that should not exist, or that should and ends early; nil where the matter is no path
}

// Difference is the kind of a violation, as a heading.
type Difference string

// The kinds of differences.
const (
	Unlisted   Difference = "possible, and not on the list of allowed connections"
	Broken     Difference = "must work, and does not in every case"
	Exposed    Difference = "a public address or a way out, where there must be none"
	Surplus    Difference = "a rule of a security group that no allowed connection needs"
	NotModeled Difference = "not understood"
)

// Because is the path of a violation, hop by hop; empty where the matter is no path.
func (v Violation) Because() string {
	if v.Path == nil {
		return ""
	}
	return strings.TrimRight(v.Path.String(), "\n")
}

// String says what is wrong, with the path hop by hop.
func (v Violation) String() string {
	return strings.TrimRight(v.What+"\n"+v.Because(), "\n")
}

// Check compares an environment with the complete list of connections that it may and must have. It also requires that only
// what the list opens to the internet has a public address. Databases must be in subnets without a route out. No security group
// may admit more than the list needs, and the model must understand the whole network.
func (m *Model) Check(list []allowlist.Connection) []Violation {
	var violations []Violation
	for _, edge := range m.Edges() {
		if !m.allowed(list, edge) {
			violations = append(violations, m.unexpected(edge))
		}
	}
	violations = append(violations, m.missing(list)...)
	violations = append(violations, m.exposed(list)...)
	violations = append(violations, m.surplusRules(list)...)
	for _, unknown := range m.NotModelled() {
		what := "not modelled: " + unknown + ". Until it is, this proof is not complete."
		violations = append(violations, Violation{Kind: NotModeled, What: what})
	}
	return violations
}

func (m *Model) allowed(list []allowlist.Connection, edge Edge) bool {
	from, _ := m.node(edge.From)
	to, _ := m.node(edge.To)
	return slices.ContainsFunc(list, func(line allowlist.Connection) bool { return allows(line, from, to, edge) })
}

// allows reports whether a line of the list covers an edge.
func allows(line allowlist.Connection, from, to *Node, edge Edge) bool {
	return from.is(line.From) && to.is(line.To) && line.On.Protocol == edge.Protocol &&
		line.On.First <= edge.First && edge.Last <= line.On.Last && line.Only == edge.Only &&
		(edge.Via == "" && len(line.Via) == 0 || slices.Contains(line.Via, edge.Via))
}

// is reports whether a pattern of the list means a node.
func (n *Node) is(pattern string) bool { return iam.Match(pattern, n.Name) }

// unexpected follows an edge again, for its hops.
func (m *Model) unexpected(edge Edge) Violation {
	from, _ := m.node(edge.From)
	to, _ := m.node(edge.To)
	what := fmt.Sprintf("%s may connect to %s on %s%s, which is not on the list of allowed connections",
		edge.From, edge.To, edge.Ports(), limits(edge.Via, edge.Only))
	for _, path := range m.paths(from, to, flow{protocol: edge.Protocol, port: edge.First}, possible, withHops) {
		if path.Open && path.Via == edge.Via && path.Only == edge.Only {
			path.Certain = true // the finding is that it is possible at all
			return Violation{Kind: Unlisted, What: what, Path: &path}
		}
	}
	return Violation{Kind: Unlisted, What: what}
}

// missing lists the connections that must work and do not, or not between all network interfaces.
func (m *Model) missing(list []allowlist.Connection) []Violation {
	var violations []Violation
	for _, line := range list {
		if !line.Must {
			continue
		}
		found := false
		for _, from := range m.nodes {
			for _, to := range m.nodes {
				if from == to || !from.is(line.From) || !to.is(line.To) {
					continue
				}
				found = true
				path := m.connect(from, to, flow{protocol: line.On.Protocol, port: line.On.First})
				if !path.Open || !path.Certain {
					what := fmt.Sprintf("%s must reach %s on %s, and does not in every case", from.Name, to.Name, line.On)
					violations = append(violations, Violation{Kind: Broken, What: what, Path: &path})
				}
			}
		}
		if !found && !strings.HasPrefix(line.To, allowlist.AWSServicePrefix) { // a service that nothing uses has no node
			violations = append(violations, Violation{
				Kind: Broken, What: fmt.Sprintf("%s, and the environment does not have both", line),
			})
		}
	}
	return violations
}

// exposed lists public addresses of what must have none, and databases in subnets with a way out. Security groups may still protect
// them, but only until the next mistake. What is put into an unused group may have any address. Whether a restored copy has a
// public one, its snapshot decides; no route leads out of its subnets.
func (m *Model) exposed(list []allowlist.Connection) []Violation {
	var violations []Violation
	for _, node := range m.nodes {
		facesInternet := slices.ContainsFunc(list, func(line allowlist.Connection) bool {
			return (line.From == allowlist.Internet || line.From == allowlist.OtherDistribution) && node.is(line.To)
		})
		if node.Kind == Subnet || node.Kind == Members || facesInternet {
			continue
		}
		for _, n := range node.interfaces {
			in := n.subnet.resource.Name()
			if n.public == public || n.public == unsure && node.Kind != Restored {
				what := fmt.Sprintf("%s %s public address in %s: %s", node.Name, n.public, in, node.Resource)
				violations = append(violations, Violation{Kind: Exposed, What: what})
			}
			if node.Kind != Database && node.Kind != Restored {
				continue
			}
			for _, r := range n.subnet.out.routes {
				what := fmt.Sprintf("%s stands in %s, which has a route to the %s: %s", node.Name, in, r.to, r.resource)
				violations = append(violations, Violation{Kind: Exposed, What: what})
			}
		}
	}
	return violations
}
