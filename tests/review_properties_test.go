package tests

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// TestEveryPropertyIsClassified catches a property that the review would pass over: a new one in a construct, or of a new version of the
// CDK. Generated environments are checked by make shapes.
func TestEveryPropertyIsClassified(t *testing.T) {
	t.Parallel()
	for _, synthesized := range []assembly.Assembly{shapesAssembly(t), pipelineAssembly(t)} {
		missing, err := review.Unclassified(synthesized)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range missing {
			t.Errorf("%s: in no table; fix: decide which direction of a change is worse, and add it to internal/review/properties/tables", path)
		}
	}
}
