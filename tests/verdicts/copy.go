package verdicts

import (
	"encoding/json"
	"maps"

	"kasha/internal/assembly"
	"kasha/internal/references"
)

// clone copies a template.
func clone(template assembly.Template) (assembly.Template, error) {
	text, err := json.Marshal(template)
	if err != nil {
		return template, err
	}
	var copied assembly.Template
	if err := json.Unmarshal(text, &copied); err != nil {
		return template, err
	}
	for id, resource := range copied.Resources {
		resource.LogicalID, resource.Path = id, template.Resources[id].Path
		copied.Resources[id] = resource
	}
	return copied, nil
}

// sections writes the edit's sections into a template.
func (e Edit) sections(template *assembly.Template) error {
	text, err := json.Marshal(e.Template)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, template) // null changes nothing
}

// tag adds tags to the resources that have a list of them, and to the stack.
func (e Edit) tag(stack *assembly.Stack) {
	stack.Tags = maps.Clone(stack.Tags)
	for key, value := range e.Tag {
		stack.Tags[key] = value
		for id, resource := range stack.Template.Resources {
			if list, ok := resource.Properties["Tags"].([]any); ok {
				resource.Properties["Tags"] = append(list, map[string]any{"Key": key, "Value": value})
				stack.Template.Resources[id] = resource
			}
		}
	}
}

// note writes what readers read, as the synthesis does.
func note(stacks []assembly.Stack) error {
	notes, err := references.Notes(stacks)
	if err != nil {
		return err
	}
	for i := range stacks {
		stacks[i].Template.Resources = maps.Clone(stacks[i].Template.Resources)
		for id, digests := range notes[stacks[i].Name] {
			resource := stacks[i].Template.Resources[id]
			entry := map[string]any{}
			for name, digest := range digests {
				entry[name] = digest
			}
			resource.Metadata = maps.Clone(resource.Metadata)
			if resource.Metadata == nil {
				resource.Metadata = map[string]any{}
			}
			resource.Metadata[references.Key] = entry
			stacks[i].Template.Resources[id] = resource
		}
	}
	return nil
}
