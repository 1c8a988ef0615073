package review

import (
	"maps"
	"slices"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// describe turns one difference that the engine found into a change for the report.
func (c *comparison) describe(p pair, id string) Change {
	resource, differs := p.diff.Resources[id]
	if !differs { // it is affected by another change
		resource = engine.Resource{OldType: values.Type(p.old[id]), NewType: values.Type(p.new[id])}
	}
	change := Change{LogicalID: id, Type: resource.NewType, Construct: c.Construct(p.name(), id)}
	switch {
	case resource.NewType == "":
		change.Kind, change.Type, change.Construct = Removed, resource.OldType, c.Construct(p.base.Name, id)
	case resource.OldType == "":
		change.Kind = Added
	default:
		change.Kind = c.effect(p, id, resource)
		if resource.OldType != resource.NewType {
			change.Was = resource.OldType
		}
		change.Properties = c.propertyChanges(p, id, resource)
	}
	if forms := c.formChanges(p, id); len(forms) > 0 && change.Kind != Removed && change.Kind != Added {
		change.Properties = append(change.Properties, forms...)
		if change.Kind == Changed {
			change.Kind = MightBeReplaced
		}
	}
	if change.Kind == Changed && c.stranded[p.name()][id] {
		change.Kind = MightBeReplaced
	}
	here := place{stack: p.name(), id: id}
	if to, moved := c.movedTo[here]; moved && change.Kind == Removed {
		change.MovedTo = c.beside(to, here)
	}
	if from, moved := c.movedFrom[here]; moved && change.Kind == Added {
		change.MovedFrom = c.beside(from, here)
	}
	was := change.Type
	if change.Was != "" {
		was = change.Was
	}
	change.HoldsData = holdsData(was, p.diff.Types[was])
	return change
}

// propertyChanges lists the changed properties by name, then the attributes such as DependsOn.
func (c *comparison) propertyChanges(p pair, id string, resource engine.Resource) []PropertyChange {
	var changes []PropertyChange
	for _, name := range slices.Sorted(maps.Keys(resource.Properties)) {
		property := resource.Properties[name]
		changes = append(changes, PropertyChange{
			Name: name, Old: c.Readable(p.name(), property.Old), New: c.Readable(p.name(), property.New),
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
		other := resource.Other[name]
		changes = append(changes, PropertyChange{Name: name, Old: other.Old, New: other.New, Effect: effect})
	}
	return changes
}
