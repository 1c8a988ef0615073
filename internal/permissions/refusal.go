package permissions

import (
	"slices"
	"strings"
)

// refused reports whether a statement without a condition refuses a grant as a whole, in the role's own policies or in the
// resource's. A policy that may not be there refuses nothing.
func (m *Model) refused(g Grant) bool {
	for _, s := range m.statements[g.role.Reference()] {
		mayLack := s.By.Uncertain != "" && s.By.Reference() != g.role.Reference()
		if !mayLack && !s.Allows() && !s.Conditional() && s.Action(g.Action) && s.Resource(g.arn) {
			return true
		}
	}
	for _, p := range m.policies {
		if p.by.Uncertain != "" && p.by.Reference() != p.owner.Reference() || !within(g.arn, arnOf(p.owner)) || !speaksOf(p.owner.Type, g.Action) {
			continue
		}
		for _, s := range p.statements {
			if s.Allows() || s.Conditional() || !s.Action(g.Action) || !s.Resource(g.arn) {
				continue
			}
			whom := m.whoms(s, p.by.Account) // refusing this account refuses everybody in it
			if slices.Contains(whom, "anybody") || slices.Contains(whom, g.Who) || g.role.Account == p.by.Account && slices.Contains(whom, "this account") {
				return true
			}
		}
	}
	return false
}

// within reports whether an ARN is a resource's own or that of a part of it: an object of a bucket, a stream of a log group.
// A resource whose name begins with another's is no part of it.
func within(arn, own string) bool {
	rest, ok := strings.CutPrefix(arn, own)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == ':')
}

// effective reports whether a role's permission on a key counts: only if the key's policy leaves the decision to the account's
// policies, or names the role. It counts where the key's policy is not understood.
func (m *Model) effective(g Grant) bool {
	if g.role.LogicalID == "" || !strings.HasPrefix(strings.ToLower(g.Action), "kms:") {
		return true
	}
	for _, p := range m.policies {
		if p.owner.Type != "AWS::KMS::Key" || arnOf(p.owner) != g.arn {
			continue
		}
		for _, s := range p.statements {
			if whom := m.whoms(s, p.by.Account); s.Allows() && s.MayAction(g.Action) && (g.role.Account == p.by.Account && slices.Contains(whom, "this account") || m.includes(whom, g.Who)) {
				return true
			}
		}
		return p.unread
	}
	return true
}

// includes reports whether principals may mean somebody.
func (m *Model) includes(whom []string, who string) bool {
	return slices.ContainsFunc(whom, func(name string) bool { return name == who || strings.HasPrefix(name, "anybody") })
}
