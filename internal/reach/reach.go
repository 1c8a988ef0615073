package reach

import (
	"fmt"
	"slices"
	"strings"
)

// Reach answers whether one node can reach another on a TCP port: by a connection of its own, or by requests that
// distributions and load balancers pass on. The path says how, or where it ends.
func (m *Model) Reach(from, to string, port int) (Path, error) {
	a, err := m.node(from)
	if err != nil {
		return Path{}, err
	}
	b, err := m.node(to)
	if err != nil {
		return Path{}, err
	}
	f := flow{"tcp", port}
	direct := m.connect(a, b, f)
	if direct.Open {
		return direct, nil
	}
	direct.Unsure = len(m.NotModelled()) > 0
	relayed, refusals, ok := m.relayed(a, b, f, nil, nil)
	if ok {
		return relayed, nil
	}
	slices.Sort(refusals)
	for _, refusal := range slices.Compact(refusals) { // there may be several ways to the same refusal
		direct.Stop += "; and " + refusal
	}
	return direct, nil
}

// connect joins what every pair of places gives: open if any pair is, certain if all are.
func (m *Model) connect(a, b *Node, f flow) Path {
	return join(func(c certainty) []Path { return m.paths(a, b, f, c, withHops) })
}

func join(paths func(certainty) []Path) Path {
	var best Path
	for _, path := range paths(possible) {
		if best.From == "" || path.Open && !best.Open || !path.Open && !best.Open && len(path.Hops) > len(best.Hops) {
			best = path
		}
	}
	if !best.Open {
		return best
	}
	best.Certain = true
	for _, path := range paths(certain) {
		if !path.Open {
			best.Certain, best.Stop = false, path.Stop
		}
	}
	return best
}

// paths follows a connection from every place of one node to every place of another; there is at least one path.
func (m *Model) paths(a, b *Node, f flow, c certainty, hops detail) []Path {
	var paths []Path
	try := func(follow func(t *trace) bool) {
		t := m.trace(c, a, b, f, hops)
		t.path.Open = follow(t)
		paths = append(paths, t.path)
	}
	switch {
	case a == b && !a.several():
		try(func(t *trace) bool { return t.stop("that is the same") })
	case a.Kind == Internet && b.Kind == Distribution:
		try(func(t *trace) bool { return t.viewer(m.site(b), f) })
	case a.Kind == LoadBalancer:
		m.tryForwards(a, b, f, try)
	case a.Kind == Distribution:
		m.tryOrigins(a, b, f, try)
	case a.Kind == Internet || a.Kind == OtherDistribution:
		m.tryInward(a, b, f, try)
	case b.Kind == Internet:
		each(a, func(from place) { m.tryOutward(from, f, c, try) })
	case b.Kind == API:
		each(a, func(from place) { m.tryAPI(a, from, b, f, c, try) })
	case b.Kind == Distribution || b.Kind == OtherDistribution || b.Kind == Subnet:
		try(func(t *trace) bool { return t.stop("the model has no such question: ask about the %s", InternetName) })
	default:
		each(a, func(from place) {
			each(b, func(to place) {
				try(func(t *trace) bool { return t.listens(b, f) && t.within(from, to, f) })
			})
		})
	}
	return paths
}

func (m *Model) trace(c certainty, a, b *Node, f flow, hops detail) *trace {
	return &trace{m: m, c: c, hops: hops, path: Path{From: a.Name, To: b.Name, Protocol: f.protocol, Port: f.port}}
}

func each(n *Node, do func(place)) {
	for _, p := range n.places {
		do(p)
	}
}

func (m *Model) tryInward(a, b *Node, f flow, try func(func(*trace) bool)) {
	if len(b.places) == 0 {
		try(func(t *trace) bool { return t.stop("%s stands in no subnet", b.Name) })
	}
	each(b, func(to place) {
		from := internet()
		if a.Kind == OtherDistribution {
			from = m.cloudFront(to)
		}
		try(func(t *trace) bool { return t.listens(b, f) && t.inward(from, to, f) })
	})
}

// tryAPI goes to an AWS service: over its endpoint where the VPC has one, else to its public address.
func (m *Model) tryAPI(a *Node, from place, b *Node, f flow, c certainty, try func(func(*trace) bool)) {
	service := strings.TrimPrefix(b.Name, apiPrefix)
	for _, e := range m.endpoints {
		if e.service != service || m.env.Identity(e.resource.Properties.Text("VpcId")) != from.subnet.vpc {
			continue
		}
		allowed := func(t *trace) bool {
			t.path.Via = "gateway endpoint"
			if len(e.places) > 0 {
				t.path.Via = "interface endpoint"
			}
			if refusal := m.refuses(e, a); refusal != "" && t.c == certain {
				return t.stop("%s", refusal)
			}
			return t.pass("%s", e.resource)
		}
		if e.tables[from.subnet.table] {
			try(func(t *trace) bool { // the service's addresses are public, to security groups and network ACLs alike
				return t.leaveGroups(from, f, internet()) && t.crossToInternet(from.subnet, f) && allowed(t)
			})
			return
		}
		if len(e.places) > 0 && e.privateDNS { // its name leads nowhere else, so there is no second way
			for _, to := range e.places {
				try(func(t *trace) bool {
					if f.port != 443 {
						return t.stop("an interface endpoint listens on 443 only")
					}
					return t.within(from, to, f) && allowed(t)
				})
			}
			return
		}
	}
	m.tryOutward(from, f, c, try)
}

// listens stops a connection to a load balancer that has no listener there. Anything else may listen on any port.
func (t *trace) listens(b *Node, f flow) bool {
	balancer := t.m.balancer(b)
	if balancer == nil {
		return true
	}
	l, ok := balancer.listensOn(f.port)
	if !ok || f.protocol != "tcp" {
		return t.stop("%s has no listener on %s %d", b.Name, f.protocol, f.port)
	}
	return t.pass("listener %s", l.resource)
}

func (m *Model) balancer(node *Node) *balancer {
	for _, b := range m.balancers {
		if b.node == node {
			return b
		}
	}
	return nil
}

func (m *Model) site(node *Node) *distribution {
	for _, d := range m.sites {
		if d.node == node {
			return d
		}
	}
	return &distribution{node: node}
}

// viewer is a connection of anybody to the distribution.
func (t *trace) viewer(d *distribution, f flow) bool {
	switch {
	case f == flow{"tcp", 80}:
		t.path.Only = d.onHTTP()
	case f == flow{"tcp", 443} || d.http3 && f == flow{"udp", 443}:
	default:
		return t.stop("CloudFront listens on tcp 80 and 443, and on udp 443 for HTTP/3 where it is on")
	}
	if d.waf != "" {
		t.pass("web ACL %s inspects the request", d.waf)
	}
	return t.pass("distribution %s", d.node.Resource)
}

// describeAnswers is what a load balancer does with a request that no rule forwards.
func (b *balancer) describeAnswers() string {
	var answers []string
	for _, l := range b.listeners {
		last := l.rules[len(l.rules)-1]
		answers = append(answers, fmt.Sprintf("port %d %s by %s", l.port, last.answer(), last))
	}
	return strings.Join(answers, "; ")
}
