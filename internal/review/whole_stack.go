package review

import (
	"maps"
	"slices"

	"kasha/internal/review/accepted"
	"kasha/internal/review/values"
	"kasha/lib/config"
)

// reviewWhole reviews a stack that is added, removed or moved as a whole.
func (c *comparison) reviewWhole(p pair, o *outcome) {
	if p.base == nil {
		o.stack.Adds = len(p.new)
		if p.placeholder != "" {
			o.stack.Note = "the account was " + p.placeholder + ", a placeholder: nothing is deployed there"
		}
		c.inspectNewVaults(p, o)
		return
	}
	o.stack.Removes = len(p.old)
	loss := Loss{
		Kind: Removed, Environment: p.stage(), Stack: p.base.Name, Type: accepted.StackType,
		Because: "the application no longer has a stack of this name",
		Fate: "CloudFormation does not delete the stack. It stays in account " + account(p.base) + ", " + p.base.Region +
			", unmanaged, until someone deletes it.",
	}
	if config.IsPlaceholder(p.base.Account) {
		loss.Fate += " That account is a placeholder: if nothing was ever deployed, accept this loss and give that as the reason."
	}
	if p.relocation != "" {
		o.stack.Adds = len(p.new)
		loss.Kind, loss.Because = Replaced, p.relocation
		loss.Fate = "CloudFormation creates a new stack with empty resources. The old one stays in account " + account(p.base) +
			", " + p.base.Region + ", until someone deletes it."
		c.inspectNewVaults(p, o)
	}
	for _, id := range slices.Sorted(maps.Keys(p.old)) {
		if facts := p.diff.Types[values.Type(p.old[id])]; holdsData(values.Type(p.old[id]), facts) {
			loss.Holds = append(loss.Holds, Held{
				Construct: c.Construct(p.base.Name, id), Type: values.Type(p.old[id]), Fate: onDeletion(p.old[id]),
			})
		}
	}
	if len(loss.Holds) > 0 {
		o.losses = append(o.losses, loss)
	}
}
