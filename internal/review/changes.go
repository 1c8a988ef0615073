package review

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// describe turns one difference of the engine into a change that a person can read.
func (c *comparison) describe(p pair, id string) Change {
	resource, differs := p.diff.Resources[id]
	if !differs { // something else happens to it
		resource = engine.Resource{OldType: typeOf(p.old[id]), NewType: typeOf(p.new[id])}
	}
	change := Change{LogicalID: id, Type: resource.NewType, Construct: c.construct(p.headName(), id)}
	switch {
	case resource.NewType == "":
		change.Kind, change.Type, change.Construct = Removed, resource.OldType, c.construct(p.base.Name, id)
	case resource.OldType == "":
		change.Kind = Added
	default:
		change.Kind = c.effect(p, id, resource)
		if resource.OldType != resource.NewType {
			change.Was = resource.OldType
		}
		change.Properties = c.propertyChanges(p, id, resource)
	}
	if change.Kind == Changed && c.stranded[p.name()][id] {
		change.Kind = MightBeReplaced
	}
	here := place{p.name(), id}
	if to, moved := c.movedTo[here]; moved && change.Kind == Removed {
		change.MovedTo = c.called(to, here)
	}
	if from, moved := c.movedFrom[here]; moved && change.Kind == Added {
		change.MovedFrom = c.called(from, here)
	}
	was := change.Type
	if change.Was != "" {
		was = change.Was
	}
	change.HoldsData = holdsData(was, p.diff.Types[was])
	return change
}

// propertyChanges lists properties by name, then the attributes beside them.
func (c *comparison) propertyChanges(p pair, id string, resource engine.Resource) []PropertyChange {
	var changes []PropertyChange
	for _, name := range slices.Sorted(maps.Keys(resource.Properties)) {
		property := resource.Properties[name]
		changes = append(changes, PropertyChange{
			Name: name, Old: c.readable(p, property.Old), New: c.readable(p, property.New),
			Effect:  c.propertyEffect(p, id, name, property),
			Dragged: onlyMarks(property, replacedMark, perhapsMark),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(resource.Other)) {
		if name == "Type" {
			continue
		}
		effect := Changed
		if name == "Condition" {
			effect = MightBeRemoved
		}
		changes = append(changes, PropertyChange{Name: name, Old: resource.Other[name].Old, New: resource.Other[name].New, Effect: effect})
	}
	return changes
}

// readable names resources by construct path instead of logical id, those of other stacks with their stack.
func (c *comparison) readable(p pair, v any) any {
	return values.Rewrite(v, func(resource, rest string) string {
		stack, id, _ := strings.Cut(resource, ".")
		name := c.construct(stack, id)
		if stack != p.name() {
			name = stack + ":" + name
		}
		return "${" + name + rest + "}"
	})
}

// show is a value on one line.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	data, _ := json.Marshal(v)
	return string(data)
}

// excerpt is a value in a sentence.
func excerpt(v any) string {
	const most = 120
	text := []rune(show(v))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	if len(text) == 0 {
		return "nothing"
	}
	return string(text)
}

func isTrue(v any) bool { return strings.EqualFold(show(v), "true") }
