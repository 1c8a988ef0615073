package review

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// inspectTaken adds the names of a new stack's resources that an abandoned stack has: one that is no longer in the application. It stays
// deployed, with all its resources, until someone deletes it. So an environment that is renamed cannot have the old one's secrets.
func (c *comparison) inspectTaken(p pair, o *outcome) {
	if p.head == nil || p.base != nil && p.relocation == "" {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		name := c.physicalName(p.new[id])
		if name == "" {
			continue
		}
		for _, left := range c.pairs {
			if left.base == nil || left.head != nil && left.relocation == "" || !samePlace(left, p) {
				continue
			}
			for _, other := range slices.Sorted(maps.Keys(left.old)) {
				if values.Type(left.old[other]) == values.Type(p.new[id]) && c.physicalName(left.old[other]) == name {
					o.failures = append(o.failures, Finding{
						Construct: c.Construct(p.head.Name, id), Type: values.Type(p.new[id]),
						What: strings.ReplaceAll(name, "=", " ") + " is taken: the stack " + left.base.Name + " has it, which stays deployed " +
							"until someone deletes it; fix: use another name, or delete that stack before",
					})
				}
			}
		}
	}
}

// samePlace reports whether two stacks are in one account and region, in which names must differ.
func samePlace(old, new pair) bool {
	return old.base.Account == new.head.Account && old.base.Region == new.head.Region
}
