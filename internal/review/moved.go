package review

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// findMoved recognizes resources that have another logical id in head, or are in another stack: their construct was renamed or
// moved.
func (c *comparison) findMoved() {
	removed, added := c.places(Removed), c.places(Added)
	for _, same := range []func(from, to place) bool{c.sameStack, c.anyStack} {
		for _, from := range removed {
			for _, to := range added {
				_, left := c.movedTo[from]
				_, taken := c.movedFrom[to]
				if !left && !taken && same(from, to) {
					c.movedTo[from], c.movedFrom[to] = to, from
				}
			}
		}
	}
}

// sharedName says why the new resource of a moved construct cannot be created; empty if it can.
func (c *comparison) sharedName(from, to place) string {
	name := c.physicalName(c.newResource(to))
	if name == "" || name != c.physicalName(c.oldResource(from)) {
		return c.twinned(from, to)
	}
	return "CloudFormation creates the new resource while the old one still has " + strings.ReplaceAll(name, "=", " ") +
		", and that must be unique"
}

func (c *comparison) sameStack(from, to place) bool {
	return from.stack == to.stack && c.alike(from, to)
}
func (c *comparison) anyStack(from, to place) bool {
	return from.stack != to.stack && c.stages[from.stack] == c.stages[to.stack] && c.alike(from, to)
}

// places lists the resources that are removed from stacks that stay. Or it lists the resources that are added to them, or to
// new stacks of a deployed environment.
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
		for _, id := range slices.Sorted(maps.Keys(template)) {
			if _, stays := other[id]; !stays {
				places = append(places, place{stack: p.name(), id: id})
			}
		}
	}
	return places
}

// alike reports whether two resources are the same thing under two logical IDs. They have the same physical name, or the same
// properties apart from tags and references to other resources that have moved.
func (c *comparison) alike(from, to place) bool {
	old, new := c.oldResource(from), c.newResource(to)
	if values.Type(old) != values.Type(new) {
		return false
	}
	if c.physicalName(old) != "" && c.physicalName(old) == c.physicalName(new) {
		return true
	}
	return len(values.Properties(old)) > 0 && c.masked(values.Properties(old)) == c.masked(values.Properties(new))
}

func (c *comparison) physicalName(resource map[string]any) string {
	var names []string
	for _, name := range namingProperties(values.Type(resource), c.facts[values.Type(resource)]) {
		if value := values.String(values.Properties(resource)[name]); value != "" && !strings.Contains(value, "${") {
			names = append(names, name+"="+value)
		}
	}
	return strings.Join(names, ",")
}

// masked is properties as text. A reference to a resource that only one revision has is replaced by the resource's type.
func (c *comparison) masked(p map[string]any) string {
	copied := map[string]any{}
	for name, value := range p {
		if name != "Tags" {
			copied[name] = value
		}
	}
	return values.Canonical(values.Rewrite(copied, func(resource, rest string) string {
		at := placeOf(resource)
		old, new := c.oldResource(at), c.newResource(at)
		switch {
		case old == nil && new != nil:
			resource = values.Type(new)
		case old != nil && new == nil:
			resource = values.Type(old)
		}
		return "${" + resource + rest + "}"
	}))
}

// askMoved compares moved stacks with what they were. CloudFormation takes them for new ones, so their resources are lost; but
// their permissions and settings should be what they were.
func (c *comparison) askMoved(differ Differ) error {
	var pairs []engine.Pair
	var of []int
	for i := range c.pairs {
		if p := &c.pairs[i]; p.relocation != "" {
			p.relocated = c.underHeadsNames(*p)
			pairs, of = append(pairs, engine.Pair{Old: p.relocated, New: p.new}), append(of, i)
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

// underHeadsNames gives the old template of a moved stack the names, the account and the region of the new one.
func (c *comparison) underHeadsNames(p pair) engine.Template {
	words := map[string]string{
		p.base.Account: p.head.Account, p.base.Region: p.head.Region, p.base.Name: p.head.Name, p.base.Stage: p.head.Stage,
	}
	delete(words, "")
	var either []string
	for _, word := range slices.Sorted(maps.Keys(words)) {
		either = append(either, regexp.QuoteMeta(word))
	}
	slices.Reverse(either) // the longer of two names with the same beginning first
	word := regexp.MustCompile(`\b(` + strings.Join(either, "|") + `)\b`)
	rewrite := func(text string) string {
		return word.ReplaceAllStringFunc(text, func(found string) string { return words[found] })
	}
	moved := engine.Template{}
	for id, resource := range p.old {
		copied, _ := cloudformation.RewriteTexts(c.Current(resource), rewrite).(map[string]any)
		moved[id] = copied
	}
	return moved
}
