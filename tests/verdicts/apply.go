package verdicts

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/assembly"
)

// Apply makes the edit in a copy of the stacks.
func (e Edit) Apply(stacks []assembly.Stack) ([]assembly.Stack, error) {
	var edited []assembly.Stack
	found := false
	for _, stack := range stacks {
		if e.In != "" && stack.Name != e.In && !strings.HasSuffix(stack.Name, "-"+e.In) {
			edited = append(edited, stack)
			continue
		}
		found = true
		if e.Remove && e.At == "" {
			continue
		}
		changed, err := e.stack(stack)
		if err != nil {
			return nil, err
		}
		edited = append(edited, changed)
	}
	if !found {
		return nil, fmt.Errorf("no stack %q", e.In)
	}
	return edited, note(edited)
}

func (e Edit) stack(stack assembly.Stack) (assembly.Stack, error) {
	var err error
	if stack.Template, err = clone(stack.Template); err != nil {
		return stack, err
	}
	if e.Stack != nil {
		text, err := json.Marshal(e.Stack)
		if err != nil {
			return stack, err
		}
		stack.Tags, stack.DependsOn, stack.Notified = maps.Clone(stack.Tags), slices.Clone(stack.DependsOn), slices.Clone(stack.Notified)
		if err := json.Unmarshal(text, &stack); err != nil {
			return stack, err
		}
	}
	for name, output := range e.Outputs {
		stack.Template.Outputs[name] = assembly.Output{Value: output["Value"], Export: output["Export"]}
	}
	if err := e.sections(&stack.Template); err != nil {
		return stack, err
	}
	for id, resource := range e.Add {
		resource.LogicalID, resource.Path = id, id+"/Resource"
		stack.Template.Resources[id] = resource
	}
	if e.Tag != nil {
		e.tag(&stack)
	}
	if e.Without != nil {
		e.removeAll(stack.Template)
		return stack, nil
	}
	if e.At == "" {
		return stack, nil
	}
	id, ok := find(stack.Template, e.At)
	if !ok {
		return stack, fmt.Errorf("%s has no %s", stack.Name, e.At)
	}
	if e.Remove {
		delete(stack.Template.Resources, id)
		return stack, nil
	}
	resource, err := e.resource(stack.Template.Resources[id])
	if err != nil {
		return stack, err
	}
	stack.Template.Resources[id] = resource
	if e.Rename != "" {
		return e.rename(stack, id)
	}
	return stack, nil
}

// removeAll removes what belongs to a part of the environment, such as a job. A stack need not have any of it.
func (e Edit) removeAll(template assembly.Template) {
	belongs := func(name string) bool {
		return slices.ContainsFunc(e.Without, func(part string) bool { return strings.Contains(name, part) })
	}
	maps.DeleteFunc(template.Resources, func(id string, r assembly.Resource) bool { return belongs(r.Path) || belongs(id) })
	maps.DeleteFunc(template.Outputs, func(name string, _ assembly.Output) bool { return belongs(name) })
}

func find(template assembly.Template, path string) (string, bool) {
	for id, resource := range template.Resources {
		switch resource.Path {
		case path, path + "/Resource", path + "/Default":
			return id, true
		}
	}
	return "", false
}

// resource makes the edit of one resource.
func (e Edit) resource(resource assembly.Resource) (assembly.Resource, error) {
	var properties any = resource.Properties
	var err error
	for _, path := range slices.Sorted(maps.Keys(e.Set)) {
		if properties, err = at(properties, steps(path), func(any) (any, error) { return e.Set[path], nil }); err != nil {
			return resource, fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(e.Append)) {
		if properties, err = at(properties, steps(path), func(old any) (any, error) {
			list, ok := old.([]any)
			if !ok {
				return nil, fmt.Errorf("%v is not a list", old)
			}
			return append(list, e.Append[path]), nil
		}); err != nil {
			return resource, fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, path := range e.Reverse {
		if properties, err = at(properties, steps(path), func(old any) (any, error) {
			list, ok := old.([]any)
			if !ok || len(list) < 2 {
				return nil, fmt.Errorf("%v has no order", old)
			}
			slices.Reverse(list)
			return list, nil
		}); err != nil {
			return resource, fmt.Errorf("%s: %w", path, err)
		}
	}
	resource.Properties, _ = properties.(map[string]any)
	text, err := json.Marshal(resource)
	if err != nil {
		return resource, err
	}
	for _, old := range slices.Sorted(maps.Keys(e.Replace)) {
		if !strings.Contains(string(text), old) {
			return resource, fmt.Errorf("no text %s", old)
		}
		text = []byte(strings.ReplaceAll(string(text), old, e.Replace[old]))
	}
	changed := assembly.Resource{LogicalID: resource.LogicalID, Path: resource.Path}
	if err := json.Unmarshal(text, &changed); err != nil {
		return resource, err
	}
	other, err := json.Marshal(e.Other)
	if err != nil {
		return resource, err
	}
	return changed, json.Unmarshal(other, &changed)
}

// rename moves a resource to another id and path, with all references to it.
func (e Edit) rename(stack assembly.Stack, id string) (assembly.Stack, error) {
	resource := stack.Template.Resources[id]
	delete(stack.Template.Resources, id)
	resource.LogicalID, resource.Path = e.Rename, e.Rename+"/Resource"
	stack.Template.Resources[e.Rename] = resource
	paths := map[string]string{}
	for id, resource := range stack.Template.Resources {
		paths[id] = resource.Path
	}
	text, err := json.Marshal(stack.Template)
	if err != nil {
		return stack, err
	}
	text = []byte(strings.ReplaceAll(string(text), strconv.Quote(id), strconv.Quote(e.Rename)))
	stack.Template = assembly.Template{}
	if err := json.Unmarshal(text, &stack.Template); err != nil {
		return stack, err
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID, resource.Path = id, paths[id]
		stack.Template.Resources[id] = resource
	}
	return stack, nil
}

var step = regexp.MustCompile(`[^.\[\]]+`)

// steps are the names and indexes of a path.
func steps(path string) []string { return step.FindAllString(path, -1) }

// at changes what is under a path. Nil removes it.
func at(value any, path []string, change func(any) (any, error)) (any, error) {
	if len(path) == 0 {
		return change(value)
	}
	switch value := value.(type) {
	case map[string]any:
		changed, err := at(value[path[0]], path[1:], change)
		if err == nil && changed == nil {
			if _, stood := value[path[0]]; !stood {
				return nil, fmt.Errorf("%s is not there", path[0])
			}
			delete(value, path[0])
		} else if err == nil {
			value[path[0]] = changed
		}
		return value, err
	case []any:
		i := slices.IndexFunc(value, func(element any) bool {
			object, _ := element.(map[string]any)
			return object["Name"] == path[0]
		})
		if number, err := strconv.Atoi(path[0]); err == nil && number < len(value) {
			i = number
		}
		if i < 0 {
			return nil, fmt.Errorf("no element %s", path[0])
		}
		changed, err := at(value[i], path[1:], change)
		if err == nil && changed == nil {
			return slices.Delete(value, i, i+1), nil
		} else if err == nil {
			value[i] = changed
		}
		return value, err
	case nil:
		changed, err := at(nil, path[1:], change)
		return map[string]any{path[0]: changed}, err
	}
	return nil, fmt.Errorf("%s is in %v", path[0], value)
}
