package tests

import (
	"slices"
	"strings"
)

// rule is an ingress rule of a security group.
type rule struct{ source, protocol, ports string }

func (r rule) String() string { return r.source + " " + r.protocol + " " + r.ports }

// readRule reads a rule in either of the two forms in which CloudFormation has it. A source that is a resource is named by its construct
// path.
func (p platform) readRule(says properties) rule {
	r := rule{protocol: says.Text("IpProtocol"), ports: says.Text("FromPort")}
	if to := says.Text("ToPort"); to != r.ports {
		r.ports += "-" + to
	}
	for _, name := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName"} {
		if source := says.Text(name); source != "" {
			r.source = source
			if group, ok := p.model.Find(source); ok {
				r.source = strings.TrimSuffix(group.Path, "/Resource")
			}
		}
	}
	return r
}

// ingress lists the rules by which a security group admits traffic.
func (p platform) ingress(reference string) []rule {
	p.t.Helper()
	group := p.follow(reference)
	var rules []rule
	for _, says := range group.Properties.Maps("SecurityGroupIngress") {
		rules = append(rules, p.readRule(says))
	}
	for _, each := range p.some("AWS::EC2::SecurityGroupIngress") {
		if p.follow(each.Properties.Text("GroupId")).Path == group.Path {
			rules = append(rules, p.readRule(each.Properties))
		}
	}
	slices.SortFunc(rules, func(a, b rule) int { return strings.Compare(a.String(), b.String()) })
	return rules
}

// admits checks everything that a list of security groups admits.
func (p platform) admits(what string, groups []string, want ...string) {
	p.t.Helper()
	if len(groups) == 0 {
		p.t.Errorf("%s has no security group, want one: it gets the VPC's default group", what)
	}
	var got []string
	for _, group := range groups {
		for _, rule := range p.ingress(group) {
			got = append(got, rule.String())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.t.Errorf("%s admits\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
