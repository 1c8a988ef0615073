package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"kasha/internal/cloudformation"
)

// securityGroup is a stateful filter around a network interface: it lists what may be opened, answers always pass.
type securityGroup struct {
	name, region    string
	ingress, egress []rule
}

// rule admits connections; there are none that refuse.
type rule struct {
	where    string // the resource that it is written in, for messages
	protocol string
	ports    span
	cidrs    []netip.Prefix
	group    string // key of the other side's security group
	list     string // prefix list
	known    bool   // the list is CloudFront's, so it holds no private address and none of anybody's but CloudFront's
	peer     string // the other side, for messages
	inline   bool   // written in the group itself
	fragile  string // why it may not be there
}

func (r rule) admits(f flow, p peer, c certainty) bool {
	if r.protocol != "-1" && r.protocol != f.protocol || !r.ports.holds(f.ports()) || bool(c) && r.fragile != "" {
		return false
	}
	for _, cidr := range r.cidrs {
		if covers(cidr, p, bool(c)) {
			return true
		}
	}
	for _, group := range p.groups {
		if r.group != "" && r.group == group {
			return true
		}
	}
	// Which addresses an unknown prefix list holds is anybody's guess.
	return r.list != "" && (r.list == p.list || c == possible && !r.known)
}

func (r rule) String() string {
	ports := fmt.Sprintf("%s %d-%d", r.protocol, r.ports.from, r.ports.to)
	switch {
	case r.protocol == "-1":
		ports = "everything"
	case r.ports == allPorts():
		ports = "every " + r.protocol + " port"
	case r.ports.from == r.ports.to:
		ports = fmt.Sprintf("%s %d", r.protocol, r.ports.from)
	}
	return fmt.Sprintf("%s, %s, by %s", ports, r.peer, r.where)
}

// find looks for a rule that admits a connection.
func find(rules []rule, f flow, p peer, c certainty) (*rule, bool) {
	for i := range rules {
		if rules[i].admits(f, p, c) {
			return &rules[i], true
		}
	}
	return nil, false
}

func (m *Model) readGroups() {
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroup") {
		group := &securityGroup{name: resource.String(), region: resource.Region}
		fragile := m.unreliable(resource)
		for i, p := range resource.Properties.Maps("SecurityGroupIngress") {
			group.ingress = append(group.ingress, m.rules(p, true, fmt.Sprintf("inline rule %d of %s", i+1, resource), fragile)...)
		}
		for i, p := range resource.Properties.Maps("SecurityGroupEgress") {
			for _, r := range m.rules(p, false, fmt.Sprintf("inline rule %d of %s", i+1, resource), fragile) {
				r.inline = true
				group.egress = append(group.egress, r)
			}
		}
		m.groups[resource.Reference()] = group
	}
	separate := map[string]bool{}
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress") {
		key := m.env.Identity(resource.Properties.Text("GroupId"))
		group, ingress := m.group(key), resource.Type == "AWS::EC2::SecurityGroupIngress"
		rules := m.rules(resource.Properties, ingress, resource.String(), m.unreliable(resource))
		if ingress {
			group.ingress = append(group.ingress, rules...)
		} else {
			separate[key] = true
			group.egress = append(group.egress, rules...)
		}
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
		m.group(key) // notes one that is in none of the templates
	}
}

// unreliable says why a resource's rules cannot be relied on; empty where they can.
func (m *Model) unreliable(resource cloudformation.Resource) string {
	if resource.Uncertain != "" || len(m.env.Open(resource)) > 0 {
		return "a part of " + resource.String() + " is decided when it is deployed"
	}
	return ""
}

// applyDefaultEgress adds the rule that AWS adds to a group without any, which allows everything. CloudFormation takes that
// rule away as soon as an AWS::EC2::SecurityGroupEgress joins the group, even where the template spells it out inline
// (aws/aws-cdk#987, aws-cloudformation/cfn-language-discussion#157): such a rule cannot be relied on.
func (g *securityGroup) applyDefaultEgress(separate bool) {
	if len(g.egress) == 0 {
		everywhere := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
		g.egress = []rule{{where: "the default of " + g.name + ", which has no egress rules", protocol: "-1", ports: allPorts(), cidrs: everywhere, peer: "to 0.0.0.0/0"}}
		return
	}
	for i, r := range g.egress {
		if separate && r.inline && r.protocol == "-1" && r.peer == "to 0.0.0.0/0" {
			g.egress[i].fragile = "CloudFormation may remove it when it adds the group's separate egress rules"
		}
	}
}

// rules reads one rule in either form. It makes none where the rule is for IPv6 alone.
func (m *Model) rules(p cloudformation.Properties, ingress bool, where, fragile string) []rule {
	r := rule{where: where, protocol: protocolName(p.Text("IpProtocol")), ports: allPorts(), fragile: fragile}
	if from, ok := p.Int("FromPort"); ok && r.protocol != "-1" && from >= 0 {
		r.ports = span{from, numberOr(p, "ToPort", allPorts().to)}
	}
	group, list, preposition := p.Text("SourceSecurityGroupId"), p.Text("SourcePrefixListId"), "from "
	if !ingress {
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

// group is a security group by its key. One that no template describes may hold any rule; the VPC's default group admits
// its own members and lets everything out, unless the CDK's custom resource has emptied it.
func (m *Model) group(key string) *securityGroup {
	if group := m.groups[key]; group != nil {
		return group
	}
	group := &securityGroup{name: m.describe(key)}
	m.groups[key] = group
	if reference, ok := cloudformation.ParseReference(key); !ok || reference.Attribute != "DefaultSecurityGroup" {
		m.note("security group %s, which is in none of the templates", key)
		unknown := rule{where: group.name + ", which is in none of the templates", protocol: "-1", ports: allPorts(), cidrs: []netip.Prefix{{}}, peer: "with anybody"}
		group.ingress, group.egress = []rule{unknown}, []rule{unknown}
		return group
	}
	for _, resource := range m.env.Resources("Custom::VpcRestrictDefaultSG") {
		if resource.Properties.Text("DefaultSecurityGroupId") == key && m.unreliable(resource) == "" {
			none := netip.MustParsePrefix("255.255.255.255/32")
			group.egress = []rule{{where: resource.String(), protocol: "none", ports: allPorts(), cidrs: []netip.Prefix{none}, peer: "to nobody"}}
			return group
		}
	}
	group.ingress = []rule{{where: "the VPC's default security group", protocol: "-1", ports: allPorts(), group: key, peer: "from its members"}}
	group.applyDefaultEgress(false)
	return group
}
