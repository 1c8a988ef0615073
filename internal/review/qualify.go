package review

import (
	"regexp"

	"kasha/internal/review/engine"
)

// local finds the references that the engine itself writes: ${LogicalId}, ${LogicalId.Arn}, without a stack.
var local = regexp.MustCompile(`\$\{([A-Za-z0-9]+)(\.[A-Za-z]+)?\}`)

// qualify gives the engine's own references their stack, so that they are the same as those in the templates.
func qualify(diff engine.Diff, stack string, asked engine.Pair) engine.Diff {
	full := func(text string) string {
		return local.ReplaceAllStringFunc(text, func(found string) string {
			parts := local.FindStringSubmatch(found)
			if asked.Old[parts[1]] == nil && asked.New[parts[1]] == nil {
				return found
			}
			return "${" + stack + "." + parts[1] + parts[2] + "}"
		})
	}
	all := func(texts []string) {
		for i := range texts {
			texts[i] = full(texts[i])
		}
	}
	for _, statements := range [][]engine.Statement{
		diff.Statements.Added, diff.Statements.Removed, diff.AllStatements.Old, diff.AllStatements.New,
	} {
		for _, s := range statements {
			all(s.Actions.Values)
			all(s.Resources.Values)
			all(s.Principals.Values)
		}
	}
	for _, policies := range [][]engine.ManagedPolicy{diff.ManagedPolicies.Added, diff.ManagedPolicies.Removed} {
		for i := range policies {
			policies[i].IdentityArn = full(policies[i].IdentityArn)
		}
	}
	for _, rules := range [][]engine.Rule{diff.Ingress.Added, diff.Ingress.Removed, diff.Egress.Added, diff.Egress.Removed} {
		for i := range rules {
			rules[i].GroupID = full(rules[i].GroupID)
		}
	}
	return diff
}
