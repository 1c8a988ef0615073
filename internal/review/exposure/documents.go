package exposure

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// unreadPolicies lists what broadens in the policies that the engine does not read. These are managed policies that a role's
// own list attaches, the policies of event buses, log destinations and tables, and whatever AWS adds next. They are recognized
// by their form, and compared with the policies that the same resource had before.
func (e *Environment) unreadPolicies(s Stack) []Finding {
	var findings []Finding
	for _, r := range s.Resources {
		id := r.LogicalID
		tell := func(what, old, new string) {
			findings = append(findings, Finding{
				Construct: e.names.Construct(s.Name, id), Type: s.typeOf(id), What: what, Old: old, New: new, Rank: rankOf(what),
			})
		}
		gained := documents(s, id, r.New, s.Diff.Unread.New[id])
		dropped := e.current(documents(s, id, r.Old, s.Diff.Unread.Old[id]))
		if len(gained)+len(dropped) == 0 {
			continue
		}
		before, after := e.current(documents(s, id, r.Old, everyProperty())), documents(s, id, r.New, everyProperty())
		for _, statement := range gained {
			covering := append(withEffect(before, statement.Effect), withEffect(e.statements.before, statement.Effect)...)
			if beyond, broadens := beyond(statement, covering); broadens && statement.Effect != "Deny" {
				tell(whatBroadens(beyond), e.showAll(s, related(statement, before)), e.show(s, beyond))
			}
		}
		for _, statement := range dropped {
			if statement.Effect != "Deny" || s.removesAll(statement.Resources) {
				continue
			}
			if beyond, broadens := beyond(statement, withEffect(after, "Deny")); broadens {
				tell(noLongerDenied, e.show(s, beyond), e.showAll(s, related(statement, after)))
			}
		}
	}
	return findings
}

func everyProperty() []string { return []string{"*"} }

// documents are the statements in the named properties of a resource; "" stands for a resource that is a statement itself,
// "*" for all properties. A statement without a resource is about the resource that holds it. One without a principal is for
// principals with the policy.
func documents(s Stack, id string, resource map[string]any, names []string) []engine.Statement {
	var found []engine.Statement
	properties := values.Properties(resource)
	for _, name := range names {
		switch name {
		case "":
			found = append(found, itself(properties))
		case "*":
			if first(properties, "Action", "Actions") != nil && first(properties, "Principal", "Principals") != nil {
				found = append(found, itself(properties))
			}
			found = append(found, statementsIn("", properties)...)
		default:
			found = append(found, statementsIn(name, properties[name])...)
		}
	}
	self := "${" + values.Name(s.Name, id) + "}"
	holder := iam.Principal{Kind: attached, Name: self}
	for _, name := range []string{"RoleName", "UserName", "GroupName"} {
		if value := values.String(properties[name]); value != "" {
			holder = iam.Principal{Kind: "AWS", Name: value}
		}
	}
	for i := range found {
		s := &found[i]
		if s.Undecided != "" {
			continue
		}
		if len(s.Resources)+len(s.NotResources) == 0 {
			s.Resources = []string{self}
		}
		if len(s.Principals)+len(s.NotPrincipals) == 0 {
			s.Principals = []iam.Principal{holder}
		}
	}
	return found
}

// statementsIn finds statements by their form, anywhere in a value. One that only the deployment decides on is a text.
func statementsIn(name string, value any) []engine.Statement {
	var found []engine.Statement
	switch value := value.(type) {
	case string:
		if undecidedPolicy(name, value) {
			found = append(found, engine.ReadStatement(value))
		}
	case []any:
		for _, item := range value {
			found = append(found, statementsIn(name, item)...)
		}
	case map[string]any:
		if _, ok := value["Effect"].(string); ok && name == "Statement" {
			return []engine.Statement{engine.ReadStatement(value)}
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			found = append(found, statementsIn(key, value[key])...)
		}
	}
	return found
}

// undecidedPolicy reports whether a text stands where a policy should, because only the deployment decides on it.
func undecidedPolicy(name, text string) bool {
	return (name == "Statement" || strings.Contains(name, "Polic")) && strings.HasPrefix(text, "${Fn::")
}

// itself reads a resource that is a statement, such as AWS::Lambda::LayerVersionPermission.
func itself(properties map[string]any) engine.Statement {
	statement := map[string]any{
		"Effect": "Allow", "Condition": properties["Condition"],
		"Action": first(properties, "Action", "Actions"), "Principal": first(properties, "Principal", "Principals"),
	}
	if effect := values.String(properties["Effect"]); effect != "" {
		statement["Effect"] = effect
	}
	for _, name := range []string{"OrganizationId", "PrincipalOrgID", "SourceArn", "SourceAccount"} {
		if value := properties[name]; value != nil {
			statement["Condition"] = map[string]any{name: value}
		}
	}
	return engine.ReadStatement(statement)
}

func first(object map[string]any, names ...string) any {
	for _, name := range names {
		if object[name] != nil {
			return object[name]
		}
	}
	return nil
}
