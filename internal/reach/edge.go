package reach

import (
	"fmt"
	"sort"
)

// Edge is a set of connections that are possible: who to whom, on which ports, over what, limited to what.
type Edge struct {
	From, To    string
	Protocol    string
	First, Last int    // ports
	Via         string // how it leaves the VPC; empty inside
	Only        string // whom or what it is limited to; empty: nothing
}

// Ports is an edge's protocol and ports for people.
func (e Edge) Ports() string {
	switch {
	case e.First == e.Last:
		return fmt.Sprintf("%s %d", e.Protocol, e.First)
	case e.First == allPorts().from && e.Last == allPorts().to:
		return "every " + e.Protocol + " port"
	}
	return fmt.Sprintf("%s %d-%d", e.Protocol, e.First, e.Last)
}

// Edges lists every connection that is possible, on every port of TCP and UDP. Ports between which no rule of the templates
// draws a line behave alike, so one of them is tried for all.
func (m *Model) Edges() []Edge {
	tcp, udp := m.portRanges("tcp"), m.portRanges("udp")
	var edges []Edge
	for _, from := range m.nodes {
		for _, to := range m.nodes {
			if from == to && !from.several() || from.Kind == API || to.Kind == Subnet || to.Kind == OtherDistribution ||
				from.Kind == Subnet && to.Kind != Internet && to.Kind != API {
				continue
			}
			edges = append(edges, m.edgesBetween(from, to, "tcp", tcp)...)
			edges = append(edges, m.edgesBetween(from, to, "udp", udp)...)
		}
	}
	return edges
}

func (m *Model) edgesBetween(from, to *Node, protocol string, ranges []span) []Edge {
	var edges []Edge
	for _, ports := range ranges {
		if to.Kind == API && (protocol != "tcp" || ports.from != 443) {
			continue
		}
		seen := map[Edge]bool{}
		for _, path := range m.paths(from, to, flow{protocol, ports.from}, possible, withoutHops) {
			edge := Edge{From: from.Name, To: to.Name, Protocol: protocol, First: ports.from, Last: ports.to, Via: path.Via, Only: path.Only}
			if path.Open && !seen[edge] {
				seen[edge] = true
				edges = append(edges, edge)
			}
		}
	}
	return mergeAdjacent(edges)
}

// mergeAdjacent joins edges that differ only in that one's ports follow the other's.
func mergeAdjacent(edges []Edge) []Edge {
	sort.SliceStable(edges, func(i, j int) bool {
		a, b := edges[i], edges[j]
		if a.Via+a.Only != b.Via+b.Only {
			return a.Via+a.Only < b.Via+b.Only
		}
		return a.First < b.First
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

// portRanges cuts all ports of a protocol at every line that anything in the model draws. A rule for another protocol draws
// none; listeners, containers and databases are TCP's.
func (m *Model) portRanges(protocol string) []span {
	starts := map[int]bool{1: true, 80: true, 81: true, 443: true, 444: true} // CloudFront's, and the AWS APIs'
	cut := func(of string, s span) {
		if of != protocol && of != "-1" {
			return
		}
		if s.from > 1 {
			starts[s.from] = true
		}
		if s.to >= 1 && s.to < 65535 {
			starts[s.to+1] = true
		}
	}
	for _, group := range m.groups {
		for _, r := range append(append([]rule{}, group.ingress...), group.egress...) {
			cut(r.protocol, r.ports)
		}
	}
	for _, s := range m.subnets {
		for _, entry := range s.acl.entries {
			cut(entry.protocol, entry.ports)
		}
	}
	for _, b := range m.balancers {
		for _, l := range b.listeners {
			cut("tcp", span{l.port, l.port})
		}
	}
	for _, node := range m.nodes {
		if node.port > 0 {
			cut("tcp", span{node.port, node.port})
		}
	}
	var sorted []int
	for start := range starts {
		sorted = append(sorted, start)
	}
	sort.Ints(sorted)
	var ranges []span
	for i, start := range sorted {
		end := allPorts().to
		if i+1 < len(sorted) {
			end = sorted[i+1] - 1
		}
		ranges = append(ranges, span{start, end})
	}
	return ranges
}
