package tests

import (
	"slices"
	"testing"

	"kasha/lib/names"
	"kasha/tests/randomized"
)

// TestNoNameInATemplateCouldBeAnotherEnvironments catches an ending that lib/names does not know. Two environments whose names differ by it
// would have something in common, such as a cluster. lib/names finds the endings by AWS's services, this test by the types in templates.
func TestNoNameInATemplateCouldBeAnotherEnvironments(t *testing.T) {
	all := map[string]bool{}
	eachShape(t, func(p platform) {
		found, err := randomized.Names(p.stacks)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, ending := range randomized.Endings(found, p.env.Name) {
			all[ending] = true
			if !slices.Contains(names.SharedEndings(), ending) {
				p.t.Errorf("an environment whose name ends in %s would have a name of this one; fix: add it to names.SharedEndings", ending)
			}
		}
	})
	for _, ending := range []string{"-database", "-sql"} { // a key and a cluster, which every environment has
		if !all[ending] {
			t.Errorf("no template has the ending %s; fix: correct randomized.Endings", ending)
		}
	}
}
