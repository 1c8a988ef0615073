package permissions_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/fixture"
	"kasha/internal/permissions"
)

func environment(t *testing.T) []assembly.Stack {
	t.Helper()
	stacks, err := fixture.Environment()
	if err != nil {
		t.Fatal(err)
	}
	return stacks
}

func build(t *testing.T, stacks []assembly.Stack) *permissions.Model {
	t.Helper()
	model, err := permissions.Build(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// Catches a model that finds fault with an environment that has none.
func TestAnEnvironmentWithoutFaultsHasNoViolations(t *testing.T) {
	for _, violation := range build(t, environment(t)).Check() {
		t.Error(violation)
	}
}

// Catches a model that overlooks a mistake, or finds it without the statement that makes it.
func TestSeededFaultsAreFoundWithTheirStatements(t *testing.T) {
	for _, fault := range fixture.PermissionFaults() {
		t.Run(fault.Name, func(t *testing.T) {
			stacks := environment(t)
			if err := fault.Seed(stacks); err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, violation := range build(t, stacks).Check() {
				if fault.FoundIn(violation.String()) {
					return
				}
				said = append(said, violation.String())
			}
			t.Errorf("no violation says all of %q; there are:\n%s", fault.Finds, strings.Join(said, "\n"))
		})
	}
}
