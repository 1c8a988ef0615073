package tests

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// grant is one statement that allows a role something.
type grant struct {
	says properties
	from resource // the policy or role that holds it
}

// grants are all statements that allow roles something: inline in a role, in a policy of its own, or in a managed policy.
func (p platform) grants() []grant {
	p.t.Helper()
	var all []grant
	for _, each := range p.some("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy") {
		documents := []properties{each.Properties.Map("PolicyDocument")}
		for _, inline := range each.Properties.Maps("Policies") {
			documents = append(documents, inline.Map("PolicyDocument"))
		}
		for _, document := range documents {
			for _, statement := range document.Maps("Statement") {
				if statement.Text("Effect") == "Allow" {
					all = append(all, grant{says: statement, from: each})
				}
			}
		}
	}
	return all
}

// actions lists what a role may do: each action with the construct path of its resource.
func (p platform) actions(role resource) []string {
	var found []string
	for _, grant := range p.grants() {
		if !slices.Contains(grant.from.Properties.Texts("Roles"), role.Reference()) && grant.from.Path != role.Path {
			continue
		}
		for _, action := range grant.says.Texts("Action") {
			for _, on := range grant.says.Texts("Resource") {
				if references := cloudformation.References(on); len(references) == 1 {
					on = strings.Replace(p.follow(references[0].String()).Path, "/Resource", "", 1)
				}
				found = append(found, action+" "+on)
			}
		}
	}
	return found
}

// statements are what the policies below a role's construct path allow; only those with the action, if one is named.
func (p platform) statements(role, action string) []properties {
	var found []properties
	for _, policy := range under(role, p.all("AWS::IAM::Policy")) {
		for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
			if action == "" || slices.Contains(statement.Texts("Action"), action) {
				found = append(found, statement)
			}
		}
	}
	return found
}
