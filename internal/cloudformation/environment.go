// Package cloudformation reads the templates of one environment as a whole. It resolves their intrinsic functions and follows references
// from stack to stack, so that a model of the environment sees plain values. No other package resolves values of templates or walks
// through them (Walk, Rewrite).
//
// A value that only exists after a deployment, such as an ID, an ARN or an address, becomes a reference in text form. The text is
// ${stack.LogicalID} for Ref, and ${stack.LogicalID.Attribute} for Fn::GetAtt. References can be compared and joined into longer texts, and
// Find returns the resource of a reference. Every other value becomes the value that CloudFormation would compute.
package cloudformation

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// Environment is the resources of a set of stacks that are deployed together, with resolved properties.
type Environment struct {
	resources []Resource
	byID      map[string]int // stack.LogicalID
	notes     []string       // what the templates refer to and do not contain
}

// Resource is one resource of an environment.
type Resource struct {
	Stack, LogicalID, Type string
	Stage                  string // of its stack; empty for a stack that belongs to no stage
	Path                   string // construct path with the stack and without the stage: data/Database/Primary/Resource
	Account, Region        string // of its stack; account is assembly.OpenAccount where the configuration leaves it open
	Properties             Properties
	Metadata               Properties // as written: nothing in it is resolved
	Uncertain              string     // the condition that decides at deployment whether the resource exists; empty: it exists
}

// Resolve reads a set of stacks. It fails where a template refers to something that it does not contain, or uses a function that is
// not known here. A model built on a guess would prove nothing. A value of a stack that is not among these stays unknown, and is
// one of the environment's Unknowns.
func Resolve(stacks []assembly.Stack) (Environment, error) {
	return resolve(stacks, parametersOpen)
}

// ResolveAsDeployed reads a set of stacks as a deployment without arguments does. Parameters have their defaults, and a value of a
// stack that is not among these is an error.
func ResolveAsDeployed(stacks []assembly.Stack) (Environment, error) {
	return resolve(stacks, parametersDefault)
}

func resolve(stacks []assembly.Stack, mode mode) (Environment, error) {
	resolver, err := newResolver(stacks, mode)
	if err != nil {
		return Environment{}, err
	}
	environment := Environment{byID: map[string]int{}}
	for _, stack := range stacks {
		resolver.readTransforms(stack.Name)
		for _, raw := range stack.Template.Sorted() {
			uncertain, exists := resolver.existence(stack.Name, raw.Condition)
			if !exists {
				continue
			}
			properties, _ := resolver.value(stack.Name, raw.Properties).(map[string]any)
			resource := Resource{
				Stack: stack.Name, Stage: stack.Stage, LogicalID: raw.LogicalID, Type: raw.Type,
				Path:    constructPath(stack, raw),
				Account: cmp.Or(stack.Account, assembly.OpenAccount), Region: stack.Region,
				Properties: properties, Metadata: raw.Metadata, Uncertain: uncertain,
			}
			environment.byID[resource.id()] = len(environment.resources)
			environment.resources = append(environment.resources, resource)
		}
	}
	environment.notes = resolver.notes
	return environment, errors.Join(resolver.problems...)
}

// Resources lists the resources of the given types, or all if none is given, by stack in the order of deployment and by logical id.
func (e Environment) Resources(types ...string) []Resource {
	if len(types) == 0 {
		return e.resources
	}
	var found []Resource
	for _, resource := range e.resources {
		if slices.Contains(types, resource.Type) {
			found = append(found, resource)
		}
	}
	return found
}

// Find returns the resource of a text that is one reference, by Ref or by any attribute.
func (e Environment) Find(text string) (Resource, bool) {
	reference, ok := ParseReference(text)
	if !ok {
		return Resource{}, false
	}
	i, ok := e.byID[reference.Stack+"."+reference.LogicalID]
	if !ok {
		return Resource{}, false
	}
	return e.resources[i], true
}

func (r Resource) id() string { return r.Stack + "." + r.LogicalID }

// Reference is how other resources' properties name this one when they use Ref.
func (r Resource) Reference() string {
	return Reference{Stack: r.Stack, LogicalID: r.LogicalID}.String()
}

// String names a resource for people: its logical id, which the AWS console shows, and its construct path, which leads to the code.
func (r Resource) String() string {
	if r.Path == "" {
		return r.LogicalID + " (" + r.Stack + ")"
	}
	return r.LogicalID + " (" + r.Path + ")"
}

// Name is the construct path without the stack and without the last elements that every construct has: Database/Primary.
func (r Resource) Name() string {
	elements := strings.Split(r.Path, "/")
	if len(elements) > 1 {
		elements = elements[1:]
	}
	for len(elements) > 1 {
		switch elements[len(elements)-1] {
		case "Resource", "Default", "Service", "Subnet":
			elements = elements[:len(elements)-1]
			continue
		}
		break
	}
	if name := strings.Join(elements, "/"); name != "" {
		return name
	}
	return r.LogicalID
}

func constructPath(stack assembly.Stack, resource assembly.Resource) string {
	if resource.Path == "" {
		return ""
	}
	return strings.TrimPrefix(stack.Path, stack.Stage+"/") + "/" + resource.Path
}

func problem(stack, format string, arguments ...any) error {
	return fmt.Errorf("template of %s: "+format, append([]any{stack}, arguments...)...)
}
