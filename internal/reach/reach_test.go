package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/fixture"
	"kasha/internal/reach"
)

func environment(t *testing.T) []assembly.Stack {
	t.Helper()
	stacks, err := fixture.Environment()
	if err != nil {
		t.Fatal(err)
	}
	return stacks
}

func build(t *testing.T, stacks []assembly.Stack) *reach.Model {
	t.Helper()
	model, err := reach.Build(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// Catches a model that finds fault with an environment that has none, which nobody would listen to for long.
func TestAnEnvironmentWithoutFaultsHasNoViolations(t *testing.T) {
	for _, violation := range build(t, environment(t)).Check() {
		t.Error(violation)
	}
}

// Catches a model that overlooks a mistake, or finds it without saying where it is.
func TestSeededFaultsAreFoundWithTheirHops(t *testing.T) {
	for _, fault := range fixture.NetworkFaults() {
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
