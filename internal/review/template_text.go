package review

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review/accepted"
	"kasha/internal/review/values"
)

// usageData is the resource in which the CDK tells AWS which constructs an application has.
const usageData = "AWS::CDK::Metadata"

// inspectTemplate says what of a template changes beside what the comparison of values sees. Without it, a template could differ and the
// review would say that nothing changes.
//
// A changed description or metadata of the template changes no resource. CloudFormation applies them only together with another change.
// Sources: CloudFormation user guide, "Metadata"; aws-cloudformation/cloudformation-coverage-roadmap issue 2027.
func (c *comparison) inspectTemplate(p pair, o *outcome) {
	if !p.stays() {
		return
	}
	old, new := p.base.Template, p.head.Template
	o.stack.Outputs = append(o.stack.Outputs, changedOutputs(old.Outputs, new.Outputs)...)
	if texts := changedTexts(old, new); len(texts) > 0 {
		o.stack.Note = joinNotes(o.stack.Note, "texts of the template change, which change no resource: "+strings.Join(texts, ", ")+
			". CloudFormation keeps the earlier ones until something else in the stack changes")
	}
	for _, part := range changedParts(old, new) {
		o.stack.Note = joinNotes(o.stack.Note, part.What+" changes")
		if !strings.HasPrefix(part.What, parameters) {
			o.unjudged = append(o.unjudged, part)
		}
	}
	metadata, texts, usage := c.unseen(p, *o)
	if len(metadata) > 0 {
		o.stack.Note = joinNotes(o.stack.Note, "only the metadata changes of "+listed(metadata))
	}
	if len(texts) > 0 {
		o.stack.Note = joinNotes(o.stack.Note, "only the text changes, and no value, of "+listed(texts))
	}
	if usage {
		o.stack.Note = joinNotes(o.stack.Note, usageData+" changes, with which the CDK counts constructs")
	}
}

// unseen are the resources whose text differs, and that no change of the report is about. Two texts may have the same value, such as 20 and
// "20".
func (c *comparison) unseen(p pair, o outcome) (metadata, texts []string, usage bool) {
	old, new := p.base.Template.Resources, p.head.Template.Resources
	for id, is := range new {
		was, stood := old[id]
		if is.Type == usageData || was.Type == usageData {
			usage = usage || !stood || !reflect.DeepEqual(was.Properties, is.Properties)
			continue
		}
		seen := slices.ContainsFunc(o.stack.Changes, func(change Change) bool { return change.LogicalID == id })
		if was.Path = is.Path; !stood || seen || reflect.DeepEqual(was, is) {
			continue
		}
		if was.Metadata = is.Metadata; reflect.DeepEqual(was, is) {
			metadata = append(metadata, c.Construct(p.name(), id))
		} else {
			texts = append(texts, c.Construct(p.name(), id))
		}
	}
	for id, was := range old {
		_, stays := new[id]
		usage = usage || was.Type == usageData && !stays
	}
	return metadata, texts, usage
}

// changedTexts names the changed parts of a template that only people and tools read.
func changedTexts(old, new assembly.Template) []string {
	var texts []string
	for _, section := range []struct {
		name    string
		was, is any
	}{
		{"AWSTemplateFormatVersion", old.AWSTemplateFormatVersion, new.AWSTemplateFormatVersion},
		{"Description", old.Description, new.Description}, {"Metadata", old.Metadata, new.Metadata},
	} {
		if !sameSection(section.was, section.is) {
			texts = append(texts, section.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(new.Outputs)) {
		if was, stood := old.Outputs[name]; stood && was.Description != new.Outputs[name].Description {
			texts = append(texts, "Outputs."+name+".Description")
		}
	}
	for _, section := range sections(old, new) {
		for _, name := range section.differing() {
			if values.Equal(withoutTexts(section.old[name]), withoutTexts(section.new[name])) {
				texts = append(texts, section.name+"."+name)
			}
		}
	}
	return texts
}

// parameters is the section whose values the comparison sees where a resource uses them: it reads the defaults.
const parameters = "Parameters"

// changedParts are the changed conditions and the like. What they do to a resource is seen only as far as it is known beforehand.
func changedParts(old, new assembly.Template) []Finding {
	var parts []Finding
	for _, section := range sections(old, new) {
		for _, name := range section.differing() {
			was, is := section.old[name], section.new[name]
			if !values.Equal(withoutTexts(was), withoutTexts(is)) {
				part := Finding{Type: accepted.StackType, What: section.name + "." + name}
				part.Old, part.New = values.Excerpts(was, is)
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// section is a part of a template whose elements have names.
type section struct {
	name     string
	old, new map[string]any
}

func sections(old, new assembly.Template) []section {
	return []section{
		{"Conditions", old.Conditions, new.Conditions}, {"Globals", old.Globals, new.Globals}, {"Hooks", old.Hooks, new.Hooks},
		{"Mappings", old.Mappings, new.Mappings}, {parameters, old.Parameters, new.Parameters}, {"Rules", old.Rules, new.Rules},
	}
}

// differing are the elements that are not in both templates, or not the same.
func (s section) differing() []string {
	names := map[string]bool{}
	for _, all := range []map[string]any{s.old, s.new} {
		for name := range all {
			names[name] = !sameSection(s.old[name], s.new[name])
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(names)), func(name string) bool { return !names[name] })
}

// sameSection compares texts, because CloudFormation does so too. A section that is absent is one without elements.
func sameSection(old, new any) bool {
	return values.Text(old) == values.Text(new) || isEmpty(old) && isEmpty(new)
}

func isEmpty(section any) bool {
	elements, isObject := section.(map[string]any)
	return section == nil || isObject && len(elements) == 0
}

// withoutTexts leaves out what parameters and rules say to people.
func withoutTexts(element any) any {
	switch element := element.(type) {
	case map[string]any:
		copied := map[string]any{}
		for key, value := range element {
			if key != "Description" && key != "ConstraintDescription" && key != "AssertDescription" {
				copied[key] = withoutTexts(value)
			}
		}
		return copied
	case []any:
		var copied []any
		for _, value := range element {
			copied = append(copied, withoutTexts(value))
		}
		return copied
	}
	return element
}

// changedOutputs says which outputs have another value, export or condition, and counts those that the CDK adds for references.
func changedOutputs(old, new map[string]assembly.Output) []string {
	var changed []string
	between := 0
	for _, name := range slices.Sorted(maps.Keys(new)) {
		was, stood := old[name]
		is := new[name]
		switch was.Description = is.Description; {
		case stood && reflect.DeepEqual(was, is):
		case !isPublic(name):
			between++
		case stood:
			changed = append(changed, name)
		}
	}
	for name := range old {
		if _, stays := new[name]; !stays && !isPublic(name) {
			between++
		}
	}
	var said []string
	if len(changed) > 0 {
		said = append(said, "changed outputs: "+strings.Join(changed, ", "))
	}
	if between > 0 {
		said = append(said, fmt.Sprintf("outputs for other stacks that are added, changed or removed: %d", between))
	}
	return said
}
