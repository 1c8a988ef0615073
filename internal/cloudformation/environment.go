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
	"strings"

	"kasha/internal/assembly"
)

// Environment is the resources of a set of stacks that are deployed together, with resolved properties.
type Environment struct {
	resources []Resource
	byID      map[string]int // stack.LogicalID
	notes     []string       // what the templates refer to and do not hold
}

// Resource is one resource of an environment.
type Resource struct {
	Stack, LogicalID, Type string
	Path                   string // construct path without the environment's: data/Database/Primary/Resource
	Account, Region        string // of its stack; account is ${AWS::AccountId} where the configuration leaves it open
	Properties             Properties
	Uncertain              string // the condition that decides, when it is deployed, whether the resource is created
}

// Resolve reads a set of stacks. It fails where a template refers to something that is not in it, or uses a function that
// it does not know: a model built on a guess would prove nothing. What another stack has to give, which is not among these,
// stays unknown, and is one of the environment's Doubts.
func Resolve(stacks []assembly.Stack) (Environment, error) {
	return resolve(stacks, false)
}

// ResolveAsDeployed reads a set of stacks as a deployment without arguments does: parameters have their defaults, and a value
// of a stack that is not there is an error.
func ResolveAsDeployed(stacks []assembly.Stack) (Environment, error) {
	return resolve(stacks, true)
}

func resolve(stacks []assembly.Stack, asDeployed bool) (Environment, error) {
	resolver, err := newResolver(stacks, asDeployed)
	if err != nil {
		return Environment{}, err
	}
	environment := Environment{byID: map[string]int{}}
	for _, stack := range stacks {
		resolver.readTransforms(stack.Name)
		for _, raw := range stack.Template.Sorted() {
			uncertain := ""
			if raw.Condition != "" {
				switch resolver.condition(stack.Name, raw.Condition) {
				case no:
					continue
				case unknown:
					uncertain = raw.Condition
				}
			}
			properties, _ := resolver.value(stack.Name, raw.Properties).(map[string]any)
			resource := Resource{
				Stack: stack.Name, LogicalID: raw.LogicalID, Type: raw.Type,
				Path:    constructPath(stack, raw),
				Account: account(stack), Region: stack.Region,
				Properties: properties, Uncertain: uncertain,
			}
			environment.byID[resource.id()] = len(environment.resources)
			environment.resources = append(environment.resources, resource)
		}
	}
	environment.notes = resolver.notes
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
