package architecture

import (
	"slices"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
	"kasha/internal/reach"
)

// Leaving is a way of a process to the internet, with the words of the rule that allows it.
type Leaving struct {
	Ports       string // tcp 587
	Destination string // the range of addresses; anywhere
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

// rulesFor are the rules of a process's security groups for a connection, or the connection alone where no rule has words for it.
func (r *reader) rulesFor(edge reach.Edge, process cloudformation.Resource) []Leaving {
	var found []Leaving
	for _, rule := range r.outboundRules(process) {
		first, _ := rule.Int("FromPort")
		last, _ := rule.Int("ToPort")
		to := rule.Text("CidrIp")
		if rule.Text("IpProtocol") != edge.Protocol || edge.First < first || edge.Last > last || to == "" {
			continue
		}
		if to == "0.0.0.0/0" {
			to = "any address"
		}
		found = append(found, Leaving{Ports: edge.Ports(), Destination: to, For: rule.Text("Description")})
	}
	if len(found) == 0 {
		return []Leaving{{Ports: edge.Ports(), Destination: "any address"}}
	}
	return found
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
