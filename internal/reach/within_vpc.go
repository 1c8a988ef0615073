package reach

import "strings"

// within follows a connection between two network interfaces of one VPC.
func (t *trace) within(from, to networkInterface, f flow) bool {
	if from.subnet.vpc != to.subnet.vpc {
		return t.stop("%s and %s are in different VPCs, and nothing that is modelled joins them",
			from.subnet.resource.Name(), to.subnet.resource.Name())
	}
	return t.leaveGroups(from, f, to.peer()) &&
		t.pass("route: local, %s to %s", from.subnet, to.subnet) &&
		t.crossNetworkACLs(from.subnet, to.subnet, f) &&
		t.enterGroups(to, f, from.peer())
}

// leaveGroups asks the sender's security groups.
func (t *trace) leaveGroups(from networkInterface, f flow, to peer) bool {
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
func (t *trace) enterGroups(to networkInterface, f flow, from peer) bool {
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

func groupNames(n networkInterface) string {
	var names []string
	for _, group := range n.groups {
		names = append(names, group.name)
	}
	return strings.Join(names, " or ")
}

// crossNetworkACLs asks the network ACLs of two subnets, there and back. Inside one subnet AWS does not apply them.
func (t *trace) crossNetworkACLs(from, to *subnet, f flow) bool {
	if from == to {
		return true
	}
	a, b := from.peer(nil), to.peer(nil)
	return t.networkACL(from, egress, f.protocol, f.ports(), b) && t.networkACL(to, ingress, f.protocol, f.ports(), a) &&
		t.networkACL(to, egress, f.protocol, ephemeral(), a) && t.networkACL(from, ingress, f.protocol, ephemeral(), b)
}

// networkACL asks one subnet's network ACL about packets in one direction. AWS's default rules are no hop worth naming.
func (t *trace) networkACL(s *subnet, d direction, protocol string, ports portRange, other peer) bool {
	where := "in from"
	if d == egress {
		where = "out to"
	}
	what := "packets"
	if ports == ephemeral() {
		what = "the answers (ports 1024 to 65535)"
	}
	by := s.acl.decide(d, protocol, ports, other, t.c)
	name := s.resource.Name()
	switch {
	case by == nil:
		return t.stop("the network ACL of %s does not let %s %s %s: no entry of %s allows it", name, what, where, other.name, s.acl.name)
	case !by.allow:
		return t.stop("the network ACL of %s does not let %s %s %s: %s", name, what, where, other.name, by)
	case len(s.acl.entries) > 2 || s.acl.entries[0].resource.LogicalID != "":
		return t.pass("network ACL of %s lets %s %s %s: %s", name, what, where, other.name, by)
	}
	return true
}
