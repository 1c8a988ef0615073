package review

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// comparison is two revisions side by side.
type comparison struct {
	pairs       []pair
	paths       map[string]string // construct paths by values.Name, of both revisions
	marks       map[string]string // what is replaced in head, and how sure that is
	newProblems []string          // references of head that nothing answers
	movedTo     map[place]place   // what is removed here and added there is the same thing
	movedFrom   map[place]place
	movedStacks map[string]string // stack names of base, where head has the stack under another

	before, after map[string]engine.Template // by stack name
	stages        map[string]string          // of stacks, by name
	deployed      map[string]bool            // environments that base has something of
	facts         map[string]engine.Facts    // of every type that was asked for
	stranded      map[string]map[string]bool // databases whose subnet group loses subnets, by stack name; of this round
}

// pair is one stack in both revisions. Where base or head is nil the stack is new or gone; where was is not empty,
// CloudFormation does not know that the two are the same.
type pair struct {
	base, head *assembly.Stack
	was        string
	nowhere    string // the account of base is a placeholder: nothing is deployed
	old, new   engine.Template
	moved      engine.Template // where was is not empty: old, in head's words
	plain      engine.Diff     // as the templates say
	diff       engine.Diff     // with what replacements drag along
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
		paths: map[string]string{}, marks: map[string]string{},
		movedTo: map[place]place{}, movedFrom: map[place]place{}, movedStacks: map[string]string{},
		before: before, after: after,
		stages: map[string]string{}, deployed: map[string]bool{}, facts: map[string]engine.Facts{},
	}
	for _, problem := range problems {
		if !slices.Contains(oldProblems, problem) {
			c.newProblems = append(c.newProblems, problem)
		}
	}
	for _, stacks := range [][]assembly.Stack{base.Stacks, head.Stacks} {
		for _, stack := range stacks {
			for id, resource := range stack.Template.Resources {
				c.paths[values.Name(stack.Name, id)] = short(resource.Path)
			}
		}
	}
	for _, p := range pairUp(base.Stacks, head.Stacks) {
		if p.base != nil {
			p.old = before[p.base.Name]
		}
		if p.head != nil {
			p.new = after[p.head.Name]
		}
		if p.was != "" {
			c.movedStacks[p.base.Name] = p.head.Name
		}
		if p.base != nil {
			c.deployed[p.stage()] = true
		}
		c.stages[p.name()] = p.stage()
		c.pairs = append(c.pairs, p)
	}
	c.deployed[""] = c.deployed[""] || len(c.deployed) > 0 // beside the environments, every stack is looked into
	return c, nil
}

// stays reports whether a deployment updates the stack.
func (p pair) stays() bool { return p.base != nil && p.head != nil && p.was == "" }

// isRead reports whether permissions and settings of a stack are compared with what was. Of an environment that is new as a
// whole there is nothing to compare, and nobody reads two hundred permissions.
func (c *comparison) isRead(p pair) bool {
	return p.head != nil && (p.base != nil || c.deployed[p.stage()] && p.nowhere == "")
}

func (p pair) stage() string {
	if p.base != nil && (p.head == nil || p.was != "") {
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
	case p.was != "":
		return Replaced
	}
	return Same
}

// construct is a resource's construct path; its logical id where it has none.
func (c *comparison) construct(stack, logicalID string) string {
	if path := c.paths[values.Name(stack, logicalID)]; path != "" {
		return path
	}
	return logicalID
}

// short leaves out the last element where every construct has it.
func short(path string) string {
	for _, usual := range []string{"/Resource", "/Default"} {
		if shorter, ok := strings.CutSuffix(path, usual); ok {
			return shorter
		}
	}
	return path
}
