package review

import (
	"fmt"
	"maps"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// Unclassified lists the types and properties of an assembly that no table of package properties has. A change of one would be
// reported as not judged, which must not happen for Kasha's own templates.
func Unclassified(a assembly.Assembly) ([]string, error) {
	table, err := properties.All()
	if err != nil {
		return nil, err
	}
	templates, _, err := values.Resolve(a)
	if err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for _, template := range templates {
		for _, resource := range template {
			kind := values.Type(resource)
			if !table.Knows(kind) {
				missing[kind] = true
			}
			for _, leaf := range properties.Leaves(values.Properties(resource)) {
				if _, known := table.Lookup(kind, leaf.Path); !known {
					missing[fmt.Sprintf("%s %s", kind, leaf.Path)] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(missing)), nil
}
