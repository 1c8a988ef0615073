package main

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

func resolvedText(t *testing.T, stacks []assembly.Stack) cloudformation.Environment {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func oneOf(t *testing.T, env cloudformation.Environment, kind string) cloudformation.Resource {
	t.Helper()
	found := env.Resources(kind)
	if len(found) != 1 {
		t.Fatalf("%d resources of type %s, want one", len(found), kind)
	}
	return found[0]
}

func expect(t *testing.T, have, want []string) {
	t.Helper()
	slices.Sort(have)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(have, want) {
		t.Errorf("have\n  %s\nwant\n  %s", strings.Join(have, "\n  "), strings.Join(want, "\n  "))
	}
}

// statements are what a role's policies allow; only those with the action, if one is named.
func statements(env cloudformation.Environment, role, action string) []cloudformation.Properties {
	var found []cloudformation.Properties
	for _, policy := range env.Resources("AWS::IAM::Policy") {
		if !strings.HasPrefix(policy.Path, role+"/") {
			continue
		}
		for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
			if action == "" || slices.Contains(statement.Texts("Action"), action) {
				found = append(found, statement)
			}
		}
	}
	return found
}
