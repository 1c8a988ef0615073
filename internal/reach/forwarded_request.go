package reach

import (
	"fmt"
	"slices"
)

// viaRequests looks for a way by request: a node connects to a distribution or load balancer, which passes the request on. refusals
// are the listeners on the way that forward to the destination, but not this request.
func (m *Model) viaRequests(at, to *Node, f flow, carried []header, visited []*Node) (path Path, refusals []string, ok bool) {
	visited = append(visited, at)
	steps, refusals := m.nextSteps(at, to, carried)
	for _, s := range steps {
		if s.to == to && s.path.Port == f.port && len(visited) > 1 {
			return s.path, nil, true
		}
		if slices.Contains(visited, s.to) || s.to.Kind != LoadBalancer && s.to.Kind != Distribution {
			continue
		}
		rest, more, ok := m.viaRequests(s.to, to, f, s.headers, visited)
		refusals = append(refusals, more...)
		if ok {
			return s.path.then(rest), nil, true
		}
	}
	return Path{}, refusals, false
}

// step is one connection on the way of a request. It is the sender's own, or one that a distribution or load balancer opens to
// pass the request on.
type step struct {
	to      *Node
	path    Path
	headers []header // that the request carries from then on
}

// nextSteps are the next steps that a request can take.
func (m *Model) nextSteps(at, to *Node, carried []header) (steps []step, refusals []string) {
	switch at.Kind {
	case Distribution:
		for _, o := range m.distributionOf(at).origins {
			for _, port := range o.ports {
				next := o.balancer.node
				steps = addOpen(steps, step{to: next, path: m.connect(at, next, tcp(port)), headers: o.headers})
			}
		}
	case LoadBalancer:
		for _, node := range m.nodes {
			for _, forward := range m.forwards(m.loadBalancerOf(at), node) {
				if forward.secret != nil && !slices.Contains(carried, *forward.secret) {
					if node == to {
						refusals = append(refusals, fmt.Sprintf("%s forwards to %s only %s (%s); otherwise %s",
							at.Name, to.Name, forward.only(), forward.by, m.loadBalancerOf(at).describeAnswers()))
					}
					continue
				}
				steps = addOpen(steps, step{to: node, path: m.followForward(at, forward), headers: carried})
			}
		}
	default:
		for _, relay := range m.nodes {
			for _, port := range m.listening(relay) {
				steps = addOpen(steps, step{to: relay, path: m.connect(at, relay, tcp(port)), headers: carried})
			}
		}
	}
	return steps, refusals
}

// addOpen adds a step that is open to requests of any kind. A redirect passes nothing on.
func addOpen(steps []step, s step) []step {
	if s.path.Open && (s.path.Only == "" || s.to.Kind == Service) {
		return append(steps, s)
	}
	return steps
}

// then joins two steps.
func (p Path) then(rest Path) Path {
	rest.From = p.From
	connected := fmt.Sprintf("connected to %s on %s %d", p.To, p.Protocol, p.Port)
	rest.Hops = append(append(slices.Clone(p.Hops), connected), rest.Hops...)
	if rest.Certain && !p.Certain {
		rest.Certain, rest.Stop = false, p.Stop
	}
	rest.Only = "" // the request meets every limit on the way
	return rest
}

// listening are the ports on which a distribution or load balancer takes requests.
func (m *Model) listening(relay *Node) []int {
	if relay.Kind == Distribution {
		return []int{443, 80}
	}
	var ports []int
	if b := m.loadBalancerOf(relay); b != nil {
		for _, l := range b.listeners {
			ports = append(ports, l.port)
		}
	}
	return ports
}

// tryForwards follows the requests that a load balancer forwards. A load balancer opens no other connections.
func (m *Model) tryForwards(a, b *Node, f flow, try func(func(*trace) bool)) {
	from := m.loadBalancerOf(a)
	tried := false
	for _, forward := range m.forwards(from, b) {
		if f != tcp(forward.port) {
			continue
		}
		each(a, func(out networkInterface) {
			each(b, func(in networkInterface) {
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

// forward passes a listener rule. A rule that requires a secret header forwards for certain only if a distribution of the templates
// sends the header.
func (t *trace) forward(b *loadBalancer, f forward) bool {
	t.path.Only = f.only()
	if f.secret == nil {
		return t.pass("forwarded for any caller: %s", f.by)
	}
	for _, d := range t.m.distributions {
		if d.adds(b, *f.secret) {
			return t.pass("forwarded with header %s, which %s sends: %s", f.secret.name, d.node.Name, f.by)
		}
	}
	if t.c == certain {
		return t.stop("%s wants header %s, and no distribution sends it with that value", f.by, f.secret.name)
	}
	return t.pass("forwarded with header %s: %s", f.secret.name, f.by)
}

// followForward is the connection to a service that one listener rule leads to.
func (m *Model) followForward(at *Node, f forward) Path {
	return join(func(c certainty) []Path {
		var paths []Path
		each(at, func(out networkInterface) {
			each(f.service, func(in networkInterface) {
				t := m.trace(c, at, f.service, tcp(f.port), withHops)
				t.path.Open = t.forward(m.loadBalancerOf(at), f) && t.within(out, in, tcp(f.port))
				paths = append(paths, t.path)
			})
		})
		return paths
	})
}
