package reach

// within follows a connection between two places of one VPC.
func (t *trace) within(from, to place, f flow) bool {
	if from.subnet.vpc != to.subnet.vpc {
		return t.stop("%s and %s are in different VPCs, and nothing that is modelled joins them", from.subnet.resource.Name(), to.subnet.resource.Name())
	}
	return t.leaveGroups(from, f, to.peer()) &&
		t.pass("route: local, %s to %s", from.subnet, to.subnet) &&
		t.crossACLs(from.subnet, to.subnet, f) &&
		t.enterGroups(to, f, from.peer())
}

// leaveGroups asks the sender's security groups.
func (t *trace) leaveGroups(from place, f flow, to peer) bool {
	if from.any {
		return true
	}
	for _, group := range from.groups {
		if r, ok := find(group.egress, f, to, t.c); ok {
			return t.pass("out of security group %s: %s", group.name, r)
		}
	}
	return t.stop("no egress rule of %s lets %s %d out to %s", groupNames(from), f.protocol, f.port, to.name)
}

// enterGroups asks the receiver's security groups.
func (t *trace) enterGroups(to place, f flow, from peer) bool {
	if to.any {
		return true
	}
	for _, group := range to.groups {
		if r, ok := find(group.ingress, f, from, t.c); ok {
			return t.pass("into security group %s: %s", group.name, r)
		}
	}
	return t.stop("no ingress rule of %s lets %s %d in from %s", groupNames(to), f.protocol, f.port, from.name)
}

// crossACLs asks the network ACLs of two subnets, there and back. Inside one subnet they are not asked.
func (t *trace) crossACLs(from, to *subnet, f flow) bool {
	if from == to {
		return true
	}
	a, b := from.peer(nil), to.peer(nil)
	return t.acl(from, true, f.protocol, f.ports(), b) && t.acl(to, false, f.protocol, f.ports(), a) &&
		t.acl(to, true, f.protocol, ephemeral(), a) && t.acl(from, false, f.protocol, ephemeral(), b)
}

// acl asks one subnet's network ACL about packets in one direction. AWS's own default goes without saying.
func (t *trace) acl(s *subnet, egress bool, protocol string, ports span, other peer) bool {
	direction := "in from"
	if egress {
		direction = "out to"
	}
	what := "packets"
	if ports == ephemeral() {
		what = "the answers (ports 1024 to 65535)"
	}
	by := s.acl.decide(egress, protocol, ports, other, t.c)
	switch {
	case by == nil:
		return t.stop("the network ACL of %s does not let %s %s %s: no entry of %s allows it", s.resource.Name(), what, direction, other.name, s.acl.name)
	case !by.allow:
		return t.stop("the network ACL of %s does not let %s %s %s: %s", s.resource.Name(), what, direction, other.name, by)
	case len(s.acl.entries) > 2 || s.acl.entries[0].resource.LogicalID != "":
		return t.pass("network ACL of %s lets %s %s %s: %s", s.resource.Name(), what, direction, other.name, by)
	}
	return true
}

// outward follows a connection from a place to a public address by one route, and notes over which kind of gateway it leaves.
func (t *trace) outward(from place, r route, f flow) bool {
	if !t.leaveGroups(from, f, internet()) {
		return false
	}
	s := from.subnet
	t.path.Via = string(r.to)
	t.pass("route: %s to the %s, by %s", destinationOf(r), r.to, r.resource)
	switch {
	case t.c == certain && r.resource.Uncertain != "":
		return t.stop("whether there is %s is decided when it is deployed", r.resource)
	case r.to == toInternetGateway:
		return t.overInternetGateway(s, from.public, f)
	case r.to == toNAT:
		return t.overNAT(s, r, f)
	}
	return t.c == possible || t.stop("the route leads to a gateway that is not modelled")
}

