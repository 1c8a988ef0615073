package reach

import (
	"fmt"
	"slices"
)

// tryForwards follows the requests that a load balancer passes on. A load balancer opens no other connections.
func (m *Model) tryForwards(a, b *Node, f flow, try func(func(*trace) bool)) {
	from := m.balancer(a)
	tried := false
	for _, forward := range m.forwards(from, b) {
		if f != (flow{"tcp", forward.port}) {
			continue
		}
		each(a, func(out place) {
			each(b, func(in place) {
				tried = true
				try(func(t *trace) bool { return t.forward(from, forward) && t.within(out, in, f) })
			})
		})
	}
	if !tried {
		try(func(t *trace) bool {
			return t.stop("no listener of %s forwards to %s on %s %d: %s", a.Name, b.Name, f.protocol, f.port, from.describeAnswers())
		})
	}
}

// forward passes a listener's rule. A rule that wants a secret header forwards for certain only if a distribution of ours
// sends it.
func (t *trace) forward(b *balancer, f forward) bool {
	t.path.Only = f.only()
	if f.secret == nil {
		return t.pass("forwarded, whoever asks: %s", f.by)
	}
	for _, d := range t.m.sites {
		if d.adds(b, *f.secret) {
			return t.pass("forwarded with header %s, which %s sends: %s", f.secret.name, d.node.Name, f.by)
		}
	}
	if t.c == certain {
		return t.stop("%s wants header %s, and no distribution sends it with that value", f.by, f.secret.name)
	}
	return t.pass("forwarded with header %s: %s", f.secret.name, f.by)
}

// tryOrigins follows the connections that our distribution opens to its origins.
func (m *Model) tryOrigins(a, b *Node, f flow, try func(func(*trace) bool)) {
	for _, o := range m.site(a).origins {
		for _, port := range o.ports {
			if o.balancer.node == b && f == (flow{"tcp", port}) {
				each(b, func(to place) {
					try(func(t *trace) bool {
						return t.pass("origin of %s", a.Resource) && t.listens(b, f) && t.inward(m.cloudFront(to), to, f)
					})
				})
				return
			}
		}
	}
	try(func(t *trace) bool {
		return t.stop("%s has no origin at %s on %s %d", a.Name, b.Name, f.protocol, f.port)
	})
}

// leg is one step of a request: a connection that its sender opens, or that a distribution or load balancer opens to pass it
// on.
type leg struct {
	to      *Node
	path    Path
	headers []header // that the request carries from then on
}

// relayed looks for a way by request: somebody connects to a distribution or load balancer, and it passes the request on.
// refusals are the listeners on the way that forward to the destination, but not this request.
func (m *Model) relayed(at, to *Node, f flow, carried []header, visited []*Node) (path Path, refusals []string, ok bool) {
	visited = append(visited, at)
	legs, refusals := m.legs(at, to, carried)
	for _, l := range legs {
		if l.to == to && l.path.Port == f.port && len(visited) > 1 {
			return l.path, nil, true
		}
		if slices.Contains(visited, l.to) || l.to.Kind != LoadBalancer && l.to.Kind != Distribution {
			continue
		}
		rest, more, ok := m.relayed(l.to, to, f, l.headers, visited)
		refusals = append(refusals, more...)
		if ok {
			return l.path.then(rest), nil, true
		}
	}
	return Path{}, refusals, false
}

// then joins two legs.
func (p Path) then(rest Path) Path {
	rest.From = p.From
	rest.Hops = append(append(slices.Clone(p.Hops), fmt.Sprintf("connected to %s on %s %d", p.To, p.Protocol, p.Port)), rest.Hops...)
	if rest.Certain && !p.Certain {
		rest.Certain, rest.Stop = false, p.Stop
	}
	rest.Only = "" // the request meets the limits, or it would not have come this far
	return rest
}

// legs are the next steps that a request can take.
func (m *Model) legs(at, to *Node, carried []header) (legs []leg, refusals []string) {
	switch at.Kind {
	case Distribution:
		for _, o := range m.site(at).origins {
			for _, port := range o.ports {
				legs = add(legs, leg{o.balancer.node, m.connect(at, o.balancer.node, flow{"tcp", port}), o.headers})
			}
		}
	case LoadBalancer:
		for _, node := range m.nodes {
			for _, forward := range m.forwards(m.balancer(at), node) {
				if forward.secret != nil && !slices.Contains(carried, *forward.secret) {
					if node == to {
						refusals = append(refusals, fmt.Sprintf("%s forwards to %s only %s (%s); otherwise %s",
							at.Name, to.Name, forward.only(), forward.by, m.balancer(at).describeAnswers()))
					}
					continue
				}
				legs = add(legs, leg{node, m.followForward(at, forward), carried})
			}
		}
	default:
		for _, relay := range m.nodes {
			for _, port := range m.listening(relay) {
				legs = add(legs, leg{relay, m.connect(at, relay, flow{"tcp", port}), carried})
			}
		}
	}
	return legs, refusals
}

// add keeps the legs that are open to requests of any kind; a redirect passes nothing on.
func add(legs []leg, l leg) []leg {
	if l.path.Open && (l.path.Only == "" || l.to.Kind == Service) {
		return append(legs, l)
	}
	return legs
}

// followForward is the connection to a service that one rule leads to.
func (m *Model) followForward(at *Node, f forward) Path {
	return join(func(c certainty) []Path {
		var paths []Path
		each(at, func(out place) {
			each(f.service, func(in place) {
				t := m.trace(c, at, f.service, flow{"tcp", f.port}, withHops)
				t.path.Open = t.forward(m.balancer(at), f) && t.within(out, in, flow{"tcp", f.port})
				paths = append(paths, t.path)
			})
		})
		return paths
	})
}

// listening are the ports on which a relay takes requests.
func (m *Model) listening(relay *Node) []int {
	if relay.Kind == Distribution {
		return []int{443, 80}
	}
	var ports []int
	if b := m.balancer(relay); b != nil {
		for _, l := range b.listeners {
			ports = append(ports, l.port)
		}
	}
	return ports
}
