package review

import (
	"reflect"
	"slices"

	"kasha/internal/cloudformation"
	"kasha/internal/review/values"
)

// reformed lists the properties of a stack's resources, by logical ID, whose value stays and whose text becomes another weak reference.
// It lists those where a change of the property replaces the resource. CloudFormation knows the value of Fn::GetStackOutput only while
// it deploys. Its change set plans a replacement for the changed text, and for what refers to the resource (aws/aws-cdk issue 38829). A
// value that becomes Fn::ImportValue is known beforehand, and compares as equal.
func (c *comparison) reformed(p pair) map[string][]string {
	found := map[string][]string{}
	if !p.stays() {
		return found
	}
	for id, raw := range p.head.Template.Resources {
		was, stood := p.base.Template.Resources[id]
		if !stood || was.Type != raw.Type {
			continue
		}
		replacing, perhaps, known := cloudformation.CreateOnly(raw.Type)
		for name, value := range raw.Properties {
			fixed := slices.Contains(replacing, name) || slices.Contains(perhaps, name) || !known && !isCustom(raw.Type)
			if fixed && readsWeakly(value) && !reflect.DeepEqual(was.Properties[name], value) &&
				values.Equal(values.Properties(p.old[id])[name], values.Properties(p.new[id])[name]) {
				found[id] = append(found[id], name)
			}
		}
		slices.Sort(found[id])
	}
	return found
}

func readsWeakly(value any) bool {
	weak := false
	cloudformation.Walk(value, func(_ cloudformation.At, value any) bool {
		call, _ := value.(map[string]any)
		if _, ok := call["Fn::GetStackOutput"]; ok {
			weak = true
		}
		return !weak
	})
	return weak
}

// formChanges are the changes of a resource that only the form of a reference makes.
func (c *comparison) formChanges(p pair, id string) []PropertyChange {
	var changes []PropertyChange
	for _, name := range c.forms[p.name()][id] {
		changes = append(changes, PropertyChange{
			Name: name, Old: p.base.Template.Resources[id].Properties[name], New: p.head.Template.Resources[id].Properties[name],
			Effect: MightBeReplaced, Form: true,
		})
	}
	return changes
}
