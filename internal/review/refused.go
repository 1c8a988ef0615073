package review

import (
	"kasha/internal/review/limits"
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
