package exposure

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// rules are the security group rules that are removed from an environment's stacks, under the names of the new revision. A
// rule that moves to another stack is the same rule.
type rules struct{ removedIngress, removedEgress []engine.Rule }

// securityGroups lists what a stack's security groups allow after the deployment and did not allow before. An added rule
// counts unless a removed one allowed the same. A removed rule alone opens nothing.
func (e *Environment) securityGroups(s Stack) []Finding {
	return append(
		e.addedRules(s, ingress, s.Diff.Ingress.Added, e.rules.removedIngress),
		e.addedRules(s, egress, s.Diff.Egress.Added, e.rules.removedEgress)...)
}

// direction is the preposition before a rule's peer.
type direction string

const (
	ingress direction = "from"
	egress  direction = "to"
)

func (e *Environment) addedRules(s Stack, direction direction, added, removed []engine.Rule) []Finding {
	var findings []Finding
	for _, rule := range added {
		if matchesNothing(rule) || slices.ContainsFunc(removed, func(old engine.Rule) bool { return admits(old, rule) }) {
			continue
		}
		what := "security group allows more inbound traffic"
		if direction == egress {
			what = "security group allows more outbound traffic"
		}
		rank := rankOf(what)
		switch {
		case world(rule):
			what += ", " + string(direction) + " any IP address"
			rank = rankOf(everyoneIn)
		case muchOfTheWorld(rule):
			what += ", " + string(direction) + " a large part of all IP addresses"
			rank = rankOf(everyoneIn)
		}
		findings = append(findings, Finding{
			Type: "AWS::EC2::SecurityGroup", Construct: e.group(s, rule.GroupID), What: what, Rank: rank,
			Old: e.groupRules(s, direction, rule.GroupID, removed), New: e.rule(s, direction, rule), Right: e.ruleRight(s, direction, rule, removed),
		})
	}
	return findings
}

// admits reports whether an old rule allowed everything that a new one allows.
func admits(old, new engine.Rule) bool {
	if old.GroupID != new.GroupID || old.IPProtocol != "-1" && old.IPProtocol != new.IPProtocol {
		return false
	}
	if old.IPProtocol != "-1" && old.FromPort != nil {
		from, to := values.Number(old.FromPort), values.Number(old.ToPort)
		if new.FromPort == nil || values.Number(new.FromPort) < from || values.Number(new.ToPort) > to {
			return false
		}
	}
	switch {
	case old.Peer == nil || new.Peer == nil:
		return old.Peer == new.Peer
	case *old.Peer == *new.Peer:
		return true
	}
	if old.Peer.IP == "0.0.0.0/0" && !strings.Contains(new.Peer.IP, ":") {
		return true // that included every security group and every prefix list
	}
	outer, err := netip.ParsePrefix(old.Peer.IP)
	if err != nil {
		return false
	}
	inner, err := netip.ParsePrefix(new.Peer.IP)
	return err == nil && outer.Bits() <= inner.Bits() && outer.Overlaps(inner)
}

// matchesNothing recognizes the egress rule that the CDK writes into a group that must not call anything. No packet ever
// matches it; without any rule, AWS would add one that allows all outbound traffic.
func matchesNothing(rule engine.Rule) bool {
	return rule.Peer != nil && rule.Peer.IP == "255.255.255.255/32" && rule.IPProtocol == "icmp"
}

func world(rule engine.Rule) bool {
	return rule.Peer != nil && strings.HasSuffix(rule.Peer.IP, "/0")
}

// muchOfTheWorld reports whether a rule names so many addresses that a few such rules are the internet, such as ::/1. No network is that
// large: 10.0.0.0/8 is the largest private one, and registries get IPv6 addresses in blocks of /12.
func muchOfTheWorld(rule engine.Rule) bool {
	if rule.Peer == nil {
		return false
	}
	prefix, err := netip.ParsePrefix(rule.Peer.IP)
	return err == nil && (prefix.Addr().Is4() && prefix.Bits() < 8 || prefix.Addr().Is6() && prefix.Bits() <= 12 && !prefix.Addr().IsPrivate())
}

// rule shows a rule on one line, such as "tcp 443 from 10.0.0.0/16".
func (e *Environment) rule(s Stack, direction direction, rule engine.Rule) string {
	return ports(rule) + " " + string(direction) + " " + e.peer(s, rule)
}

func ports(rule engine.Rule) string {
	switch {
	case rule.IPProtocol == "-1":
		return "all protocols and ports"
	case rule.FromPort == nil || values.Number(rule.FromPort) == -1:
		return "all " + rule.IPProtocol
	case values.Equal(rule.FromPort, rule.ToPort):
		return rule.IPProtocol + " " + values.Text(rule.FromPort)
	}
	return fmt.Sprintf("%s %s to %s", rule.IPProtocol, values.Text(rule.FromPort), values.Text(rule.ToPort))
}

func (e *Environment) peer(s Stack, rule engine.Rule) string {
	if rule.Peer == nil {
		return "unknown addresses"
	}
	return e.text(s, rule.Peer.IP+rule.Peer.SecurityGroupID+rule.Peer.PrefixListID)
}

// groupRules shows those of some rules that belong to a group.
func (e *Environment) groupRules(s Stack, direction direction, group string, rules []engine.Rule) string {
	var shown []string
	for _, rule := range rules {
		if rule.GroupID == group {
			shown = append(shown, e.rule(s, direction, rule))
		}
	}
	return strings.Join(shown, "; ")
}

// group is the construct of a security group; its id where it is not one of the application's.
func (e *Environment) group(s Stack, id string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(e.text(s, id), "${"), "}"), ".GroupId")
}

// currentRules gives rules of the old revision the names of the new one.
func (e *Environment) currentRules(old []engine.Rule) []engine.Rule {
	now := make([]engine.Rule, len(old))
	for i, rule := range old {
		rule.GroupID = values.String(e.names.Current(rule.GroupID))
		if rule.Peer != nil {
			peer := *rule.Peer
			peer.SecurityGroupID = values.String(e.names.Current(peer.SecurityGroupID))
			rule.Peer = &peer
		}
		now[i] = rule
	}
	return now
}
