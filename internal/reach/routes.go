package reach

import (
	"net/netip"

	"kasha/internal/cloudformation"
)

// route is one entry of a route table. The local route, which every table has for the VPC's own addresses, is not written.
type route struct {
	resource    cloudformation.Resource
	destination netip.Prefix // invalid: it may be any
	to          target
	gateway     string // reference to the target
}

type target string

const (
	toInternetGateway target = "internet gateway"
	toNAT             target = "NAT gateway"
	toUnknown         target = "a gateway that is not modelled"
)

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
			r.to, r.gateway = toInternetGateway, gateway
			if !m.gateways[gateway] { // CloudFormation waits for the attachment; without one the route leads nowhere
				m.note("the route of %s, whose internet gateway no template attaches", resource)
			}
		case nat != "":
			r.to, r.gateway = toNAT, nat
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

// out lists the routes that packets for public addresses take: every one that covers some, unless more specific ones take
// them all. AWS chooses the most specific route for each packet, so one to a single network on the internet is a way out
// beside the default route, and a default route in two halves replaces it. whole is whether every public address has a route.
func (s *subnet) out() (routes []route, whole bool) {
	for _, r := range s.routes {
		if !covers(r.destination, internet(), false) {
			continue
		}
		if !r.destination.IsValid() || !shadows(s.destinations(r.destination.Bits()+1), r.destination) {
			routes = append(routes, r)
		}
	}
	return routes, shadows(s.destinations(0), netip.MustParsePrefix("0.0.0.0/0"))
}

// destinations lists where the routes of some length or a greater one lead that are there for certain.
func (s *subnet) destinations(bits int) []netip.Prefix {
	var found []netip.Prefix
	for _, r := range s.routes {
		if r.destination.IsValid() && r.resource.Uncertain == "" && r.destination.Bits() >= bits {
			found = append(found, r.destination)
		}
	}
	return found
}

// shadows reports whether ranges cover every public address of another.
func shadows(ranges []netip.Prefix, of netip.Prefix) bool {
	if !holdsPublic(of) {
		return true
	}
	return coverAll(ranges, of, func(part netip.Prefix) bool { return shadows(ranges, part) })
}

// coverAll reports whether ranges cover one together. rest looks at each half where none covers it alone.
func coverAll(ranges []netip.Prefix, whole netip.Prefix, rest func(half netip.Prefix) bool) bool {
	overlap := false
	for _, one := range ranges {
		if one.Bits() <= whole.Bits() && one.Contains(whole.Addr()) {
			return true
		}
		overlap = overlap || one.Overlaps(whole)
	}
	if !overlap || whole.Bits() >= whole.Addr().BitLen() {
		return false
	}
	low, high := halves(whole)
	return rest(low) && rest(high)
}

func halves(p netip.Prefix) (low, high netip.Prefix) {
	bits := p.Bits() + 1
	upper := p.Addr().AsSlice()
	upper[(bits-1)/8] |= 1 << (7 - (bits-1)%8)
	second, _ := netip.AddrFromSlice(upper)
	return netip.PrefixFrom(p.Addr(), bits), netip.PrefixFrom(second, bits)
}
