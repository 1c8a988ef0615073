package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"kasha/internal/cloudformation"
)

// securityGroup is a stateful filter around network interfaces. Its rules allow connections; the answers always pass.
type securityGroup struct {
	name, region    string
	ingress, egress []rule
}

func (g *securityGroup) rules(d direction) []rule {
	if d == egress {
		return g.egress
	}
	return g.ingress
}

// rule allows connections; no rule refuses any.
type rule struct {
	where    string // the resource that it is written in, for messages
	protocol string
	ports    portRange
	cidrs    []netip.Prefix
	group    string // key of the other side's security group
	list     string // prefix list
	known    bool   // the list is CloudFront's, so it holds CloudFront's addresses and no private ones
	peer     string // the other side, for messages
	inline   bool   // written in the group itself
	fragile  string // why it may not exist
}

// applies reports whether a rule is about the port of a connection, whoever the other side is.
func (r rule) applies(f flow, c certainty) bool {
	return (r.protocol == everyProtocol || r.protocol == f.protocol) && r.ports.holds(f.ports()) && (c == possible || r.fragile == "")
}

func (r rule) admits(f flow, p peer, c certainty) bool {
	if !r.applies(f, c) {
		return false
	}
	for _, cidr := range r.cidrs {
		if covers(cidr, p, c.toAllow()) {
			return true
		}
	}
	if r.group != "" && slices.Contains(p.groups, r.group) {
		return true
	}
	// A prefix list that is not known may hold any address.
	return r.list != "" && (r.list == p.list || c == possible && !r.known)
}

func (r rule) String() string {
	ports := fmt.Sprintf("%s %d-%d", r.protocol, r.ports.from, r.ports.to)
	switch {
	case r.protocol == everyProtocol:
		ports = "everything"
	case r.ports == allPorts():
		ports = "every " + r.protocol + " port"
	case r.ports.from == r.ports.to:
		ports = fmt.Sprintf("%s %d", r.protocol, r.ports.from)
	}
	return fmt.Sprintf("%s, %s, by %s", ports, r.peer, r.where)
}

// find looks for a rule that allows a connection.
func find(rules []rule, f flow, p peer, c certainty) (*rule, bool) {
	for i := range rules {
		if rules[i].admits(f, p, c) {
			return &rules[i], true
		}
	}
	if c == certain {
		return findTogether(rules, f, p)
	}
	return nil, false
}

func (m *Model) readGroups() {
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroup") {
		m.groups[resource.Reference()] = m.inlineRules(resource)
	}
	separate := map[string]bool{} // groups with egress rules in resources of their own
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroupIngress") {
		group := m.group(m.env.Identity(resource.Properties.Text("GroupId")))
		group.ingress = append(group.ingress, m.rules(resource.Properties, ingress, resource.String(), m.unreliable(resource))...)
	}
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroupEgress") {
		key := m.env.Identity(resource.Properties.Text("GroupId"))
		separate[key] = true
		group := m.group(key)
		group.egress = append(group.egress, m.rules(resource.Properties, egress, resource.String(), m.unreliable(resource))...)
	}
	var peers []string
	for key, group := range m.groups {
		group.applyDefaultEgress(separate[key])
		for _, r := range slices.Concat(group.ingress, group.egress) {
			if r.group != "" {
				peers = append(peers, r.group)
			}
		}
	}
	for _, key := range peers {
		m.group(key) // notes a group that is in none of the templates
	}
}

func (m *Model) inlineRules(resource cloudformation.Resource) *securityGroup {
	group := &securityGroup{name: resource.String(), region: resource.Region}
	fragile := m.unreliable(resource)
	for i, p := range resource.Properties.Maps("SecurityGroupIngress") {
		group.ingress = append(group.ingress, m.rules(p, ingress, fmt.Sprintf("inline rule %d of %s", i+1, resource), fragile)...)
	}
	for i, p := range resource.Properties.Maps("SecurityGroupEgress") {
		for _, r := range m.rules(p, egress, fmt.Sprintf("inline rule %d of %s", i+1, resource), fragile) {
			r.inline = true
			group.egress = append(group.egress, r)
		}
	}
	return group
}

// unreliable says why a resource's rules cannot be relied on; empty where they can.
func (m *Model) unreliable(resource cloudformation.Resource) string {
	if resource.Uncertain != "" || len(m.env.Open(resource)) > 0 {
		return "a part of " + resource.String() + " is decided when it is deployed"
	}
	return ""
}

