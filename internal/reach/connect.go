package reach

// within follows a connection between two places of one VPC.
func (t *trace) within(from, to place, f flow) bool {
	if from.subnet.vpc != to.subnet.vpc {
		return t.stop("%s and %s are in different VPCs, and nothing that is modelled joins them", from.subnet.resource.Name(), to.subnet.resource.Name())
	}
	return t.leaveGroups(from, f, to.peer()) &&
		t.pass("route: local, %s to %s", from.subnet.peer(nil).name, to.subnet.peer(nil).name) &&
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
	ok, by := s.acl.decide(egress, protocol, ports, other, t.c)
	switch {
	case !ok:
		return t.stop("the network ACL of %s does not let %s %s %s: %s", s.resource.Name(), what, direction, other.name, by)
	case len(s.acl.entries) > 2 || s.acl.entries[0].resource.LogicalID != "":
		return t.pass("network ACL of %s lets %s %s %s: %s", s.resource.Name(), what, direction, other.name, by)
	}
	return true
}

// outward follows a connection from a place to a public address, and notes over which kind of gateway it leaves.
func (t *trace) outward(from place, f flow) bool {
	if !t.leaveGroups(from, f, internet()) {
		return false
	}
	s := from.subnet
	r, ok := s.out(t.c)
	if !ok {
		return t.stop("%s has no route out of the VPC: %s", s.resource.Name(), s.table)
	}
	t.path.Via = string(r.to)
	t.pass("route: %s to the %s, by %s", r.destination, r.to, r.resource)
	switch r.to {
	case toInternetGateway:
		return t.overInternetGateway(s, from.public, f)
	case toNAT:
		return t.overNAT(s, r, f)
	}
	return t.c == possible || t.stop("the route leads to a gateway that is not modelled")
}

func (t *trace) overInternetGateway(s *subnet, public bool, f flow) bool {
	if !public {
		return t.stop("it has no public address, and an internet gateway serves no other")
	}
	return t.acl(s, true, f.protocol, f.ports(), internet()) && t.acl(s, false, f.protocol, ephemeral(), internet())
}

// overNAT passes the NAT gateway's subnet on the way, whose ACL is asked as well.
func (t *trace) overNAT(s *subnet, r route, f flow) bool {
	nat := t.m.nats[r.gateway]
	gateway := t.m.subnets[nat.Properties.Text("SubnetId")]
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
	onward, ok := gateway.out(t.c)
	if !ok || onward.to != toInternetGateway {
		return t.stop("%s, where the NAT gateway stands, has no route to an internet gateway: %s", gateway.resource.Name(), gateway.table)
	}
	return t.pass("%s in %s, route to the internet gateway by %s", nat, gateway.resource.Name(), onward.resource) &&
		t.overInternetGateway(gateway, true, f)
}

// inward follows a connection from a public address to a place.
func (t *trace) inward(from peer, to place, f flow) bool {
	s := to.subnet
	if !to.public {
		return t.stop("it has no public address")
	}
	r, ok := s.out(t.c) // its answers must find the way back
	if !ok || r.to != toInternetGateway {
		return t.stop("%s has no route to an internet gateway: %s", s.resource.Name(), s.table)
	}
	return t.pass("internet gateway to %s, answers by route %s", s.peer(nil).name, r.resource) &&
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
