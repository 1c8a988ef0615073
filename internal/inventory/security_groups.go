package inventory

import (
	"cmp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// securityGroups lists every group with the rules that stand in it and those that other stacks add to it.
func securityGroups(e Environment) Table {
	t := Table{
		ID: "security-groups", Title: "Security groups",
		Says: "Security groups have no deny rules: what no row names is closed. The purpose is the group's own description.",
		Head: []string{"Group", "Inbound", "Outbound", "Purpose"},
	}
	for _, group := range e.Model.Resources("AWS::EC2::SecurityGroup") {
		in, out := rulesOf(e.Model, group, "SecurityGroupIngress"), rulesOf(e.Model, group, "SecurityGroupEgress")
		for _, rule := range e.Model.Resources("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress") {
			if e.Model.Identity(rule.Properties.Text("GroupId")) != e.Model.Identity(group.Reference()) {
				continue
			}
			if text := ruleText(e.Model, rule.Properties); rule.Type == "AWS::EC2::SecurityGroupIngress" {
				in = append(in, text)
			} else {
				out = append(out, text)
			}
		}
		t.add(group.Name(), list(in), list(out), group.Properties.Text("GroupDescription"))
	}
	return t
}

func rulesOf(env cloudformation.Environment, group cloudformation.Resource, property string) []string {
	var texts []string
	for _, rule := range group.Properties.Maps(property) {
		texts = append(texts, ruleText(env, rule))
	}
	return texts
}

// ruleText is one rule: tcp 3306 with Backend/Tasks (its description).
func ruleText(env cloudformation.Environment, rule cloudformation.Properties) string {
	peer := ""
	for _, name := range []string{
		"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId", "DestinationPrefixListId",
	} {
		peer = cmp.Or(peer, rule.Text(name))
	}
	peer = NameOf(env, peer)
	if peer == "255.255.255.255/32" {
		return "nothing (" + rule.Text("Description") + ")"
	}
	protocol, ports := rule.Text("IpProtocol"), rule.Text("FromPort")
	if to := rule.Text("ToPort"); to != ports {
		ports += "-" + to
	}
	if protocol == "-1" {
		protocol, ports = "everything", ""
	}
	return strings.TrimSpace(protocol+" "+ports) + " with " + peer
}

func list(texts []string) string {
	slices.Sort(texts)
	if len(texts) == 0 {
		return "nothing"
	}
	return strings.Join(slices.Compact(texts), "; ")
}
