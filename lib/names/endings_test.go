package names

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestSharedEndingsAreThoseOfTheNames catches two environments of which one has a name that belongs to the other. The deployment of the
// second fails halfway, or changes what the first one has. It reads every name of the table of limits, where no method is missing.
func TestSharedEndingsAreThoseOfTheNames(t *testing.T) {
	found := map[string]string{}
	for method, longer := range parts(t) {
		for other, shorter := range parts(t) {
			ending, same := strings.CutSuffix(longer.after, shorter.after)
			if !same || ending == "" || longer.service != shorter.service || longer.before != shorter.before {
				continue
			}
			if strings.HasPrefix(ending, "-") && len("a"+ending) <= MaxEnvironment {
				found[ending] = method + ` of "a" is ` + other + ` of "a` + ending + `"`
			}
		}
	}
	for ending, why := range found {
		if !slices.Contains(SharedEndings(), ending) {
			t.Errorf("SharedEndings lacks %s: %s (%s)", ending, why, "fix: add the ending, or rename one of the two")
		}
	}
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, SharedEndings()) {
		t.Errorf("names share the endings %q, SharedEndings has %q", got, SharedEndings())
	}
}

// part is what stands beside the environment's name in one name, up to the next slash: what follows one belongs to something inside.
type part struct{ service, before, after string }

// parts returns these of every method of Environment that has a limit. Restore testing plans have underscores in place of hyphens.
func parts(t *testing.T) map[string]part {
	t.Helper()
	const environment = "ENVIRONMENT" // no name has upper case letters
	all := map[string]part{}
	for method, limit := range limits(environment, strings.Repeat("q", MaxQueue)) {
		before, after, found := strings.Cut(strings.ReplaceAll(limit.name, "_", "-"), environment)
		if !found {
			t.Fatalf("%s returns %q, want the environment's name in it", method, limit.name)
		}
		service, _, _ := strings.Cut(limit.service, ",")
		after, _, _ = strings.Cut(after, "/")
		all[method] = part{service: service, before: before, after: after}
	}
	return all
}
