// Package references knows which stack reads which value of which other stack, and what happens to the reader when the value changes.
//
// With a strong reference (Fn::ImportValue), CloudFormation refuses to change or remove an export while a stack imports it. A weak
// reference (Fn::GetStackOutput) is read when the reading resource is created or updated. AWS says that "the consuming stack is not
// automatically updated or notified" (CloudFormation template reference, Fn::GetStackOutput). Neither the CDK CLI nor a change set would
// update a reader whose template text is the same. The CLI skips the stack, and CloudFormation compares the text of each resource. For
// this reason, CloudFormation overlooks changed values behind dynamic references (aws-cloudformation/cloudformation-coverage-roadmap
// issues 369 and 844). No documentation says that Fn::GetStackOutput behaves differently. So the function Note writes into each reading
// resource what identifies the resources whose values it reads.
//
// What it does not understand: values that AWS looks up by name during the deployment ({{resolve:...}}, an ARN written by hand).
package references

import (
	"fmt"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Reference is one place in a stack that reads a value of another stack.
type Reference struct {
	Stack, Resource string // the reader; the resource is empty where an output of the stack reads the value
	Property        string // of the resource
	Producer        string // the stack whose value it is; empty where no stack of the assembly has it
	Output          string // its key among the producer's outputs
	Strong          bool
}

// Of lists the references of a stack to outputs and exports of others, by resource and property.
func Of(stack assembly.Stack, all []assembly.Stack) []Reference {
	exports := exportsOf(all)
	var found []Reference
	read := func(resource, property string, value any) {
		cloudformation.Walk(value, func(_ cloudformation.At, value any) bool {
			call, _ := value.(map[string]any)
			if weak, ok := call["Fn::GetStackOutput"].(map[string]any); ok {
				producer, _ := weak["StackName"].(string)
				output, _ := weak["OutputName"].(string)
				found = append(found, Reference{Stack: stack.Name, Resource: resource, Property: property, Producer: producer, Output: output})
			}
			if name, ok := call["Fn::ImportValue"]; ok {
				text, _ := name.(string)
				from := exports[export{account: stack.Account, region: stack.Region, name: text}]
				found = append(found, Reference{
					Stack: stack.Name, Resource: resource, Property: property, Producer: from.Producer, Output: from.Output, Strong: true,
				})
			}
			return true
		})
	}
	for _, resource := range stack.Template.Sorted() {
		cloudformation.Walk(resource.Properties, func(at cloudformation.At, value any) bool {
			if len(at) != 1 {
				return len(at) == 0
			}
			read(resource.LogicalID, at.Name(), value)
			return false
		})
	}
	for _, key := range sortedOutputs(stack) {
		read("", key, stack.Template.Outputs[key].Value)
	}
	slices.SortStableFunc(found, func(a, b Reference) int { return compareText(a.Resource, b.Resource) })
	return found
}

// export is what makes an export's name unique.
type export struct{ account, region, name string }

func exportsOf(stacks []assembly.Stack) map[export]Reference {
	exports := map[export]Reference{}
	for _, stack := range stacks {
		for key, output := range stack.Template.Outputs {
			if name := ExportName(output); name != "" {
				exports[export{account: stack.Account, region: stack.Region, name: name}] = Reference{Producer: stack.Name, Output: key}
			}
		}
	}
	return exports
}

// ExportName is the name under which other stacks import an output; empty for an output that is not exported.
func ExportName(output assembly.Output) string {
	exported, _ := output.Export.(map[string]any)
	name, _ := exported["Name"].(string)
	return name
}

// Targets are the resources that an output of a stack has a value of.
func Targets(stack string, value any) []cloudformation.Reference {
	return cloudformation.References(Value(stack, value))
}

// Value is the value of an output with Ref and Fn::GetAtt as references in text form.
func Value(stack string, value any) any {
	return cloudformation.Rewrite(value, func(_ cloudformation.At, value any) (any, bool) {
		call, _ := value.(map[string]any)
		if id, ok := call["Ref"].(string); ok {
			return cloudformation.Reference{Stack: stack, LogicalID: id}.String(), true
		}
		if list, ok := call["Fn::GetAtt"].([]any); ok && len(list) == 2 {
			return cloudformation.Reference{Stack: stack, LogicalID: fmt.Sprint(list[0]), Attribute: fmt.Sprint(list[1])}.String(), true
		}
		return nil, false
	})
}
