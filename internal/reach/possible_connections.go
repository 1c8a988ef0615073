package reach

import (
	"cmp"
	"maps"
	"slices"

	"kasha/internal/allowlist"
)

// Edge is a set of connections that are possible: from one node to another, on some ports, with one way out and one limit.
type Edge struct {
	From, To    string
	Protocol    string
	First, Last int           // ports
	Via         allowlist.Way // how it leaves the VPC; empty inside
	Only        string        // the limit that it has; empty: none
}

// Ports is an edge's protocol and ports for people.
func (e Edge) Ports() string {
	return allowlist.Ports{Protocol: e.Protocol, First: e.First, Last: e.Last}.String()
}

// Edges lists every connection that is possible, on every port of TCP and UDP. It tries one port of each range within which all
// rules of the templates treat ports alike.
func (m *Model) Edges() []Edge {
	tcpRanges, udpRanges := m.portRanges("tcp"), m.portRanges("udp")
	var edges []Edge
	for _, from := range m.nodes {
		for _, to := range m.nodes {
			if from == to && !from.mayBeSeveral() || from.Kind == API || to.Kind == Subnet || to.Kind == OtherDistribution ||
				from.Kind == Subnet && to.Kind != Internet && to.Kind != API {
				continue
			}
			edges = append(edges, m.edgesBetween(from, to, "tcp", tcpRanges)...)
			edges = append(edges, m.edgesBetween(from, to, "udp", udpRanges)...)
		}
	}
	return edges
}

func (m *Model) edgesBetween(from, to *Node, protocol string, ranges []portRange) []Edge {
	var edges []Edge
	for _, ports := range ranges {
		if to.Kind == API && (protocol != "tcp" || ports.from != 443) {
			continue
		}
		seen := map[Edge]bool{}
		for _, path := range m.paths(from, to, flow{protocol: protocol, port: ports.from}, possible, withoutHops) {
			edge := Edge{
				From: from.Name, To: to.Name, Protocol: protocol, First: ports.from, Last: ports.to, Via: path.Via, Only: path.Only,
			}
			if path.Open && !seen[edge] {
				seen[edge] = true
				edges = append(edges, edge)
			}
		}
	}
	return mergeAdjacent(edges)
}

// mergeAdjacent joins edges that are alike and whose ports follow each other.
func mergeAdjacent(edges []Edge) []Edge {
	slices.SortStableFunc(edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(string(a.Via)+a.Only, string(b.Via)+b.Only), cmp.Compare(a.First, b.First))
	})
	var merged []Edge
	for _, edge := range edges {
		if n := len(merged); n > 0 && merged[n-1].Via == edge.Via && merged[n-1].Only == edge.Only && merged[n-1].Last+1 == edge.First {
			merged[n-1].Last = edge.Last
			continue
		}
		merged = append(merged, edge)
	}
	return merged
}

// portRanges splits all ports of a protocol wherever a rule, listener, container or database begins or ends a range. A rule for
// another protocol splits nothing. Listeners, containers and databases use TCP.
func (m *Model) portRanges(protocol string) []portRange {
	starts := map[int]bool{1: true, 80: true, 81: true, 443: true, 444: true} // of CloudFront and the AWS APIs
	split := func(of string, r portRange) {
		if of != protocol && of != everyProtocol {
			return
		}
		if r.from > 1 {
			starts[r.from] = true
		}
		if r.to >= 1 && r.to < allPorts().to {
			starts[r.to+1] = true
		}
	}
	for _, group := range m.groups {
		for _, r := range slices.Concat(group.ingress, group.egress) {
			split(r.protocol, r.ports)
		}
	}
	for _, s := range m.subnets {
		for _, entry := range s.acl.entries {
			split(entry.protocol, entry.ports)
		}
	}
	for _, b := range m.loadBalancers {
		for _, l := range b.listeners {
			split("tcp", tcp(l.port).ports())
		}
	}
	for _, node := range m.nodes {
		if node.port > 0 {
			split("tcp", tcp(node.port).ports())
		}
	}
	sorted := slices.Sorted(maps.Keys(starts))
	var ranges []portRange
	for i, start := range sorted {
		end := allPorts().to
		if i+1 < len(sorted) {
			end = sorted[i+1] - 1
		}
		ranges = append(ranges, portRange{from: start, to: end})
	}
	return ranges
}
