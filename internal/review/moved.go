package review

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// place is a resource of one revision.
type place struct{ stack, id string }

// findMoved recognizes what was removed under one logical id and added under another: a construct that was renamed or
// moved in the tree.
func (c *comparison) findMoved() {
	gone, come := c.places(Removed), c.places(Added)
	for _, same := range []func(from, to place) bool{c.sameStack, c.anyStack} {
		for _, from := range gone {
			for _, to := range come {
				_, left := c.movedTo[from]
				_, taken := c.movedFrom[to]
				if !left && !taken && same(from, to) {
					c.movedTo[from], c.movedFrom[to] = to, from
				}
			}
		}
	}
}

// called is how one place is named beside another.
func (c *comparison) called(at, beside place) string {
	if at.stack != beside.stack {
		return at.stack + ":" + c.construct(at.stack, at.id)
	}
	return c.construct(at.stack, at.id)
}

// asNow writes the references of a base's value as head would: with the names of what has moved, alone or with its stack.
func (c *comparison) asNow(value any) any {
	return values.Rewrite(value, func(resource, rest string) string {
		stack, id, _ := strings.Cut(resource, ".")
		if to, moved := c.movedTo[place{stack, id}]; moved {
			stack, id = to.stack, to.id
		} else if to, moved := c.movedStacks[stack]; moved {
			stack = to
		}
		return "${" + values.Name(stack, id) + rest + "}"
	})
}

// sharedName says why a moved resource cannot be made anew while the old one stands.
func (c *comparison) sharedName(from, to place) string {
	name := c.physicalName(c.newResource(to))
	if name == "" || name != c.physicalName(c.oldResource(from)) {
		return ""
	}
	return "CloudFormation makes the new one while the old one still has " + strings.ReplaceAll(name, "=", " ") + ", which there can be only once"
}

func (c *comparison) sameStack(from, to place) bool {
	return from.stack == to.stack && c.alike(from, to)
}
func (c *comparison) anyStack(from, to place) bool {
	return from.stack != to.stack && c.stages[from.stack] == c.stages[to.stack] && c.alike(from, to)
}

// places lists what is removed from stacks that stay, or added to them or in new ones beside them.
func (c *comparison) places(kind Kind) []place {
	var places []place
	for _, p := range c.pairs {
		template, other := p.old, p.new
		switch {
		case kind == Added && (p.stays() || p.base == nil && c.isRead(p)):
			template, other = p.new, p.old
		case kind == Added, !p.stays():
			continue
		}
		for _, id := range sortedIDs(template) {
			if _, stays := other[id]; !stays {
				places = append(places, place{p.name(), id})
			}
		}
	}
	return places
}

// alike reports whether two resources are the same thing under two logical ids: the same physical name, or the same
// properties but for tags and for references to what else has moved.
func (c *comparison) alike(from, to place) bool {
	old, new := c.oldResource(from), c.newResource(to)
	if typeOf(old) != typeOf(new) {
		return false
	}
	if c.physicalName(old) != "" && c.physicalName(old) == c.physicalName(new) {
		return true
	}
	return len(properties(old)) > 0 && c.masked(properties(old)) == c.masked(properties(new))
}

func (c *comparison) physicalName(resource map[string]any) string {
	var names []string
	for _, name := range namingProperties(typeOf(resource), c.facts[typeOf(resource)]) {
		if value := asString(properties(resource)[name]); value != "" && !strings.Contains(value, "${") {
			names = append(names, name+"="+value)
		}
	}
	return strings.Join(names, ",")
}

// masked is properties as text, in which every resource that is in one revision only is no more than its type.
func (c *comparison) masked(p map[string]any) string {
	copied := map[string]any{}
	for name, value := range p {
		if name != "Tags" {
			copied[name] = value
		}
	}
	return canonical(values.Rewrite(copied, func(resource, rest string) string {
		stack, id, _ := strings.Cut(resource, ".")
		at := place{stack, id}
		old, new := c.oldResource(at), c.newResource(at)
		switch {
		case old == nil && new != nil:
			resource = typeOf(new)
		case old != nil && new == nil:
			resource = typeOf(old)
		}
		return "${" + resource + rest + "}"
	}))
}

func (c *comparison) oldResource(at place) map[string]any { return c.before[at.stack][at.id] }
func (c *comparison) newResource(at place) map[string]any { return c.after[at.stack][at.id] }

// askMoved compares the stacks that CloudFormation takes for others, as if it did not: their resources are lost, but what
// their permissions and settings say should be what it was.
func (c *comparison) askMoved(differ Differ) error {
	var pairs []engine.Pair
	var of []int
	for i := range c.pairs {
		if p := &c.pairs[i]; p.was != "" {
			p.moved = c.inHeadsWords(*p)
			pairs, of = append(pairs, engine.Pair{Old: p.moved, New: p.new}), append(of, i)
		}
	}
	diffs, err := differ.Diff(pairs)
	if err != nil {
		return err
	}
	for i, diff := range diffs {
		p := &c.pairs[of[i]]
		p.plain = qualify(addMissed(diff, pairs[i]), p.name(), pairs[i])
	}
	return nil
}

// inHeadsWords writes the old template of a moved stack with the names, the account and the region of the new one.
func (c *comparison) inHeadsWords(p pair) engine.Template {
	words := map[string]string{p.base.Account: p.head.Account, p.base.Region: p.head.Region, p.base.Name: p.head.Name, p.base.Stage: p.head.Stage}
	delete(words, "")
	var either []string
	for _, word := range slices.Sorted(maps.Keys(words)) {
		either = append(either, regexp.QuoteMeta(word))
	}
	slices.Reverse(either) // kasha-prod-data before kasha-prod
	word := regexp.MustCompile(`\b(` + strings.Join(either, "|") + `)\b`)
	rewrite := func(text string) string {
		return word.ReplaceAllStringFunc(text, func(found string) string { return words[found] })
	}
	moved := engine.Template{}
	for id, resource := range p.old {
		copied, _ := values.Texts(c.asNow(resource), rewrite).(map[string]any)
		moved[id] = copied
	}
	return moved
}
