package permissions

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
)

// denied reports whether a Deny without a condition covers all of a grant, in the role's policies or in the resource's. A policy that
// may not exist denies nothing.
func (m *Model) denied(g Grant) bool {
	for _, s := range m.statements[g.role.Reference()] {
		mayNotExist := s.By.Uncertain != "" && s.By.Reference() != g.role.Reference()
		if !mayNotExist && !s.Allows() && !s.Conditional() && s.Action(g.Action) && s.Resource(g.arn) {
			return true
		}
	}
	for _, p := range m.policies {
		mayNotExist := p.by.Uncertain != "" && p.by.Reference() != p.owner.Reference()
		if mayNotExist || !within(g.arn, arnOf(p.owner)) || !speaksOf(p.owner.Type, g.Action) {
			continue
		}
		for _, s := range p.statements {
			if s.Allows() || s.Conditional() || !s.Action(g.Action) || !s.Resource(g.arn) {
				continue
			}
			whom := m.whoms(s, p.by.Account)
			ownAccount := g.role.Account == p.by.Account && slices.Contains(whom, allowlist.ThisAccount) // and everyone in it
			if ownAccount || slices.Contains(whom, anybody) || slices.Contains(whom, g.Who) {
				return true
			}
		}
	}
	return false
}

// within reports whether an ARN is that of a resource or of a part of it. Parts are an object of a bucket and a stream of a log
// group. A resource whose name begins with another's is no part of it.
func within(arn, own string) bool {
	rest, ok := strings.CutPrefix(arn, own)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == ':')
}

// effective reports whether a role's permission on a KMS key has an effect. The key's policy must leave the decision to the account's
// policies, or name the role. Where the key's policy is not understood, the permission counts.
func (m *Model) effective(g Grant) bool {
	if g.role.LogicalID == "" || !strings.HasPrefix(strings.ToLower(g.Action), "kms:") {
		return true
	}
	for _, p := range m.policies {
		if p.owner.Type != "AWS::KMS::Key" || arnOf(p.owner) != g.arn {
			continue
		}
		for _, s := range p.statements {
			whom := m.whoms(s, p.by.Account)
			ownAccount := g.role.Account == p.by.Account && slices.Contains(whom, allowlist.ThisAccount)
			if s.Allows() && s.MayAction(g.Action) && (ownAccount || includes(whom, g.Who)) {
				return true
			}
		}
		return p.unread
	}
	return true
}

// includes reports whether principals may include one.
func includes(whom []string, who string) bool {
	return slices.ContainsFunc(whom, func(name string) bool { return name == who || strings.HasPrefix(name, anybody) })
}
