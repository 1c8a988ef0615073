package promises_test

import (
	"slices"
	"testing"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/tests/handmade"
)

// Catches an action that is called harmless and is in the table of sensitive ones: the list of harmless actions would hide it.
func TestNoActionIsSensitiveAndHarmless(t *testing.T) {
	sensitive := permissions.SensitiveActions()
	if len(sensitive) == 0 || len(promises.HarmlessActions()) == 0 {
		t.Errorf("%d sensitive and %d harmless actions, want some of each", len(sensitive), len(promises.HarmlessActions()))
	}
	for i, action := range sensitive {
		if slices.ContainsFunc(promises.HarmlessActions(), func(pattern string) bool { return iam.MatchAction(pattern, action) }) {
			t.Errorf("%s is called harmless", action)
		}
		if slices.Contains(sensitive[:i], action) {
			t.Errorf("%s is in the table twice", action)
		}
	}
}

// Catches a line about an action that is not in the table of sensitive ones: nothing is compared with it.
func TestEveryActionOfTheListsIsInTheTable(t *testing.T) {
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	staged, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	pipeline := promises.Permissions(cloudformation.Environment{})
	environment := promises.Permissions(staged)
	if len(pipeline) == 0 || len(environment) <= len(pipeline) {
		t.Fatalf("%d lines for the pipeline and %d for an environment", len(pipeline), len(environment))
	}
	for _, line := range slices.Concat(pipeline, environment) {
		for _, pattern := range line.May {
			if !slices.ContainsFunc(permissions.SensitiveActions(), func(action string) bool { return iam.Match(pattern, action) }) {
				t.Errorf("%s: no such action in the table: %s", line, pattern)
			}
		}
	}
}

// Catches a port that could not be read from the templates: the line would ask for a connection that nothing has.
func TestEveryConnectionThatMustWorkNamesOnePort(t *testing.T) {
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	must := 0
	for _, line := range promises.Connections(env) {
		if line.Must {
			must++
		}
		if line.Must && (line.On.First == 0 || line.On.First != line.On.Last) {
			t.Errorf("%s: got ports %d to %d, want one port", line, line.On.First, line.On.Last)
		}
	}
	if must < 5 {
		t.Errorf("%d connections must work, want at least 5", must)
	}
}
