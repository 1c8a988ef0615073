package review

import (
	"kasha/internal/assembly"
	"kasha/internal/review/exposure"
)

// exposed finds what opens and what weakens, for every pair in the order of the pairs. Nothing is found in a pair that is not
// read.
func (c *comparison) exposed(base, head assembly.Assembly) ([]exposure.Findings, error) {
	stacks := make([]exposure.Stack, len(c.pairs))
	byStage := map[string][]exposure.Stack{}
	for i, p := range c.pairs {
		stacks[i] = c.exposedStack(p)
		byStage[p.stage()] = append(byStage[p.stage()], stacks[i])
	}
	environments, deployments := map[string]*exposure.Environment{}, c.deployments(base, head)
	for stage, stacks := range byStage {
		environment, err := exposure.New(c.names, stacks, deployments)
		if err != nil {
			return nil, err
		}
		environments[stage] = environment
	}
	found := make([]exposure.Findings, len(c.pairs))
	for i, p := range c.pairs {
		if c.isRead(p) {
			found[i] = environments[p.stage()].Find(stacks[i])
		}
	}
	return found, nil
}

func (c *comparison) exposedStack(p pair) exposure.Stack {
	stack := exposure.Stack{Name: p.name(), Region: p.region(), Old: p.old, New: p.new, Diff: p.plain}
	if p.head != nil {
		stack.Account = account(p.head)
	}
	if p.base != nil && p.head != nil {
		stack.WasProtected, stack.IsProtected = p.base.TerminationProtection, p.head.TerminationProtection
	}
	for _, id := range c.differing(p) {
		r := exposure.Resource{LogicalID: id, Construct: c.Construct(p.name(), id), Old: c.earlier(p, id), New: p.new[id]}
		if r.New == nil {
			r.Construct = c.Construct(p.base.Name, id)
			_, r.Moved = c.movedTo[place{stack: p.name(), id: id}]
		}
		stack.Resources = append(stack.Resources, r)
	}
	return stack
}

// findings takes over findings of the package exposure.
func findings(found []exposure.Finding) []Finding {
	var all []Finding
	for _, f := range found {
		all = append(all, Finding{Construct: f.Construct, Type: f.Type, What: f.What, Old: f.Old, New: f.New, Deletes: f.Deletes,
			OfNew: f.Right != nil && !f.Right.Exists, Right: f.Right, Brings: f.Brings, Declared: f.Brings != "", rank: f.Rank})
	}
	return all
}
