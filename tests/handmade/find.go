package handmade

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Stacks is Environment for a test.
func Stacks(t *testing.T) []assembly.Stack {
	t.Helper()
	stacks, err := Environment()
	if err != nil {
		t.Fatal(err)
	}
	return stacks
}

// Find seeds each fault into a copy of the stacks, and fails where no violation has all texts that the fault needs.
func Find(t *testing.T, faults []Fault, stacks []assembly.Stack, violations func(*testing.T, []assembly.Stack) []string) {
	for _, fault := range faults {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			seeded := Clone(stacks)
			if err := fault.Seed(seeded); err != nil {
				t.Fatal(err)
			}
			if said := violations(t, seeded); !slices.ContainsFunc(said, fault.FoundIn) {
				t.Errorf("want a violation with all of %q, got\n%s", fault.Finds, strings.Join(said, "\n"))
			}
		})
	}
}

// Texts returns what violations say.
func Texts[Violation interface{ String() string }](violations []Violation) []string {
	var said []string
	for _, violation := range violations {
		said = append(said, violation.String())
	}
	return said
}

// Add returns an edit of templates that adds a resource to one of them.
func Add(stack, id, resourceType string, properties map[string]any) func(map[string]assembly.Template) {
	return func(templates map[string]assembly.Template) {
		templates[stack].Resources[id] = assembly.Resource{Type: resourceType, LogicalID: id, Path: "Added/" + id, Properties: properties}
	}
}