// applyDefaultEgress adds the rule that AWS gives to a group without egress rules, which allows everything. CloudFormation removes
// that rule when an AWS::EC2::SecurityGroupEgress joins the group, even where the template writes it inline (aws/aws-cdk#987,
// aws-cloudformation/cfn-language-discussion#157). So beside a separate rule it cannot be relied on.
func (g *securityGroup) applyDefaultEgress(hasSeparateRules bool) {
	if len(g.egress) == 0 {
		g.egress = []rule{{
			where: "the default of " + g.name + ", which has no egress rules", protocol: everyProtocol, ports: allPorts(),
			cidrs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}, peer: "to 0.0.0.0/0",
		}}
		return
	}
	for i, r := range g.egress {
		if hasSeparateRules && r.inline && r.protocol == everyProtocol && r.peer == "to 0.0.0.0/0" {
			g.egress[i].fragile = "CloudFormation may remove it when it adds the group's separate egress rules"
		}
	}
}

// rules reads a rule, inline or separate. It returns none for a rule of IPv6 alone.
func (m *Model) rules(p cloudformation.Properties, d direction, where, fragile string) []rule {
	r := rule{where: where, protocol: protocolName(p.Text("IpProtocol")), ports: allPorts(), fragile: fragile}
	if from, ok := p.Int("FromPort"); ok && r.protocol != everyProtocol && from >= 0 {
		r.ports = portRange{from: from, to: numberOr(p, "ToPort", allPorts().to)}
	}
	group, list, preposition := p.Text("SourceSecurityGroupId"), p.Text("SourcePrefixListId"), "from "
	if d == egress {
		group, list, preposition = p.Text("DestinationSecurityGroupId"), p.Text("DestinationPrefixListId"), "to "
	}
	switch {
	case group != "":
		r.group, r.peer = m.env.Identity(group), preposition+m.describe(group)
	case list != "":
		r.list, r.peer = list, preposition+"prefix list "+m.describe(list)
		if resource, ok := m.env.Find(list); ok && resource.Type == "AWS::EC2::PrefixList" {
			r.list = ""
			for _, entry := range resource.Properties.Maps("Entries") {
				r.cidrs = append(r.cidrs, parseCIDR(entry.Text("Cidr")))
			}
		}
	case p.Text("CidrIp") != "":
		r.cidrs, r.peer = []netip.Prefix{parseCIDR(p.Text("CidrIp"))}, preposition+p.Text("CidrIp")
	case p.Text("CidrIpv6") != "":
		m.note("IPv6 in %s", where)
		return nil
	default:
		m.note("the other side of %s", where)
		return nil
	}
	return []rule{r}
}

// group is a security group by its key. A group that no template describes may hold any rule.
func (m *Model) group(key string) *securityGroup {
	if group := m.groups[key]; group != nil {
		return group
	}
	group := &securityGroup{name: m.describe(key)}
	m.groups[key] = group
	if reference, ok := cloudformation.ParseReference(key); ok && reference.Attribute == "DefaultSecurityGroup" {
		m.defaultGroupRules(group, key)
		return group
	}
	m.note("security group %s, which is in none of the templates", key)
	unknown := rule{
		where: group.name + ", which is in none of the templates", protocol: everyProtocol, ports: allPorts(),
		cidrs: []netip.Prefix{{}}, peer: "with anybody",
	}
	group.ingress, group.egress = []rule{unknown}, []rule{unknown}
	return group
}

// defaultGroupRules are the rules of a VPC's default security group. It allows connections from its own members and allows
// everything out, unless the CDK's custom resource has emptied it.
func (m *Model) defaultGroupRules(group *securityGroup, key string) {
	for _, resource := range m.env.Resources("Custom::VpcRestrictDefaultSG") {
		if resource.Properties.Text("DefaultSecurityGroupId") == key && m.unreliable(resource) == "" {
			group.egress = []rule{{
				where: resource.String(), protocol: "none", ports: allPorts(), cidrs: []netip.Prefix{nobody()}, peer: "to nobody",
			}}
			return
		}
	}
	group.ingress = []rule{{
		where: "the VPC's default security group", protocol: everyProtocol, ports: allPorts(), group: key, peer: "from its members",
	}}
	group.applyDefaultEgress(false)
}

// nobody is the address in the rule that the CDK writes to allow nothing.
func nobody() netip.Prefix { return netip.MustParsePrefix("255.255.255.255/32") }
