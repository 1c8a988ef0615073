// Package cloudformation reads the templates of one environment as a whole: it resolves their intrinsic functions and
// follows references from stack to stack, so that a model of the environment sees plain values.
//
// A value that only exists after a deployment (an id, an ARN, an address) becomes a reference in text form, such as
// ${kasha-prod-network.NetworkVpc7FB7348F} or ${kasha-prod-data.Queue.Arn}. It can be compared, joined into longer texts and
// taken back to its resource with Find. Everything else becomes what CloudFormation would make of it.
package cloudformation

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"kasha/internal/assembly"
)

// Environment is the resources of a set of stacks that are deployed together, with resolved properties.
type Environment struct {
	resources []Resource
	byID      map[string]int // stack.LogicalID
}

// Resource is one resource of an environment.
type Resource struct {
	Stack, LogicalID, Type string
	Path                   string // construct path without the environment's: data/Database/Primary/Resource
	Account, Region        string // of its stack; account is ${AWS::AccountId} where the configuration leaves it open
	Properties             Properties
}

// Resolve reads a set of stacks. It fails where a template refers to something that is not there, or uses a function that
// it does not know: a model built on a guess would prove nothing.
func Resolve(stacks []assembly.Stack) (Environment, error) {
	resolver, err := newResolver(stacks)
	if err != nil {
		return Environment{}, err
	}
	environment := Environment{byID: map[string]int{}}
	for _, stack := range stacks {
		for _, raw := range stack.Template.Sorted() {
			if raw.Condition != "" && resolver.condition(stack.Name, raw.Condition) == no {
				continue
			}
			properties, _ := resolver.value(stack.Name, raw.Properties).(map[string]any)
			resource := Resource{
				Stack: stack.Name, LogicalID: raw.LogicalID, Type: raw.Type,
				Path:    constructPath(stack, raw),
				Account: account(stack), Region: stack.Region,
				Properties: properties,
			}
			environment.byID[resource.id()] = len(environment.resources)
			environment.resources = append(environment.resources, resource)
		}
	}
	return environment, errors.Join(resolver.problems...)
}

// Resources lists the resources of the given types, or all without one, in the order of deployment and logical id.
func (e Environment) Resources(types ...string) []Resource {
	if len(types) == 0 {
		return e.resources
	}
	var found []Resource
	for _, resource := range e.resources {
		for _, wanted := range types {
			if resource.Type == wanted {
				found = append(found, resource)
			}
		}
	}
	return found
}

// Types lists the resource types of an environment, sorted.
func (e Environment) Types() []string {
	seen := map[string]bool{}
	var types []string
	for _, resource := range e.resources {
		if !seen[resource.Type] {
			seen[resource.Type] = true
			types = append(types, resource.Type)
		}
	}
	sort.Strings(types)
	return types
}

// Find follows a text that is one reference, by Ref or by any attribute, to its resource.
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

// String names a resource for people: its logical id, which AWS's console shows, and its construct path, which leads to
// the code.
func (r Resource) String() string {
	if r.Path == "" {
		return r.LogicalID + " (" + r.Stack + ")"
	}
	return r.LogicalID + " (" + r.Path + ")"
}

// Name is the construct path without the stack's and without the elements that every construct has: Database/Primary.
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

func account(stack assembly.Stack) string {
	if stack.Account == "" || stack.Account == "unknown-account" {
		return "${AWS::AccountId}"
	}
	return stack.Account
}

func problem(stack, format string, arguments ...any) error {
	return fmt.Errorf("template of %s: "+format, append([]any{stack}, arguments...)...)
}
