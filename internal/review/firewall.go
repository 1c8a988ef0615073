package review

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"kasha/internal/review/engine"
)

// firewall lists what security groups let through after the deployment and did not before.
func (c *comparison) firewall(p pair) []Finding {
	var findings []Finding
	ingress, egress := c.closedRules(p.stage())
	for _, direction := range []struct {
		preposition  string
		came, closed []engine.Rule
	}{{"from", p.plain.Ingress.Added, ingress}, {"to", p.plain.Egress.Added, egress}} {
		for _, rule := range direction.came {
			if isNothing(rule) || slices.ContainsFunc(direction.closed, func(old engine.Rule) bool { return admits(old, rule) }) {
				continue
			}
			what := "security group is opened"
			if direction.preposition == "to" {
				what = "security group may call out"
			}
			rank := rankOpening(what)
			if world(rule) {
				what += ", " + direction.preposition + " the whole world"
				rank = rankOpening(everyoneIn)
			}
			findings = append(findings, Finding{
				Type: "AWS::EC2::SecurityGroup", Construct: c.group(p, rule.GroupID), What: what, rank: rank,
				Old: c.rules(p, direction.preposition, rule, direction.closed), New: c.rule(p, direction.preposition, rule),
			})
		}
	}
	return findings
}

// admits reports whether everything that a rule lets through, another one did.
func admits(old, new engine.Rule) bool {
	if old.GroupID != new.GroupID || old.IPProtocol != "-1" && old.IPProtocol != new.IPProtocol {
		return false
	}
	if old.IPProtocol != "-1" && old.FromPort != nil {
		from, to := number(old.FromPort), number(old.ToPort)
		if new.FromPort == nil || number(new.FromPort) < from || number(new.ToPort) > to {
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
		return true // that was every group and every prefix list too
	}
	outer, err := netip.ParsePrefix(old.Peer.IP)
	if err != nil {
		return false
	}
	inner, err := netip.ParsePrefix(new.Peer.IP)
	return err == nil && outer.Bits() <= inner.Bits() && outer.Overlaps(inner)
}

// isNothing recognizes the rule that the CDK writes into a group that lets nothing out; AWS would let everything out of a
// group without any rule. No packet ever matches it.
func isNothing(rule engine.Rule) bool {
	return rule.Peer != nil && rule.Peer.IP == "255.255.255.255/32" && rule.IPProtocol == "icmp"
}

func world(rule engine.Rule) bool {
	return rule.Peer != nil && strings.HasSuffix(rule.Peer.IP, "/0")
}

func (c *comparison) rule(p pair, preposition string, rule engine.Rule) string {
	ports := "every protocol and port"
	switch {
	case rule.IPProtocol == "-1":
	case rule.FromPort == nil || number(rule.FromPort) == -1:
		ports = "every " + rule.IPProtocol
	case show(rule.FromPort) == show(rule.ToPort):
		ports = rule.IPProtocol + " " + show(rule.FromPort)
	default:
		ports = fmt.Sprintf("%s %s to %s", rule.IPProtocol, show(rule.FromPort), show(rule.ToPort))
	}
	peer := "an unknown peer"
	if rule.Peer != nil {
		peer = c.text(p, rule.Peer.IP+rule.Peer.SecurityGroupID+rule.Peer.PrefixListID)
	}
	return ports + " " + preposition + " " + peer
}

// rules are those that went from the same group.
func (c *comparison) rules(p pair, preposition string, rule engine.Rule, gone []engine.Rule) string {
	var said []string
	for _, old := range gone {
		if old.GroupID == rule.GroupID {
			said = append(said, c.rule(p, preposition, old))
		}
	}
	return strings.Join(said, "; ")
}

// closedRules are the rules that went, in all stacks of an environment: a rule that moves to another stack is the same rule.
func (c *comparison) closedRules(stage string) (ingress, egress []engine.Rule) {
	for _, p := range c.pairs {
		if p.stage() == stage {
			ingress = append(ingress, c.rulesAsNow(p.plain.Ingress.Removed)...)
			egress = append(egress, c.rulesAsNow(p.plain.Egress.Removed)...)
		}
	}
	return ingress, egress
}

// group is the construct of a security group, where it is one of ours.
func (c *comparison) group(p pair, id string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(c.text(p, id), "${"), "}"), ".GroupId")
}

// rulesAsNow are rules of the base in the names of head.
func (c *comparison) rulesAsNow(old []engine.Rule) []engine.Rule {
	now := make([]engine.Rule, len(old))
	for i, rule := range old {
		rule.GroupID = asString(c.asNow(rule.GroupID))
		if rule.Peer != nil {
			peer := *rule.Peer
			peer.SecurityGroupID = asString(c.asNow(peer.SecurityGroupID))
			rule.Peer = &peer
		}
		now[i] = rule
	}
	return now
}

// text is a reference as a person reads it.
func (c *comparison) text(p pair, reference string) string { return show(c.readable(p, reference)) }
