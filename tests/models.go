package tests

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

func reachModel(t *testing.T, shape string) *reach.Model {
	t.Helper()
	return buildReach(t, stacksOf(t, shape))
}

func permissionsModel(t *testing.T, shape string) *permissions.Model {
	t.Helper()
	return buildPermissions(t, stacksOf(t, shape))
}

func buildReach(t *testing.T, stacks []assembly.Stack) *reach.Model {
	t.Helper()
	return reach.Build(resolve(t, stacks), offers.OriginPrefixList)
}

func buildPermissions(t *testing.T, stacks []assembly.Stack) *permissions.Model {
	t.Helper()
	return permissions.Build(resolve(t, stacks), promises.HarmlessActions())
}

func resolve(t *testing.T, stacks []assembly.Stack) cloudformation.Environment {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// connectionViolations compares an environment's network with the promises.
func connectionViolations(model *reach.Model) []string {
	return handmade.Texts(model.Check(promises.Connections(model.Environment())))
}

// permissionViolations compares an environment's or the pipeline's permissions with the promises.
func permissionViolations(model *permissions.Model) []string {
	return handmade.Texts(model.Check(promises.Permissions(model.Environment())))
}

// clonedPipeline is a copy of the pipeline's stacks, for tests that break them.
func clonedPipeline(t *testing.T) []assembly.Stack {
	t.Helper()
	return handmade.Clone(pipelineStacks(t))
}
