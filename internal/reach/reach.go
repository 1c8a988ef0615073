package reach

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
)

// Reach answers whether one node can reach another on a TCP port. The node may open the connection itself, or send requests that
// distributions and load balancers pass on. The path says how, or where it ends. An error means that a name does not name one node.
func (m *Model) Reach(from, to string, port int) (Path, error) {
	a, err := m.node(from)
	if err != nil {
		return Path{}, err
	}
	b, err := m.node(to)
	if err != nil {
		return Path{}, err
	}
	direct := m.connect(a, b, tcp(port))
	if direct.Open {
		return direct, nil
	}
	direct.Unsure = len(m.NotModelled()) > 0
	passedOn, refusals, ok := m.viaRequests(a, b, tcp(port), nil, nil)
	if ok {
		return passedOn, nil
	}
	slices.Sort(refusals)
	for _, refusal := range slices.Compact(refusals) { // there may be several ways to the same refusal
		direct.Stop += "; and " + refusal
	}
	return direct, nil
}

// connect joins the paths between every pair of network interfaces: open if any pair is, certain if all are.
func (m *Model) connect(a, b *Node, f flow) Path {
	return join(func(c certainty) []Path { return m.paths(a, b, f, c, withHops) })
}

// join chooses an open path, or else the one that gets furthest.
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

// paths follows a connection from every network interface of one node to every one of another. It returns at least one path.
func (m *Model) paths(a, b *Node, f flow, c certainty, hops detail) []Path {
	var paths []Path
	try := func(follow func(t *trace) bool) {
		t := m.trace(c, a, b, f, hops)
		t.path.Open = follow(t)
		paths = append(paths, t.path)
	}
	switch {
	case a == b && !a.mayBeSeveral():
		try(func(t *trace) bool { return t.stop("that is the same") })
	case a.Kind == Internet && b.Kind == Distribution:
		try(func(t *trace) bool { return t.viewer(m.distributionOf(b), f) })
	case a.Kind == LoadBalancer:
		m.tryForwards(a, b, f, try)
	case a.Kind == Distribution:
		m.tryOrigins(a, b, f, try)
	case a.Kind == Internet || a.Kind == OtherDistribution:
		m.tryInward(a, b, f, try)
	case b.Kind == Internet:
		each(a, func(from networkInterface) { m.tryOutward(from, f, c, try) })
	case b.Kind == API:
		each(a, func(from networkInterface) { m.tryAPI(a, from, b, f, c, try) })
	case b.Kind == Distribution || b.Kind == OtherDistribution || b.Kind == Subnet:
		try(func(t *trace) bool {
			return t.stop("the model has no such question: ask about the %s", allowlist.Internet)
		})
	default:
		each(a, func(from networkInterface) {
			each(b, func(to networkInterface) {
				try(func(t *trace) bool { return t.listens(b, f) && t.within(from, to, f) })
			})
		})
	}
	return paths
}

func (m *Model) trace(c certainty, a, b *Node, f flow, hops detail) *trace {
	return &trace{m: m, c: c, hops: hops, path: Path{From: a.Name, To: b.Name, Protocol: f.protocol, Port: f.port}}
}

func each(n *Node, do func(networkInterface)) {
	for _, one := range n.interfaces {
		do(one)
	}
}

func (m *Model) tryInward(a, b *Node, f flow, try func(func(*trace) bool)) {
	if len(b.interfaces) == 0 {
		try(func(t *trace) bool { return t.stop("%s stands in no subnet", b.Name) })
	}
	each(b, func(to networkInterface) {
		from := internet()
		if a.Kind == OtherDistribution {
			from = m.cloudFront(to)
		}
		try(func(t *trace) bool { return t.listens(b, f) && t.inward(from, to, f) })
	})
}

// tryAPI goes to an AWS service: over its endpoint where the VPC has one, otherwise to its public address.
func (m *Model) tryAPI(a *Node, from networkInterface, b *Node, f flow, c certainty, try func(func(*trace) bool)) {
	service := strings.TrimPrefix(b.Name, allowlist.AWSServicePrefix)
	for _, e := range m.endpoints {
		if e.service != service || m.env.Identity(e.resource.Properties.Text("VpcId")) != from.subnet.vpc {
			continue
		}
		if e.tables[from.subnet.table] {
			try(func(t *trace) bool { // to security groups and network ACLs, the service's addresses are public
				return t.leaveGroups(from, f, internet()) && t.crossToInternet(from.subnet, f) && t.passEndpoint(e, a)
			})
			return
		}
		if len(e.interfaces) > 0 && e.privateDNS { // its name resolves to nothing else, so there is no second way
			for _, to := range e.interfaces {
				try(func(t *trace) bool {
					if f.port != 443 {
						return t.stop("an interface endpoint listens on 443 only")
					}
					return t.within(from, to, f) && t.passEndpoint(e, a)
				})
			}
			return
		}
	}
	m.tryOutward(from, f, c, try)
}
