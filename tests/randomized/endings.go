package randomized

import (
	"slices"
	"strings"

	"kasha/lib/names"
)

// Endings lists the endings by which the names of two environments must not differ. It compares each two names of one type in the templates
// of an environment. Since kasha-a and kasha-a-sql are two clusters of a, an environment a-sql would have the second one too.
func Endings(all []Name, environment string) []string {
	var found []string
	for _, longer := range all {
		for _, shorter := range all {
			if longer.claim.what == "" || longer.Type != shorter.Type || longer.property.path != shorter.property.path {
				continue
			}
			before, after, named := strings.Cut(longer.Text, environment)
			same, rest, _ := strings.Cut(shorter.Text, environment)
			ending, is := strings.CutSuffix(after, rest)
			possible := strings.HasPrefix(ending, "-") && !strings.Contains(ending, "/") && len("a"+ending) <= names.MaxEnvironment
			if named && is && before == same && possible && !slices.Contains(found, ending) {
				found = append(found, ending)
			}
		}
	}
	slices.Sort(found)
	return found
}
