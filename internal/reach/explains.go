package reach

import (
	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// Explains reports whether allowed connections need all of a security group's rule, for everything that has the group. The group is a
// reference, and the rule has the properties that it has in a template. A group that nothing has, and a rule that the model does not
// understand, are not explained.
func (m *Model) Explains(list []allowlist.Connection, group string, outbound bool, rule cloudformation.Properties) bool {
	key, d := m.env.Identity(group), ingress
	if outbound {
		d = egress
	}
	if _, known := m.groups[key]; !known || rule.Text("CidrIpv6") != "" {
		return false
	}
	explained := false
	for _, r := range m.rules(rule, d, "a rule of "+group, "") {
		for _, node := range m.holders(key) {
			for _, n := range node.interfaces {
				if !m.needed(list, node, n, r, d) {
					return false
				}
				explained = true
			}
		}
	}
	return explained
}
