package handmade

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Resolved is the hand-made environment after a change, and its resolved resources. Without a change it is as written.
func Resolved(t *testing.T, change func(stacks []assembly.Stack)) ([]assembly.Stack, cloudformation.Environment) {
	t.Helper()
	stacks, err := Environment()
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(stacks)
	}
	resolved, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return stacks, resolved
}
