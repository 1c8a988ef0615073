package tests

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// TestNothingIsRefusedOfAnyShape catches a limit that is too strict: a review of a new environment would say that AWS refuses it. A number
// without bounds is one that the review would pass over, whatever it becomes. Generated environments are checked by make shapes.
func TestNothingIsRefusedOfAnyShape(t *testing.T) {
	kasha, err := readConfiguration(productFile)
	if err != nil {
		t.Fatal(err)
	}
	product := synthesizeTo(t, t.TempDir(), kasha)
	for _, synthesized := range []assembly.Assembly{shapesAssembly(t), pipelineAssembly(t), product} {
		refused, err := review.Refused(synthesized)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range refused {
			t.Error(problem)
		}
	}
}
