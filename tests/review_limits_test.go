package tests

import (
	"fmt"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/limits"
	reviewed "kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// TestNothingIsRefusedOfAnyShape catches a limit that is too strict: a review of a new environment would say that AWS refuses it. A number
// without bounds is one that the review would pass over, whatever it becomes.
func TestNothingIsRefusedOfAnyShape(t *testing.T) {
	table, err := limits.Numbers()
	if err != nil {
		t.Fatal(err)
	}
	kasha, err := readConfiguration(productFile)
	if err != nil {
		t.Fatal(err)
	}
	product := synthesizeTo(t, t.TempDir(), kasha)
	missing := map[string]bool{}
	for _, synthesized := range []assembly.Assembly{shapesAssembly(t), pipelineAssembly(t), product} {
		templates, _, err := values.Resolve(synthesized)
		if err != nil {
			t.Fatal(err)
		}
		for stack, template := range templates {
			refused, err := limits.Find(stack, nil, template)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range refused {
				t.Errorf("%s %s: %s: refused, want it accepted", stack, r.LogicalID, r.What)
			}
			for _, resource := range template {
				for _, leaf := range reviewed.Leaves(values.Properties(resource)) {
					_, isNumber := values.ParseNumber(leaf.Value)
					if _, known := table.Lookup(values.Type(resource), leaf.Path); isNumber && !known {
						missing[fmt.Sprintf("%s %s", values.Type(resource), leaf.Path)] = true
					}
				}
			}
		}
	}
	for path := range missing {
		t.Errorf("%s: a number without bounds; fix: add what AWS takes to internal/review/limits/numbers.txt, or any", path)
	}
}
