package review

import (
	"maps"
	"slices"

	"kasha/internal/review/engine"
)

// unreadPolicies lists what broadens in the policies that the engine passes over: a managed policy that is attached by the
// role's own list, policies of an event bus, a destination of logs, a table, and whatever AWS invents next. They are
// recognized by their shape and compared with what the same resource said before.
func (c *comparison) unreadPolicies(p pair) []Finding {
	var findings []Finding
	all := c.allStatements(p.stage())
	for _, id := range slices.Sorted(maps.Keys(p.plain.Resources)) {
		old, _ := c.earlier(p, id)
		new := p.new[id]
		came, went := c.documents(p, id, new, p.plain.Unread.New[id]), c.documents(p, id, old, p.plain.Unread.Old[id])
		had, has := c.statementsAsNow(c.documents(p, id, old, everyDocument())), c.documents(p, id, new, everyDocument())
		tell := func(what, old, new string) {
			findings = append(findings, Finding{
				Construct: c.construct(p.headName(), id), Type: c.typeNow(p, id), What: what, Old: old, New: new, rank: rankOpening(what),
			})
		}
		for _, statement := range came {
			before := append(withEffect(had, statement.Effect), withEffect(all.had, statement.Effect)...)
			if beyond, broadens := beyond(statement, before); broadens && statement.Effect != "Deny" {
				tell(whatBroadens(beyond), c.statements(p, related(statement, had)), c.statement(p, beyond))
			}
		}
		for _, statement := range c.statementsAsNow(went) {
			if statement.Effect != "Deny" || c.allGone(p, statement.Resources.Values) {
				continue
			}
			if beyond, broadens := beyond(statement, withEffect(has, "Deny")); broadens {
				tell("no longer forbidden", c.statement(p, beyond), c.statements(p, related(statement, has)))
			}
		}
	}
	return findings
}

// everyDocument stands for all properties of a resource.
func everyDocument() []string { return []string{"*"} }

// documents are the statements in the named properties of a resource. Where a statement names no resource it is about the
// one that holds it, and where it names nobody it is for whoever has the policy.
func (c *comparison) documents(p pair, id string, resource map[string]any, names []string) []engine.Statement {
	var found []engine.Statement
	own := properties(resource)
	self := "${" + p.name() + "." + id + "}"
	for _, name := range names {
		switch name {
		case "":
			found = append(found, itself(own))
		case "*":
			if first(own, "Action", "Actions") != nil && first(own, "Principal", "Principals") != nil {
				found = append(found, itself(own))
			}
			found = append(found, statementsIn("", own)...)
		default:
			found = append(found, statementsIn(name, own[name])...)
		}
	}
	holder := "whoever has " + self
	for _, name := range []string{"RoleName", "UserName", "GroupName"} {
		if value := asString(own[name]); value != "" {
			holder = "AWS:" + value
		}
	}
	for i := range found {
		s := &found[i]
		if s.Effect != "Allow" && s.Effect != "Deny" {
			continue
		}
		if len(s.Resources.Values) == 0 {
			s.Resources.Values = []string{self}
		}
		if len(s.Principals.Values) == 0 {
			s.Principals.Values = []string{holder}
		}
	}
	return found
}

// statementsIn finds statements by their shape, wherever they stand in a value. One that a deployment decides on is a text.
func statementsIn(name string, value any) []engine.Statement {
	var found []engine.Statement
	switch value := value.(type) {
	case string:
		if undecidedPolicy(name, value) {
			found = append(found, engine.Statement{Rendered: map[string]string{"resource": value}})
		}
	case []any:
		for _, item := range value {
			found = append(found, statementsIn(name, item)...)
		}
	case map[string]any:
		if _, ok := value["Effect"].(string); ok && name == "Statement" {
			return []engine.Statement{parsed(value)}
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			found = append(found, statementsIn(key, value[key])...)
		}
	}
	return found
}

// itself reads a resource that is a statement, such as AWS::Lambda::LayerVersionPermission.
func itself(own map[string]any) engine.Statement {
	statement := map[string]any{
		"Effect": "Allow", "Action": first(own, "Action", "Actions"), "Principal": first(own, "Principal", "Principals"), "Condition": own["Condition"],
	}
	if effect := asString(own["Effect"]); effect != "" {
		statement["Effect"] = effect
	}
	for _, name := range []string{"OrganizationId", "PrincipalOrgID", "SourceArn", "SourceAccount"} {
		if value := own[name]; value != nil {
			statement["Condition"] = map[string]any{name: value}
		}
	}
	return parsed(statement)
}

func first(object map[string]any, names ...string) any {
	for _, name := range names {
		if object[name] != nil {
			return object[name]
		}
	}
	return nil
}
