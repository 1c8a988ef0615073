package review

import (
	"fmt"
	"maps"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// comparison is two revisions side by side.
type comparison struct {
	names
	pairs       []pair
	marks       map[string]string // what is replaced in head, by values.Name, and how certain that is
	newProblems []string          // references of head that nothing answers, and base has not

	before, after map[string]engine.Template // by stack name
	stages        map[string]string          // of stacks, by name
	deployed      map[string]bool            // environments of which base has something
	facts         map[string]engine.Facts    // of every type that was asked for
	stranded      map[string]map[string]bool // databases whose subnet group loses subnets, by stack name; of this round

	forms map[string]map[string][]string // by stack name and logical id; see reformed
	reads map[string]reads               // by stack name
}

// pair is one stack in both revisions. Where base or head is nil, the stack is new or removed.
type pair struct {
	base, head  *assembly.Stack
	relocation  string // how name, account or region change; CloudFormation then takes the two for different stacks
	placeholder string // base's account, where that is a placeholder and nothing is deployed
	old, new    engine.Template
	relocated   engine.Template // of a relocation: old, under head's names
	plain       engine.Diff     // between the templates as they are written
	diff        engine.Diff     // with the replacements that other replacements cause
}

func newComparison(base, head assembly.Assembly) (*comparison, error) {
	before, oldProblems, err := values.Resolve(base)
	if err != nil {
		return nil, fmt.Errorf("base: %w", err)
	}
	after, problems, err := values.Resolve(head)
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	c := &comparison{
		names: names{
			paths: map[string]string{}, movedTo: map[place]place{}, movedFrom: map[place]place{}, movedStacks: map[string]string{},
		},
		marks: map[string]string{}, before: before, after: after,
		stages: map[string]string{}, deployed: map[string]bool{}, facts: map[string]engine.Facts{},
		forms: map[string]map[string][]string{}, reads: map[string]reads{},
	}
	for _, problem := range problems {
		if !slices.Contains(oldProblems, problem) {
			c.newProblems = append(c.newProblems, problem)
		}
	}
	for _, stack := range slices.Concat(base.Stacks, head.Stacks) {
		for id, resource := range stack.Template.Resources {
			c.paths[values.Name(stack.Name, id)] = short(resource.Path)
		}
	}
	for _, p := range pairUp(base.Stacks, head.Stacks) {
		if p.base != nil {
			p.old = before[p.base.Name]
			c.deployed[p.stage()] = true
		}
		if p.head != nil {
			p.new = after[p.head.Name]
		}
		if p.relocation != "" {
			c.movedStacks[p.base.Name] = p.head.Name
		}
		c.stages[p.name()] = p.stage()
		c.forms[p.name()] = c.reformed(p)
		c.reads[p.name()] = readsOf(p, base.Stacks, head.Stacks)
		c.pairs = append(c.pairs, p)
	}
	c.deployed[""] = c.deployed[""] || len(c.deployed) > 0 // stacks outside of the environments are always compared
	return c, nil
}

// stays reports whether the deployment updates the stack.
func (p pair) stays() bool { return p.base != nil && p.head != nil && p.relocation == "" }

// isRead reports whether permissions and settings of a stack are compared with those before. An environment that is new as a
// whole has none before, and no one reads two hundred permissions.
func (c *comparison) isRead(p pair) bool {
	return p.head != nil && (p.base != nil || c.deployed[p.stage()] && p.placeholder == "")
}

func (p pair) stage() string {
	if p.base != nil && (p.head == nil || p.relocation != "") {
		return p.base.Stage
	}
	return p.head.Stage
}

func (p pair) name() string {
	if p.head == nil {
		return p.base.Name
	}
	return p.head.Name
}

func (p pair) change() Kind {
	switch {
	case p.base == nil:
		return Added
	case p.head == nil:
		return Removed
	case p.relocation != "":
		return Replaced
	}
	return Same
}

// touched lists the resources that the deployment does something to.
func (c *comparison) touched(p pair) []string {
	touched := maps.Clone(c.stranded[p.name()])
	for id := range p.diff.Resources {
		touched[id] = true
	}
	for id := range c.forms[p.name()] {
		touched[id] = true
	}
	return slices.Sorted(maps.Keys(touched))
}

// differing lists the resources that are not the same in both revisions.
func (c *comparison) differing(p pair) []string {
	if p.relocation != "" {
		return slices.Sorted(maps.Keys(p.plain.Resources))
	}
	return c.touched(p)
}

// earlier is a resource of head as it was in base, wherever it was; nil if it is new.
func (c *comparison) earlier(p pair, id string) map[string]any {
	if from, moved := c.movedFrom[place{stack: p.name(), id: id}]; moved {
		return c.oldResource(from)
	}
	if p.relocation != "" {
		return p.relocated[id]
	}
	return p.old[id]
}

func (c *comparison) oldResource(at place) map[string]any { return c.before[at.stack][at.id] }
func (c *comparison) newResource(at place) map[string]any { return c.after[at.stack][at.id] }
