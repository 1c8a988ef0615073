package review

import (
	"strings"

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
	name := c.physicalName(to, c.newResource(to))
	if name == "" || name != c.physicalName(from, c.oldResource(from)) {
		return ""
	}
	return "CloudFormation makes the new one while the old one still has " + strings.ReplaceAll(name, "=", " ") + ", which there can be only once"
}

func (c *comparison) sameStack(from, to place) bool {
	return from.stack == to.stack && c.alike(from, to)
}
func (c *comparison) anyStack(from, to place) bool {
	return from.stack != to.stack && c.alike(from, to)
}

// places lists what is removed or added in stacks that stay.
func (c *comparison) places(kind Kind) []place {
	var places []place
	for _, p := range c.pairs {
		if !p.stays() {
			continue
		}
		template, other := p.old, p.new
		if kind == Added {
			template, other = p.new, p.old
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
	if c.physicalName(from, old) != "" && c.physicalName(from, old) == c.physicalName(to, new) {
		return true
	}
	return len(properties(old)) > 0 && c.masked(properties(old)) == c.masked(properties(new))
}

func (c *comparison) physicalName(at place, resource map[string]any) string {
	var names []string
	for _, p := range c.pairs {
		if p.name() == at.stack {
			for _, name := range namingProperties(typeOf(resource), p.diff.Types[typeOf(resource)]) {
				if value := asString(properties(resource)[name]); value != "" && !strings.Contains(value, "${") {
					names = append(names, name+"="+value)
				}
			}
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

func (c *comparison) oldResource(at place) map[string]any {
	for _, p := range c.pairs {
		if p.base != nil && p.base.Name == at.stack {
			return p.old[at.id]
		}
	}
	return nil
}

func (c *comparison) newResource(at place) map[string]any {
	for _, p := range c.pairs {
		if p.head != nil && p.head.Name == at.stack {
			return p.new[at.id]
		}
	}
	return nil
}
