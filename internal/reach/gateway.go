package reach

import "kasha/internal/allowlist"

// tryOutward tries every route that a packet for a public address may take. To be certain, all of them have to lead there.
func (m *Model) tryOutward(from networkInterface, f flow, c certainty, try func(func(*trace) bool)) {
	routes := from.subnet.out.routes
	if len(routes) == 0 || c == certain && !from.subnet.out.whole {
		try(func(t *trace) bool {
			return t.leaveGroups(from, f, internet()) && t.noRoute(from.subnet, routes)
		})
	}
	for _, r := range routes {
		try(func(t *trace) bool { return t.outward(from, r, f) })
	}
}

func (t *trace) noRoute(s *subnet, some []route) bool {
	what := "no route"
	if len(some) > 0 {
		what = "a route for a part of the internet only"
	}
	return t.stop("%s has %s out of the VPC: %s", s.resource.Name(), what, t.m.tableName(s))
}

// outward follows a connection from a network interface to a public address by one route, and notes the gateway it leaves by.
func (t *trace) outward(from networkInterface, r route, f flow) bool {
	if !t.leaveGroups(from, f, internet()) {
		return false
	}
	s := from.subnet
	t.path.Via = r.to
	t.pass("route: %s to the %s, by %s", destinationOf(r), r.to, r.resource)
	switch {
	case t.c == certain && r.resource.Uncertain != "":
		return t.stop("whether there is %s is decided when it is deployed", r.resource)
	case r.to == allowlist.InternetGateway:
		return t.overInternetGateway(s, from.public, f)
	case r.to == allowlist.NATGateway:
		return t.overNAT(s, r, f)
	}
	return t.c == possible || t.stop("the route leads to a gateway that is not modelled")
}

// inward follows a connection from a public address to a network interface.
func (t *trace) inward(from peer, to networkInterface, f flow) bool {
	s := to.subnet
	if !to.public.has(t.c) {
		return t.stop("it %s public address", to.public)
	}
	r, ok := t.gatewayRoute(s) // the answers need a way back
	if !ok {
		return t.stop("%s has no route to an internet gateway: %s", s.resource.Name(), t.m.tableName(s))
	}
	return t.pass("internet gateway to %s, answers by route %s", s, r.resource) &&
		t.networkACL(s, ingress, f.protocol, f.ports(), internet()) && t.networkACL(s, egress, f.protocol, ephemeral(), internet()) &&
		t.enterGroups(to, f, from)
}

func (t *trace) overInternetGateway(s *subnet, address publicAddress, f flow) bool {
	if !address.has(t.c) {
		return t.stop("it %s public address, and an internet gateway serves no other", address)
	}
	return t.crossToInternet(s, f)
}

// crossToInternet asks a subnet's network ACL about a connection to a public address, there and back.
func (t *trace) crossToInternet(s *subnet, f flow) bool {
	return t.networkACL(s, egress, f.protocol, f.ports(), internet()) && t.networkACL(s, ingress, f.protocol, ephemeral(), internet())
}

// overNAT passes the subnet of the NAT gateway, whose network ACL and routes apply as well.
func (t *trace) overNAT(s *subnet, r route, f flow) bool {
	nat := t.m.nats[r.gateway]
	gateway := t.m.subnets[t.m.env.Identity(nat.Properties.Text("SubnetId"))]
	if gateway == nil || nat.Properties.Text("ConnectivityType") == "private" {
		return t.stop("%s stands in no subnet that is modelled, or has no public address", t.m.describe(r.gateway))
	}
	if gateway != s {
		toGateway := t.networkACL(s, egress, f.protocol, f.ports(), internet()) &&
			t.networkACL(gateway, ingress, f.protocol, f.ports(), s.peer(nil)) &&
			t.networkACL(gateway, egress, f.protocol, ephemeral(), s.peer(nil)) &&
			t.networkACL(s, ingress, f.protocol, ephemeral(), internet())
		if !toGateway {
			return false
		}
	}
	onward, ok := t.gatewayRoute(gateway)
	if !ok {
		return t.stop("%s, where the NAT gateway stands, has no route to an internet gateway: %s",
			gateway.resource.Name(), t.m.tableName(gateway))
	}
	return t.pass("%s in %s, route to the internet gateway by %s", nat, gateway.resource.Name(), onward.resource) &&
		t.overInternetGateway(gateway, public, f)
}

// gatewayRoute is a subnet's route to an internet gateway. To be possible, one is enough. To be certain, there must be no other.
func (t *trace) gatewayRoute(s *subnet) (route, bool) {
	var found route
	ok := t.c == possible || s.out.whole
	for _, r := range s.out.routes {
		switch {
		case r.to == allowlist.InternetGateway && found.to == "":
			found = r
		case r.to != allowlist.InternetGateway || r.resource.Uncertain != "":
			ok = ok && t.c == possible
		}
	}
	return found, ok && found.to != ""
}

func destinationOf(r route) string {
	if !r.destination.IsValid() {
		return "an unknown destination"
	}
	return r.destination.String()
}
