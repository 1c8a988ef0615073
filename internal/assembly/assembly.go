// Package assembly reads what a synthesis wrote: the stacks of every environment, their templates, and where in the
// construct tree each resource comes from. It needs neither the CDK nor Node.
package assembly

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Assembly is one cdk.out.
type Assembly struct {
	Dir    string
	Stacks []Stack // in the order of deployment within an environment, environments in rollout order
}

// Stack is one CloudFormation stack of an assembly.
type Stack struct {
	Name                  string // kasha-prod-data
	Path                  string // construct path: prod/data; the pipeline's stack has no slash
	Stage                 string // prod; empty for a stack that belongs to no environment
	Account, Region       string // account is unknown-account where the configuration leaves it open
	TemplateFile          string // absolute or relative to the working directory, as Dir was
	TerminationProtection bool
	Tags                  map[string]string
	DependsOn             []string // names of stacks in the same environment
	Template              Template
}

// Template is a CloudFormation template.
type Template struct {
	Resources  map[string]Resource
	Outputs    map[string]Output
	Parameters map[string]any
	Mappings   map[string]any
	Conditions map[string]any
	Transform  any
}

// Resource is one resource of a template.
type Resource struct {
	Type                string
	Properties          map[string]any
	DependsOn           any
	Condition           string
	DeletionPolicy      string
	UpdateReplacePolicy string
	CreationPolicy      any
	UpdatePolicy        any
	Metadata            map[string]any

	LogicalID string `json:"-"`
	Path      string `json:"-"` // construct path without the stack's: Database/Primary/Resource
}

// Output is one output of a template.
type Output struct {
	Description string
	Value       any
	Export      any
}

// Read reads an assembly and everything nested in it.
func Read(dir string) (Assembly, error) {
	assembly := Assembly{Dir: dir}
	err := assembly.read(dir, "")
	if err == nil && len(assembly.Stacks) == 0 {
		err = fmt.Errorf("%s: an assembly without stacks", dir)
	}
	return assembly, err
}

// Stages lists the environments in rollout order.
func (a Assembly) Stages() []string {
	var stages []string
	seen := map[string]bool{}
	for _, stack := range a.Stacks {
		if stack.Stage != "" && !seen[stack.Stage] {
			seen[stack.Stage] = true
			stages = append(stages, stack.Stage)
		}
	}
	return stages
}

// Stage is the part of an assembly that one environment deploys.
func (a Assembly) Stage(name string) []Stack {
	var stacks []Stack
	for _, stack := range a.Stacks {
		if stack.Stage == name {
			stacks = append(stacks, stack)
		}
	}
	return stacks
}

// Stack finds a stack by its name.
func (a Assembly) Stack(name string) (Stack, bool) {
	for _, stack := range a.Stacks {
		if stack.Name == name {
			return stack, true
		}
	}
	return Stack{}, false
}

// Sorted lists a template's resources by logical id.
func (t Template) Sorted() []Resource {
	resources := make([]Resource, 0, len(t.Resources))
	for _, resource := range t.Resources {
		resources = append(resources, resource)
	}
	sort.Slice(resources, func(i, j int) bool { return resources[i].LogicalID < resources[j].LogicalID })
	return resources
}

type manifest struct {
	Artifacts ordered
}

type artifact struct {
	Type         string
	Environment  string
	DisplayName  string
	Dependencies []string
	Properties   struct {
		TemplateFile          string
		StackName             string
		DirectoryName         string
		DisplayName           string
		TerminationProtection bool
		Tags                  map[string]string
	}
	AdditionalMetadataFile string
}

func (a *Assembly) read(dir, stage string) error {
	var m manifest
	if err := readJSON(filepath.Join(dir, "manifest.json"), &m); err != nil {
		return err
	}
	for _, id := range m.Artifacts.ids {
		item := m.Artifacts.items[id]
		switch item.Type {
		case "aws:cloudformation:stack":
			stack, err := readStack(dir, stage, id, item, m.Artifacts.items)
			if err != nil {
				return err
			}
			a.Stacks = append(a.Stacks, stack)
		case "cdk:cloud-assembly":
			if err := a.read(filepath.Join(dir, item.Properties.DirectoryName), item.Properties.DisplayName); err != nil {
				return err
			}
		}
	}
	return nil
}

func readStack(dir, stage, id string, item artifact, siblings map[string]artifact) (Stack, error) {
	stack := Stack{
		Name:                  item.Properties.StackName,
		Stage:                 stage,
		TemplateFile:          filepath.Join(dir, item.Properties.TemplateFile),
		TerminationProtection: item.Properties.TerminationProtection,
		Tags:                  item.Properties.Tags,
	}
	if stack.Name == "" {
		stack.Name = id
	}
	stack.Path, _, _ = strings.Cut(item.DisplayName, " (")
	if stack.Path == "" {
		stack.Path = id
	}
	stack.Account, stack.Region, _ = strings.Cut(strings.TrimPrefix(item.Environment, "aws://"), "/")
	for _, dependency := range item.Dependencies {
		if other := siblings[dependency]; other.Type == "aws:cloudformation:stack" {
			stack.DependsOn = append(stack.DependsOn, cmp.Or(other.Properties.StackName, dependency))
		}
	}
	if err := readJSON(stack.TemplateFile, &stack.Template); err != nil {
		return stack, err
	}
	paths, err := readPaths(dir, stack.Path, item.AdditionalMetadataFile)
	if err != nil {
		return stack, err
	}
	for logicalID, resource := range stack.Template.Resources {
		resource.LogicalID, resource.Path = logicalID, paths[logicalID]
		stack.Template.Resources[logicalID] = resource
	}
	return stack, nil
}

// readPaths maps logical ids to construct paths within their stack.
func readPaths(dir, stackPath, file string) (map[string]string, error) {
	paths := map[string]string{}
	if file == "" {
		return paths, nil
	}
	var entries map[string][]struct {
		Type string
		Data any
	}
	if err := readJSON(filepath.Join(dir, file), &entries); err != nil {
		return nil, err
	}
	for path, all := range entries {
		for _, entry := range all {
			if id, ok := entry.Data.(string); ok && entry.Type == "aws:cdk:logicalId" {
				paths[id] = strings.TrimPrefix(strings.TrimPrefix(path, "/"), stackPath+"/")
			}
		}
	}
	return paths, nil
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
