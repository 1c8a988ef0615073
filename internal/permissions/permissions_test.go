package permissions_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/tests/handmade"
)

func build(t *testing.T, stacks []assembly.Stack) *permissions.Model {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return permissions.Build(env, promises.HarmlessActions())
}

// check compares a model with Kasha's own list.
func check(model *permissions.Model) []permissions.Violation {
	return model.Check(promises.Permissions(model.Environment()))
}

// Catches violations in an environment without faults.
func TestAnEnvironmentWithoutFaultsHasNoViolations(t *testing.T) {
	for _, violation := range check(build(t, handmade.Stacks(t))) {
		t.Error(violation)
	}
}

// Catches a model that overlooks a fault, or finds it without naming the statement.
func TestSeededFaultsAreFoundWithTheirStatements(t *testing.T) {
	handmade.Find(t, handmade.PermissionFaults(), handmade.Stacks(t), func(t *testing.T, stacks []assembly.Stack) []string {
		return handmade.Texts(check(build(t, stacks)))
	})
}
