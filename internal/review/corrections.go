package review

import (
	"regexp"
	"slices"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// local finds the references that the engine itself writes: ${LogicalId}, ${LogicalId.Arn}, without a stack.
var local = regexp.MustCompile(`\$\{([A-Za-z0-9]+)(\.[A-Za-z]+)?\}`)

// qualify adds the stack to the references that the engine writes, so that they equal those in the templates.
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
		for i := range statements {
			s := &statements[i]
			s.Undecided = full(s.Undecided)
			for _, texts := range [][]string{s.Actions, s.NotActions, s.Resources, s.NotResources} {
				all(texts)
			}
			for _, principals := range [][]iam.Principal{s.Principals, s.NotPrincipals} {
				for i := range principals {
					principals[i].Name = full(principals[i].Name)
				}
			}
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

// addMissed adds the property changes that the engine does not see. To it, "1.10" and "1.1" are the same number, also where they
// are versions or tags.
func addMissed(diff engine.Diff, asked engine.Pair) engine.Diff {
	for id, old := range asked.Old {
		new, both := asked.New[id]
		if !both || values.Type(old) != values.Type(new) {
			continue
		}
		before, after := values.Properties(old), values.Properties(new)
		for name := range after {
			_, seen := diff.Resources[id].Properties[name]
			if seen || before[name] == nil || values.Canonical(before[name]) == values.Canonical(after[name]) {
				continue
			}
			resource, ok := diff.Resources[id]
			if !ok {
				resource = engine.Resource{OldType: values.Type(old), NewType: values.Type(new)}
			}
			if resource.Properties == nil {
				resource.Properties = map[string]engine.Property{}
			}
			impact := engine.WillUpdate
			if slices.Contains(diff.Types[values.Type(new)].Replacing, name) {
				impact = engine.WillReplace
			}
			resource.Properties[name] = engine.Property{Old: before[name], New: after[name], Impact: impact}
			if diff.Resources == nil {
				diff.Resources = map[string]engine.Resource{}
			}
			diff.Resources[id] = resource
		}
	}
	return diff
}
