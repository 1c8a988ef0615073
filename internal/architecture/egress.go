package architecture

import (
	"cmp"
	"net/netip"
	"slices"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
	"kasha/internal/reach"
)

// Leaving is a way of a process to the internet, with the words of the rule that allows it.
type Leaving struct {
	Ports       string // tcp 587
	Destination string // as the rule has it: a range of addresses, a prefix list; any address
	For         string // the description of the security group's rule: mail
}

// readLeavings finds for each process through which rules it reaches the internet. internal/reach has decided that it does.
func (r *reader) readLeavings(edges []reach.Edge) {
	for _, edge := range edges {
		at := r.index(edge.From)
		if at < 0 || edge.To != allowlist.Internet || edge.Via != allowlist.NATGateway || !r.system.Components[at].Kind.IsProcess() {
			continue
		}
		component := &r.system.Components[at]
		for _, leaving := range r.rulesFor(edge, component.Resource) {
			if !slices.Contains(component.Leaves, leaving) {
				component.Leaves = append(component.Leaves, leaving)
			}
		}
	}
}

// rulesFor are the rules of a process's security groups for a connection. Where none of them has words for it, the destination is said to
// be unknown: "any address" would be a claim.
func (r *reader) rulesFor(edge reach.Edge, process cloudformation.Resource) []Leaving {
	var found []Leaving
	rules := r.outboundRules(process)
	for _, rule := range rules {
		to := r.destinationOf(rule)
		if to == "" || !coversPorts(rule, edge) {
			continue
		}
		found = append(found, Leaving{Ports: edge.Ports(), Destination: to, For: rule.Text("Description")})
	}
	switch {
	case len(found) > 0:
		return found
	case len(rules) == 0: // AWS's default for a group without rules
		return []Leaving{{Ports: edge.Ports(), Destination: anyAddress}}
	}
	return []Leaving{{Ports: edge.Ports(), Destination: "an address that no rule names"}}
}

const anyAddress = "any address"

// coversPorts reports whether a rule allows the protocol and the ports of a connection. The protocol -1 is every one, with all ports.
func coversPorts(rule cloudformation.Properties, edge reach.Edge) bool {
	protocol := rule.Text("IpProtocol")
	if protocol == "-1" {
		return true
	}
	if protocol == "6" || protocol == "17" { // the numbers of TCP and UDP, which AWS accepts too
		protocol = map[string]string{"6": "tcp", "17": "udp"}[protocol]
	}
	first, _ := rule.Int("FromPort")
	last, ok := rule.Int("ToPort")
	return protocol == edge.Protocol && (!ok || edge.First >= first && edge.Last <= last)
}

// destinationOf is where a rule leads, as it is written; empty for a security group and for private addresses, which are not the internet.
func (r *reader) destinationOf(rule cloudformation.Properties) string {
	list := rule.Text("DestinationPrefixListId")
	switch to := cmp.Or(rule.Text("CidrIp"), rule.Text("CidrIpv6")); {
	case list != "":
		if found, ok := r.env.Find(list); ok && found.Properties.Text("PrefixListName") != "" {
			return "the prefix list " + found.Properties.Text("PrefixListName")
		}
		return "the prefix list " + list
	case to == "0.0.0.0/0":
		return anyAddress
	case to == "::/0":
		return "any IPv6 address"
	default:
		if prefix, err := netip.ParsePrefix(to); err == nil && prefix.Masked().Addr().IsPrivate() {
			return ""
		}
		return to
	}
}

// outboundRules are the rules within the security groups of a process, and those beside them.
func (r *reader) outboundRules(process cloudformation.Resource) []cloudformation.Properties {
	var groups []cloudformation.Resource
	if process.Type == "AWS::EC2::SecurityGroup" {
		groups = append(groups, process)
	}
	for _, reference := range cloudformation.References(map[string]any(process.Properties)) {
		if group, ok := r.env.Find(reference.String()); ok && group.Type == "AWS::EC2::SecurityGroup" {
			groups = append(groups, group)
		}
	}
	var rules []cloudformation.Properties
	for _, group := range groups {
		rules = append(rules, group.Properties.Maps("SecurityGroupEgress")...)
		for _, rule := range r.env.Resources("AWS::EC2::SecurityGroupEgress") {
			if of, ok := r.env.Find(rule.Properties.Text("GroupId")); ok && of.Reference() == group.Reference() {
				rules = append(rules, rule.Properties)
			}
		}
	}
	return rules
}

// Way is the ports and the destination.
func (l Leaving) Way() string { return l.Ports + " to " + l.Destination }

// String is a way to the internet for people: tcp 587 to any address, for mail.
func (l Leaving) String() string {
	text := l.Way()
	if l.For != "" {
		text += " (" + l.For + ")"
	}
	return text
}
