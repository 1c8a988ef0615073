package permissions

import (
	"fmt"
	"slices"

	"kasha/internal/allowlist"
	"kasha/internal/iam"
)

// Violation is a difference between the permissions that the templates give and the list of those that there may be.
type Violation struct {
	Kind        Difference
	What        string
	Grant       *Grant // with the statement; nil where a permission is missing
	BeyondLists bool   // of what is not understood: it may give any right, and no line of the list can name whom, or which right
}

// Difference is the kind of a violation, as a heading.
type Difference string

// The kinds of differences.
const (
	Unlisted   Difference = "allowed, and not on the list of sensitive permissions"
	Missing    Difference = "must be allowed, and is not"
	Wider      Difference = "must be allowed, and is allowed for more than that"
	Useless    Difference = "allowed, and refused by the key"
	NotModeled Difference = "not understood"
)

// Because is the statement of a violation and where it stands; empty where a permission is missing.
func (v Violation) Because() string {
	if v.Grant == nil {
		return ""
	}
	return fmt.Sprintf("by %s: %s", v.Grant.By, v.Grant.Statement)
}

// String says what is wrong, with the statement and the construct that holds it.
func (v Violation) String() string {
	if v.Grant == nil {
		return v.What
	}
	return v.What + "\n  " + v.Because()
}

// Check compares an environment's permissions with a complete list of sensitive ones. It also requires that no role has a
// permission that a KMS key makes useless, and that the model understands every policy.
func (m *Model) Check(list []allowlist.Permission) []Violation {
	var violations []Violation
	for _, g := range m.grants {
		if !listed(list, g) {
			what := fmt.Sprintf("%s may %s on %s, which is not on the list of sensitive permissions", g.Who, g.Action, g.On)
			violations = append(violations, Violation{Kind: Unlisted, What: what, Grant: &g})
		}
	}
	for _, line := range list {
		if line.Must {
			violations = append(violations, m.missing(line)...)
		}
	}
	violations = append(violations, m.useless()...)
	for _, unread := range m.unread() {
		what := "not modelled: " + unread.What + ". Until it is, this proof is not complete."
		violations = append(violations, Violation{Kind: NotModeled, What: what, BeyondLists: unread.BeyondLists})
	}
	return violations
}

// missing lists what a line says must be allowed and is not. It asks for each principal and each resource that the line's patterns
// mean in this environment: permission for one queue of four is not enough.
func (m *Model) missing(line allowlist.Permission) []Violation {
	var violations []Violation
	for _, who := range m.whoMatch(line.Who) {
		for _, action := range line.May {
			for _, on := range m.onMatch(line, action) {
				one := allowlist.Permission{Who: who, May: []string{action}, On: []string{on}, OnlyIf: line.OnlyIf}
				if !slices.ContainsFunc(m.grants, func(g Grant) bool { return covers(one, g) }) {
					violations = append(violations, m.lacks(one, on))
				}
			}
		}
	}
	return violations
}

// lacks says what is wrong about a permission that nothing gives as the line asks. One that is there and allows more is no missing one.
func (m *Model) lacks(one allowlist.Permission, on string) Violation {
	what := fmt.Sprintf("%s must be allowed %s on %s", one.Who, one.May[0], on)
	wider := one
	wider.OnlyIf = ""
	for _, g := range m.grants {
		if one.OnlyIf != "" && covers(wider, g) {
			what += fmt.Sprintf(" only if %s has a certain value, and is allowed it otherwise too", one.OnlyIf)
			return Violation{Kind: Wider, What: what, Grant: &g}
		}
	}
	for _, g := range m.grants {
		if g.On == "*" && iam.Match(one.Who, g.Who) && matches(one.May, g.Action) && (one.OnlyIf == "" || g.asksFor(one.OnlyIf)) {
			return Violation{Kind: Wider, What: what + ", and is allowed it on all resources", Grant: &g}
		}
	}
	return Violation{Kind: Missing, What: what + ", and is not"}
}

// whoMatch names the roles and rotations that a pattern means. A pattern that means none is a service or an account, and stays.
func (m *Model) whoMatch(pattern string) []string {
	var names []string
	for _, resource := range m.env.Resources("AWS::IAM::Role", "AWS::SecretsManager::RotationSchedule") {
		if iam.Match(pattern, resource.Name()) {
			names = append(names, resource.Name())
		}
	}
	if len(names) == 0 {
		return []string{pattern}
	}
	return names
}

// onMatch names the resources that a line means for an action. A pattern that means none is a part of a resource, and stays.
func (m *Model) onMatch(line allowlist.Permission, action string) []string {
	var all []string
	for _, pattern := range line.On {
		before := len(all)
		for _, resource := range m.env.Resources() {
			name := resource.Name()
			if speaksOf(resource.Type, action) && iam.Match(pattern, name) && matches(line.On, name) && !matches(line.Except, name) {
				all = append(all, name)
			}
		}
		if len(all) == before {
			all = append(all, pattern)
		}
	}
	return all
}

// covers reports whether a line of a list allows a grant.
func covers(line allowlist.Permission, g Grant) bool {
	return iam.Match(line.Who, g.Who) && matches(line.May, g.Action) && matches(line.On, g.On) && !matches(line.Except, g.On) &&
		(line.OnlyIf == "" || g.asksFor(line.OnlyIf))
}

// matches reports whether one of the patterns means a text. A lone * means "all resources" alone, and only a lone * does.
func matches(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "*" || text == "*" {
			return pattern == text
		}
		return iam.Match(pattern, text)
	})
}

func listed(list []allowlist.Permission, g Grant) bool {
	return slices.ContainsFunc(list, func(line allowlist.Permission) bool { return covers(line, g) })
}

// Unused lists the lines of a list that no grant needs. Such a line is a permission in reserve: no check reports when a role gets
// it later.
func (m *Model) Unused(list []allowlist.Permission) []allowlist.Permission {
	var unused []allowlist.Permission
	for _, line := range list {
		if !slices.ContainsFunc(m.grants, func(g Grant) bool { return covers(line, g) }) {
			unused = append(unused, line)
		}
	}
	return unused
}
