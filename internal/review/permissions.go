package review

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/policy"
	"kasha/internal/review/engine"
)

// permissions lists what a stack's policies allow after the deployment and did not before. The engine finds the statements
// in most kinds of policy and says which came and went; a statement that came counts only as far as no statement that was
// there allowed the same.
func (c *comparison) permissions(p pair) []Finding {
	var findings []Finding
	tell := func(of, what, old, new string) {
		findings = append(findings, Finding{Construct: of, Type: c.typeNow(p, of), What: what, Old: old, New: new, rank: rankOpening(what)})
	}
	all := c.allStatements(p.stage()) // also a policy that moves to another stack is the same policy
	for _, statement := range p.plain.Statements.Added {
		if statement.Effect == "Deny" {
			continue
		}
		if beyond, broadens := beyond(statement, withEffect(all.had, statement.Effect)); broadens {
			tell(statement.Of, whatBroadens(beyond), c.statements(p, related(statement, all.went)), c.statement(p, beyond))
		}
	}
	for _, statement := range c.statementsAsNow(p.plain.Statements.Removed) {
		if statement.Effect != "Deny" || c.allGone(p, statement.Resources.Values) {
			continue
		}
		if beyond, broadens := beyond(statement, withEffect(all.has, "Deny")); broadens {
			tell(statement.Of, "no longer forbidden", c.statement(p, beyond), c.statements(p, related(statement, all.came)))
		}
	}
	for _, policy := range p.plain.ManagedPolicies.Added {
		had := slices.ContainsFunc(p.plain.ManagedPolicies.Removed, func(old engine.ManagedPolicy) bool {
			return c.asNow(old.IdentityArn) == any(policy.IdentityArn) && c.asNow(old.ManagedPolicyArn) == any(policy.ManagedPolicyArn)
		})
		if !had {
			at, _ := cloudformation.ParseReference(policy.IdentityArn)
			tell(at.LogicalID, "managed policy attached", "", c.text(p, policy.IdentityArn)+" gets "+c.text(p, policy.ManagedPolicyArn))
		}
	}
	for i := range findings {
		findings[i].Construct = c.construct(p.headName(), findings[i].Construct)
	}
	return findings
}

// typeNow is the type of a resource of either revision.
func (c *comparison) typeNow(p pair, id string) string {
	if resource := p.new[id]; resource != nil {
		return typeOf(resource)
	}
	return typeOf(p.old[id])
}

// allGone reports whether a statement is about resources that go themselves.
func (c *comparison) allGone(p pair, resources []string) bool {
	gone := 0
	for _, text := range resources {
		if at, ok := cloudformation.ParseReference(strings.TrimSuffix(text, "/*")); ok && at.Stack == p.name() && p.new[at.LogicalID] == nil {
			gone++
		}
	}
	return gone > 0 && gone == len(resources)
}

func withEffect(statements []engine.Statement, effect string) []engine.Statement {
	var some []engine.Statement
	for _, statement := range statements {
		if statement.Effect == effect {
			some = append(some, statement)
		}
	}
	return some
}

// beyond is the part of a statement that no other covers. What stands under Not is compared as a whole.
func beyond(statement engine.Statement, others []engine.Statement) (engine.Statement, bool) {
	if statement.Actions.Not || statement.Resources.Not || statement.Principals.Not || len(statement.Actions.Values) == 0 {
		same := slices.ContainsFunc(others, func(other engine.Statement) bool { return sameMeaning(statement, other) })
		return statement, !same
	}
	var actions, resources, principals []string
	for _, action := range statement.Actions.Values {
		for _, resource := range orOne(statement.Resources.Values) {
			for _, principal := range orOne(statement.Principals.Values) {
				if slices.ContainsFunc(others, func(other engine.Statement) bool {
					return permits(other, action, resource, principal) && noStricter(other.Condition, statement.Condition)
				}) {
					continue
				}
				actions, resources, principals = with(actions, action), with(resources, resource), with(principals, principal)
			}
		}
	}
	rest := statement
	rest.Actions.Values, rest.Resources.Values, rest.Principals.Values = actions, resources, principals
	return rest, len(actions) > 0
}

// orOne lets a statement without, say, a principal be compared: the role it is attached to stands for it elsewhere.
func orOne(values []string) []string {
	if len(values) == 0 {
		return []string{""}
	}
	return values
}

func with(list []string, value string) []string {
	if slices.Contains(list, value) || value == "" {
		return list
	}
	return append(list, value)
}

func permits(s engine.Statement, action, resource, principal string) bool {
	in := func(targets engine.Targets, value string, fold bool) bool {
		if targets.Not {
			return false
		}
		return slices.ContainsFunc(orOne(targets.Values), func(pattern string) bool {
			if fold {
				pattern, value = strings.ToLower(pattern), strings.ToLower(value)
			}
			return policy.Match(pattern, value)
		})
	}
	return in(s.Actions, action, true) && in(s.Resources, resource, false) && in(s.Principals, principal, false)
}

// noStricter reports whether whatever met the new condition met the old one.
func noStricter(old, new any) bool { return old == nil || canonical(old) == canonical(new) }

func sameMeaning(a, b engine.Statement) bool {
	return canonical(plainStatement(a)) == canonical(plainStatement(b))
}

// undecided is the text of a statement that only the deployment decides on.
func undecided(s engine.Statement) string {
	if s.Effect == "Allow" || s.Effect == "Deny" {
		return ""
	}
	return s.Rendered["resource"]
}

func plainStatement(s engine.Statement) map[string]any {
	list := func(t engine.Targets) any {
		return map[string]any{"not": t.Not, "values": strings.Join(t.Values, "\n")}
	}
	return map[string]any{
		"effect": s.Effect, "actions": list(s.Actions), "resources": list(s.Resources), "principals": list(s.Principals), "condition": s.Condition,
		"undecided": undecided(s),
	}
}

// related finds what a statement probably was before: the same subject and the same object, or the same name.
func related(s engine.Statement, others []engine.Statement) []engine.Statement {
	var found []engine.Statement
	for _, other := range others {
		share := func(a, b []string) bool {
			return len(a) == 0 && len(b) == 0 || slices.ContainsFunc(a, func(value string) bool { return slices.Contains(b, value) })
		}
		if s.Effect == other.Effect && share(s.Principals.Values, other.Principals.Values) &&
			(share(s.Resources.Values, other.Resources.Values) || share(s.Actions.Values, other.Actions.Values)) {
			found = append(found, other)
		}
	}
	return found
}
