package review

import (
	"fmt"
	"maps"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/review/limits"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// inspectLimits adds what AWS will refuse of a stack's resources. In a stack that stays, it is what the change adds; in a new one, all.
func (c *comparison) inspectLimits(p pair, o *outcome) error {
	old := p.old
	if !p.stays() {
		old = nil
	}
	refused, err := limits.Find(p.name(), old, p.new)
	if err != nil {
		return err
	}
	for _, r := range refused {
		about := Finding{Construct: c.Construct(p.name(), r.LogicalID), Type: values.Type(p.new[r.LogicalID]), What: r.What}
		if r.New != nil {
			about.Old, about.New = values.Excerpts(c.Readable(p.name(), r.Old), c.Readable(p.name(), r.New))
		}
		o.failures = append(o.failures, about)
	}
	return nil
}

// Refused lists what AWS would refuse if everything in an assembly were new. It also lists the numbers without bounds, of which a review
// refuses none. Neither may occur in Kasha's own templates.
func Refused(a assembly.Assembly) ([]string, error) {
	table, err := limits.Numbers()
	if err != nil {
		return nil, err
	}
	templates, _, err := values.Resolve(a)
	if err != nil {
		return nil, err
	}
	problems := map[string]bool{}
	for _, stack := range slices.Sorted(maps.Keys(templates)) {
		refused, err := limits.Find(stack, nil, templates[stack])
		if err != nil {
			return nil, err
		}
		for _, r := range refused {
			problems[fmt.Sprintf("%s %s: AWS would refuse it: %s", stack, r.LogicalID, r.What)] = true
		}
		for _, resource := range templates[stack] {
			for _, leaf := range properties.Leaves(values.Properties(resource)) {
				_, isNumber := values.ParseNumber(leaf.Value)
				if _, known := table.Lookup(values.Type(resource), leaf.Path); isNumber && !known {
					problems[fmt.Sprintf("%s %s: a number without bounds; fix: add what AWS takes to internal/review/limits/numbers.txt, or any",
						values.Type(resource), leaf.Path)] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(problems)), nil
}
