package review

import (
	"fmt"
	"slices"

	"kasha/internal/review/accepted"
)

// inspectOrder reports stacks after which a stack was deployed and no longer is. The CDK CLI and the pipeline then deploy the two in any
// order. A stack that reads values of the other one fails or keeps old values. A stack that is gone or new is reported elsewhere.
func (c *comparison) inspectOrder(p pair, o *outcome) {
	if !p.stays() {
		return
	}
	after := map[string][]string{}
	stays := map[string]bool{}
	for _, other := range c.pairs {
		if other.head != nil {
			after[other.head.Name] = other.head.DependsOn
		}
		stays[other.name()] = other.stays()
	}
	is := reached(after, p.head.Name)
	for _, name := range p.base.DependsOn {
		if !stays[name] || is[name] {
			continue
		}
		about := Finding{Type: accepted.StackType, What: "it is no longer deployed after " + name}
		o.stack.Note, o.stack.Change = joinNotes(o.stack.Note, about.What), Changed
		if read := c.readsOf(p, name); read > 0 {
			about.What += fmt.Sprintf(", although it reads values of that stack (%d): if it comes first, it fails or keeps the old ones", read)
		}
		o.weakenings = append(o.weakenings, about)
	}
}

// readsOf counts the values that a stack of head reads from another one.
func (c *comparison) readsOf(p pair, producer string) int {
	outputs := map[string]bool{}
	for _, reference := range c.reads[p.name()].coming {
		if reference.Producer == producer {
			outputs[reference.Output] = true
		}
	}
	return len(outputs)
}

// reached are the stacks that come before a stack, directly or through others.
func reached(dependsOn map[string][]string, name string) map[string]bool {
	found := map[string]bool{}
	for next := slices.Clone(dependsOn[name]); len(next) > 0; next = next[1:] {
		if !found[next[0]] {
			found[next[0]] = true
			next = append(next, dependsOn[next[0]]...)
		}
	}
	return found
}
