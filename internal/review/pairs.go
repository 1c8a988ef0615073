package review

import (
	"fmt"
	"slices"
	"sort"
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
}

// pair is one stack in both revisions. Where base or head is nil the stack is new or gone; where was is not empty,
// CloudFormation does not know that the two are the same.
type pair struct {
	base, head *assembly.Stack
	was        string
	old, new   engine.Template
	plain      engine.Diff // as the templates say
	diff       engine.Diff // with what replacements drag along
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
		c.pairs = append(c.pairs, p)
	}
	return c, nil
}

// pairUp finds for every stack of head the one of base that a deployment would update: the one of the same name, account
// and region. Stacks left over on both sides that are the same in the construct tree, or hold the same logical ids, have
// moved; CloudFormation knows nothing of that.
func pairUp(base, head []assembly.Stack) []pair {
	var pairs []pair
	taken := map[int]bool{}
	find := func(same func(a, b *assembly.Stack) bool, h *assembly.Stack) *assembly.Stack {
		for i := range base {
			if !taken[i] && same(&base[i], h) {
				taken[i] = true
				return &base[i]
			}
		}
		return nil
	}
	for i := range head {
		pairs = append(pairs, pair{head: &head[i], base: find(updates, &head[i])})
	}
	for i := range pairs {
		if p := &pairs[i]; p.base == nil {
			if p.base = find(moves, p.head); p.base != nil {
				p.was = fmt.Sprintf("stack %s in account %s, %s becomes stack %s in account %s, %s",
					p.base.Name, account(p.base), p.base.Region, p.head.Name, account(p.head), p.head.Region)
			}
		}
	}
	for i := range base {
		if !taken[i] {
			pairs = append(pairs, pair{base: &base[i]})
		}
	}
	return inOrder(pairs)
}

// inOrder keeps head's order and puts what is gone beside its environment.
func inOrder(pairs []pair) []pair {
	first := map[string]int{}
	for i, p := range pairs {
		if _, seen := first[p.stage()]; !seen {
			first[p.stage()] = i
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return first[pairs[i].stage()] < first[pairs[j].stage()] })
	return pairs
}

// updates reports whether deploying head changes this very stack. An account that one of the revisions leaves open is
// taken for the other's: writing it down moves nothing.
func updates(base, head *assembly.Stack) bool {
	open := account(base) == openAccount || account(head) == openAccount
	return base.Name == head.Name && base.Region == head.Region && (base.Account == head.Account || open)
}

func moves(base, head *assembly.Stack) bool {
	if base.Path == head.Path {
		return true
	}
	_, part, _ := strings.Cut(base.Path, "/")
	_, other, _ := strings.Cut(head.Path, "/")
	if part != other || len(base.Template.Resources) != len(head.Template.Resources) {
		return false
	}
	for id, resource := range base.Template.Resources {
		if head.Template.Resources[id].Type != resource.Type {
			return false
		}
	}
	return len(base.Template.Resources) > 0 && base.Name != head.Name && base.Stage != head.Stage && sameAccount(base, head)
}

// sameAccount keeps an environment that was added from being taken for one that was removed.
func sameAccount(base, head *assembly.Stack) bool {
	return base.Account == head.Account && base.Region == head.Region
}

const openAccount = "(the credentials')"

func account(stack *assembly.Stack) string {
	if stack.Account == "" || stack.Account == "unknown-account" {
		return openAccount
	}
	return stack.Account
}

// stays reports whether a deployment updates the stack.
func (p pair) stays() bool { return p.base != nil && p.head != nil && p.was == "" }

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
