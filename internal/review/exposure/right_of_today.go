package exposure

import (
	"slices"
	"strings"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// apart separates what a statement allows roles of today on new resources from what it allows on others. Only the first can be a right that
// a declaration explains.
func (e *Environment) apart(s Stack, statement engine.Statement) []engine.Statement {
	if !simple(statement) || e.owner(statement.Principals) == "" {
		return []engine.Statement{statement}
	}
	fresh, others := statement, statement
	fresh.Resources, others.Resources = nil, nil
	for _, resource := range statement.Resources {
		if e.newFor(s, resource) {
			fresh.Resources = append(fresh.Resources, resource)
		} else {
			others.Resources = append(others.Resources, resource)
		}
	}
	if len(fresh.Resources) == 0 || len(others.Resources) == 0 {
		return []engine.Statement{statement}
	}
	return []engine.Statement{others, fresh}
}

// simple reports whether a statement allows what it lists, and nothing else.
func simple(statement engine.Statement) bool {
	return statement.Undecided == "" && !negative(statement) && statement.Effect == "Allow"
}

// owner is the outermost construct around roles that are there before the deployment. It is empty if a principal is anything else, such as
// an account, or if the roles belong to several constructs.
func (e *Environment) owner(principals []iam.Principal) string {
	owner := ""
	for _, p := range principals {
		at, ok := referenced(p.Name)
		name := values.Name(at.Stack, at.LogicalID)
		if !ok || p.Kind != "AWS" || e.added[name] || values.Type(e.after.resources[name]) != "AWS::IAM::Role" {
			return ""
		}
		outermost, _, _ := strings.Cut(e.names.Construct(at.Stack, at.LogicalID), "/")
		if owner != "" && owner != outermost {
			return ""
		}
		owner = outermost
	}
	return owner
}

// newFor reports whether a text refers to a resource that this deployment creates, in the account of a stack. A resource with a physical
// name from before is not new, although its logical id is: it may hold what it held. An attribute of a custom resource can be the ARN of
// anything.
func (e *Environment) newFor(s Stack, text string) bool {
	if !e.allNew([]string{text}) {
		return false
	}
	at, _ := referenced(text)
	resource := e.after.resources[values.Name(at.Stack, at.LogicalID)]
	if at.Attribute != "" && at.Attribute != "Arn" || !strings.HasPrefix(values.Type(resource), "AWS::") {
		return false
	}
	i := slices.IndexFunc(e.stacks, func(other Stack) bool { return other.Name == at.Stack })
	if i < 0 || e.stacks[i].Account != s.Account {
		return false
	}
	for _, other := range e.stacks {
		for _, old := range other.Old {
			if values.Type(old) == values.Type(resource) && sharesName(old, resource) {
				return false
			}
		}
	}
	return true
}

// sharesName reports whether two resources of one type have a physical name in common.
func sharesName(old, new map[string]any) bool {
	return slices.ContainsFunc(physicalNames(values.Type(new)), func(property string) bool {
		name := values.Properties(new)[property]
		return name != nil && values.Equal(values.Properties(old)[property], name)
	})
}