// tryOutward tries every route that a packet for a public address may take: for certain, they all have to lead there.
func (m *Model) tryOutward(from place, f flow, c certainty, try func(func(*trace) bool)) {
	routes, whole := from.subnet.out()
	if len(routes) == 0 || c == certain && !whole {
		try(func(t *trace) bool {
			return t.leaveGroups(from, f, internet()) && t.noRoute(from.subnet, routes, "out of the VPC")
		})
	}
	for _, r := range routes {
		try(func(t *trace) bool { return t.outward(from, r, f) })
	}
}

func (t *trace) noRoute(s *subnet, some []route, where string) bool {
	what := "no route"
	if len(some) > 0 {
		what = "a route for a part of the internet only"
	}
	return t.stop("%s has %s %s: %s", s.resource.Name(), what, where, t.m.tableName(s))
}

func destinationOf(r route) string {
	if !r.destination.IsValid() {
		return "an unknown destination"
	}
	return r.destination.String()
}

// gatewayRoute is a subnet's route to an internet gateway: one is enough to be possible, and for certain there must be no other.
func (t *trace) gatewayRoute(s *subnet) (route, bool) {
	routes, whole := s.out()
	var found route
	ok := t.c == possible || whole
	for _, r := range routes {
		switch {
		case r.to == toInternetGateway && found.to == "":
			found = r
		case r.to != toInternetGateway || r.resource.Uncertain != "":
			ok = ok && t.c == possible
		}
	}
	return found, ok && found.to != ""
}

func (t *trace) overInternetGateway(s *subnet, address exposure, f flow) bool {
	if !address.has(t.c) {
		return t.stop("it %s public address, and an internet gateway serves no other", address)
	}
	return t.crossToInternet(s, f)
}

// crossToInternet asks a subnet's network ACL about a connection to a public address, there and back.
func (t *trace) crossToInternet(s *subnet, f flow) bool {
	return t.acl(s, true, f.protocol, f.ports(), internet()) && t.acl(s, false, f.protocol, ephemeral(), internet())
}

// overNAT passes the NAT gateway's subnet on the way, whose ACL is asked as well.
func (t *trace) overNAT(s *subnet, r route, f flow) bool {
	nat := t.m.nats[r.gateway]
	gateway := t.m.subnets[t.m.env.Identity(nat.Properties.Text("SubnetId"))]
	if gateway == nil || nat.Properties.Text("ConnectivityType") == "private" {
		return t.stop("%s stands in no subnet that is modelled, or has no public address", t.m.describe(r.gateway))
	}
	ok := true
	if gateway != s {
		ok = t.acl(s, true, f.protocol, f.ports(), internet()) && t.acl(gateway, false, f.protocol, f.ports(), s.peer(nil)) &&
			t.acl(gateway, true, f.protocol, ephemeral(), s.peer(nil)) && t.acl(s, false, f.protocol, ephemeral(), internet())
		if !ok {
			return false
		}
	}
	onward, ok := t.gatewayRoute(gateway)
	if !ok {
		return t.stop("%s, where the NAT gateway stands, has no route to an internet gateway: %s", gateway.resource.Name(), t.m.tableName(gateway))
	}
	return t.pass("%s in %s, route to the internet gateway by %s", nat, gateway.resource.Name(), onward.resource) &&
		t.overInternetGateway(gateway, public, f)
}

// inward follows a connection from a public address to a place.
func (t *trace) inward(from peer, to place, f flow) bool {
	s := to.subnet
	if !to.public.has(t.c) {
		return t.stop("it %s public address", to.public)
	}
	r, ok := t.gatewayRoute(s) // its answers must find the way back
	if !ok {
		return t.stop("%s has no route to an internet gateway: %s", s.resource.Name(), t.m.tableName(s))
	}
	return t.pass("internet gateway to %s, answers by route %s", s, r.resource) &&
		t.acl(s, false, f.protocol, f.ports(), internet()) && t.acl(s, true, f.protocol, ephemeral(), internet()) &&
		t.enterGroups(to, f, from)
}

func groupNames(p place) string {
	names := ""
	for i, group := range p.groups {
		if i > 0 {
			names += " or "
		}
		names += group.name
	}
	return names
}
