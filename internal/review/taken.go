package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
	"kasha/lib/spelling"
)

// inspectTaken adds the names of a new stack's resources that an abandoned stack has: one that is no longer in the application. It stays
// deployed, with all its resources, until someone deletes it. So an environment that is renamed cannot have the old one's secrets.
func (c *comparison) inspectTaken(p pair, o *outcome) {
	if p.head == nil || p.stays() {
		return
	}
	for _, left := range c.pairs {
		if left.base == nil || left.stays() || !samePlace(left, p) {
			continue
		}
		taken := c.namesOfBoth(left, p)
		if len(taken) == 0 {
			continue
		}
		first := taken[0]
		what := strings.ReplaceAll(c.physicalName(p.new[first]), "=", " ")
		if more := len(taken) - 1; more > 0 {
			what += fmt.Sprintf(", and %s of this stack, are", spelling.Count(more, "further name"))
		} else {
			what += " is"
		}
		o.failures = append(o.failures, Finding{
			Construct: c.Construct(p.head.Name, first), Type: values.Type(p.new[first]),
			What: what + " taken: the stack " + left.base.Name + " stays deployed until someone deletes it; " +
				"fix: use other names, or delete that stack before",
		})
	}
}

// namesOfBoth lists the resources of a new stack that have the type and the physical name of one in an old stack.
func (c *comparison) namesOfBoth(old, new pair) []string {
	names := map[string]bool{}
	for _, resource := range old.old {
		names[values.Type(resource)+" "+c.physicalName(resource)] = true
	}
	var both []string
	for _, id := range slices.Sorted(maps.Keys(new.new)) {
		if name := c.physicalName(new.new[id]); name != "" && names[values.Type(new.new[id])+" "+name] {
			both = append(both, id)
		}
	}
	return both
}

// samePlace reports whether two stacks are in one account and region, in which names must differ.
func samePlace(old, new pair) bool {
	return old.base.Account == new.head.Account && old.base.Region == new.head.Region
}
