// Package handmade has an environment that was written by hand (environment.json) and never synthesized. The environment is small enough
// to read, and has the construct paths of a synthesized one. The tests of internal/reach, internal/permissions, internal/promises and
// cmd/kasha share it. The package also has faults. These tests put each fault into the environment, and package tests puts it into a
// synthesized one. The checks must find each fault.
//
// Package tests synthesizes fixed configurations (testdata/*.json), and package randomized generates configurations at random.
package handmade

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"

	"kasha/internal/assembly"
)

//go:embed environment.json
var environment []byte

// Environment is the hand-made environment: one zone, one queue, no replica, and no faults.
func Environment() ([]assembly.Stack, error) {
	stacks, err := parsed()
	return Clone(stacks), err
}

// parsed is read once; every Environment is a copy of it.
var parsed = sync.OnceValues(func() ([]assembly.Stack, error) {
	var stacks []assembly.Stack
	if err := json.Unmarshal(environment, &stacks); err != nil {
		return nil, fmt.Errorf("environment.json: %w", err)
	}
	for _, stack := range stacks {
		for id, resource := range stack.Template.Resources {
			resource.LogicalID = id
			resource.Path, _ = resource.Metadata["path"].(string)
			stack.Template.Resources[id] = resource
		}
	}
	return stacks, nil
})

// Fault is one mistake in the templates.
type Fault struct {
	Name  string
	seed  func(*seeder)
	Finds []string // texts that one violation must contain together
}

// Seed puts the fault into stacks. It fails if they lack what the fault changes.
func (f Fault) Seed(stacks []assembly.Stack) error {
	s := &seeder{stacks: stacks}
	f.seed(s)
	return s.err
}

// FoundIn reports whether a violation contains all of Finds.
func (f Fault) FoundIn(violation string) bool {
	for _, text := range f.Finds {
		if !strings.Contains(violation, text) {
			return false
		}
	}
	return true
}

// seeder changes templates, and keeps the first error.
type seeder struct {
	stacks []assembly.Stack
	err    error
}

// find is the resource of a type at a construct path, stack included: services/FrontendTasks/Resource. A path that ends in *
// finds the first whose path begins so.
func (s *seeder) find(resourceType, path string) assembly.Resource {
	stack, rest, _ := strings.Cut(path, "/")
	prefix, open := strings.CutSuffix(rest, "*")
	for _, candidate := range s.stacks {
		if !strings.HasSuffix(candidate.Path, "/"+stack) {
			continue
		}
		for _, resource := range candidate.Template.Sorted() {
			if resource.Type == resourceType && (resource.Path == rest || open && strings.HasPrefix(resource.Path, prefix)) {
				return resource
			}
		}
	}
	if s.err == nil {
		s.err = fmt.Errorf("no %s at %s", resourceType, path)
	}
	return assembly.Resource{Properties: map[string]any{}}
}

// properties are a resource's; changing them changes the template.
func (s *seeder) properties(resourceType, path string) map[string]any {
	return s.find(resourceType, path).Properties
}

// add puts a new resource into a stack: network, data, services or edge.
func (s *seeder) add(stack, logicalID, resourceType string, properties map[string]any) {
	for _, candidate := range s.stacks {
		if strings.HasSuffix(candidate.Path, "/"+stack) {
			candidate.Template.Resources[logicalID] = assembly.Resource{
				Type: resourceType, LogicalID: logicalID, Path: "Seeded/" + logicalID, Properties: properties,
			}
			return
		}
	}
	s.err = fmt.Errorf("no stack %s", stack)
}

// open adds a parameter with a default and a condition to a stack, which only a deployment decides. It returns the template's form of
// a value that exists only under the condition, and of the parameter.
func (s *seeder) open(stack string, value any) (perhaps, parameter map[string]any) {
	for i, candidate := range s.stacks {
		if !strings.HasSuffix(candidate.Path, "/"+stack) {
			continue
		}
		parameters, conditions := map[string]any{}, map[string]any{}
		maps.Copy(parameters, candidate.Template.Parameters)
		maps.Copy(conditions, candidate.Template.Conditions)
		parameters["SeededParameter"] = map[string]any{"Type": "String", "Default": value}
		parameters["SeededSwitch"] = map[string]any{"Type": "String", "Default": "off"}
		conditions["SeededCondition"] = map[string]any{"Fn::Equals": []any{map[string]any{"Ref": "SeededSwitch"}, "on"}}
		s.stacks[i].Template.Parameters, s.stacks[i].Template.Conditions = parameters, conditions
		return map[string]any{
			"Fn::If": []any{"SeededCondition", value, map[string]any{"Ref": "AWS::NoValue"}},
		}, map[string]any{"Ref": "SeededParameter"}
	}
	s.err = fmt.Errorf("no stack %s", stack)
	return nil, nil
}

// only puts a resource under the condition that open added to its stack.
func (s *seeder) only(resourceType, path string) {
	resource := s.find(resourceType, path)
	resource.Condition = "SeededCondition"
	stack, _, _ := strings.Cut(path, "/")
	for _, candidate := range s.stacks {
		if strings.HasSuffix(candidate.Path, "/"+stack) {
			candidate.Template.Resources[resource.LogicalID] = resource
		}
	}
}

// output adds an output to a stack, and returns another stack's reference to it.
func (s *seeder) output(stack string, value any) map[string]any {
	for _, candidate := range s.stacks {
		if strings.HasSuffix(candidate.Path, "/"+stack) {
			candidate.Template.Outputs["Seeded"] = assembly.Output{Value: value}
			return map[string]any{"Fn::GetStackOutput": map[string]any{"StackName": candidate.Name, "OutputName": "Seeded"}}
		}
	}
	s.err = fmt.Errorf("no stack %s", stack)
	return nil
}

func (s *seeder) remove(resourceType, path string) {
	resource := s.find(resourceType, path)
	for _, stack := range s.stacks {
		if stack.Template.Resources[resource.LogicalID].Path == resource.Path {
			delete(stack.Template.Resources, resource.LogicalID)
		}
	}
}

// ref is a Ref to a resource, for use in its own stack.
func (s *seeder) ref(resourceType, path string) map[string]any {
	return map[string]any{"Ref": s.find(resourceType, path).LogicalID}
}

// group is a security group's id, for use in its own stack.
func (s *seeder) group(path string) map[string]any {
	return map[string]any{"Fn::GetAtt": []any{s.find("AWS::EC2::SecurityGroup", path).LogicalID, "GroupId"}}
}
