package reach

import (
	"net/netip"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// route is one entry of a route table. The local route, which every table has for the VPC's own addresses, is left out.
type route struct {
	resource    cloudformation.Resource
	destination netip.Prefix // invalid: it may be any
	to          allowlist.Way
	gateway     string // reference to the gateway
}

const toUnknown allowlist.Way = "a gateway that is not modelled"

// wayOut is what the routes of a subnet do with packets for public addresses.
type wayOut struct {
	routes []route // that take some of them
	whole  bool    // every public address has a route for certain
}

// findWayOut lists the routes that packets for public addresses take: every one that covers some, unless more specific ones take
// them all. AWS chooses the most specific route for each packet. So a route to a single network on the internet is a way out
// beside the default route. Two routes that each cover half of all addresses replace the default route.
func (s *subnet) findWayOut() {
	s.out = wayOut{whole: isEmpty(uncoveredPublic(netip.MustParsePrefix("0.0.0.0/0"), s.destinations(0)))}
	for _, r := range s.routes {
		if !covers(r.destination, internet(), anyPart) {
			continue
		}
		if !r.destination.IsValid() || !isEmpty(uncoveredPublic(r.destination, s.destinations(r.destination.Bits()+1))) {
			s.out.routes = append(s.out.routes, r)
		}
	}
}

// destinations lists the destinations of the routes that certainly exist, with prefixes of at least the given length.
func (s *subnet) destinations(bits int) []netip.Prefix {
	var found []netip.Prefix
	for _, r := range s.routes {
		if r.destination.IsValid() && r.resource.Uncertain == "" && r.destination.Bits() >= bits {
			found = append(found, r.destination)
		}
	}
	return found
}

// readRoutes lists the routes of each table, by its identity.
func (m *Model) readRoutes() map[string][]route {
	tables := map[string][]route{}
	for _, resource := range m.env.Resources("AWS::EC2::Route") {
		p := resource.Properties
		gateway, nat := m.env.Identity(p.Text("GatewayId")), m.env.Identity(p.Text("NatGatewayId"))
		r := route{resource: resource, destination: parseCIDR(p.Text("DestinationCidrBlock")), to: toUnknown}
		switch {
		case p.Text("DestinationIpv6CidrBlock") != "":
			m.note("IPv6 in %s", resource)
			continue
		case m.isInternetGateway(gateway):
			r.to, r.gateway = allowlist.InternetGateway, gateway
			if !m.gateways[gateway] { // CloudFormation waits for the attachment; without one the route leads nowhere
				m.note("the route of %s, whose internet gateway no template attaches", resource)
			}
		case nat != "":
			r.to, r.gateway = allowlist.NATGateway, nat
		}
		if r.to == toUnknown || !r.destination.IsValid() || !holdsPublic(r.destination) {
			m.note("the route of %s", resource)
		}
		table := m.env.Identity(p.Text("RouteTableId"))
		for _, other := range tables[table] {
			if other.destination == r.destination {
				m.note("which of %s and %s counts: they have one destination", other.resource, resource)
			}
		}
		tables[table] = append(tables[table], r)
	}
	return tables
}

func (m *Model) isInternetGateway(gateway string) bool {
	_, ok := m.env.Named(gateway, "AWS::EC2::InternetGateway")
	return ok || m.gateways[gateway]
}
