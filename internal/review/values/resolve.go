// Package values makes the templates of two revisions comparable: it replaces every reference by the value that it refers to.
//
// A template refers to a subnet by Ref, or by Fn::GetStackOutput of another stack. In two revisions, the same expression may refer to
// different subnets, or different expressions to the same subnet. Resolve takes an assembly and returns templates in which each reference
// is replaced by its value. A value that is known only after a deployment is written as ${kasha-prod-network.Subnet}, in every stack that
// uses it. Mark then changes the references to resources that the deployment replaces, so that a comparison sees them.
//
// What it does not understand: references to something that does not exist are returned as problems. A value that AWS looks up by name
// during the deployment is not resolved, but compared as text. Examples are {{resolve:...}}, an SSM parameter and an ARN written by hand.
package values

import (
	"maps"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
)

// Templates are the resources of every stack, by the stack's name.
type Templates map[string]engine.Template

// Resolve resolves the templates of an assembly. Problems are references that nothing answers; the deployment of such a stack
// fails.
func Resolve(a assembly.Assembly) (templates Templates, problems []string, err error) {
	environment, err := cloudformation.ResolveAsDeployed(a.Stacks)
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range all.Unwrap() {
			problems = append(problems, one.Error())
		}
	} else if err != nil {
		return nil, nil, err
	}
	templates = Templates{}
	for _, stack := range a.Stacks {
		templates[stack.Name] = engine.Template{}
	}
	for _, resource := range environment.Resources() {
		stack, _ := a.Stack(resource.Stack)
		if resource.Type != "AWS::CDK::Metadata" {
			templates[resource.Stack][resource.LogicalID] = template(stack, resource)
		}
	}
	return templates, problems, nil
}

// template is a resource with everything that CloudFormation acts upon. Construct paths and other metadata of the CDK are left
// out, because a change of them has no effect.
func template(stack assembly.Stack, resource cloudformation.Resource) map[string]any {
	raw := stack.Template.Resources[resource.LogicalID]
	resolved := map[string]any{"Type": resource.Type}
	set := func(key string, value any) {
		if value != nil && value != "" {
			resolved[key] = value
		}
	}
	if len(resource.Properties) > 0 {
		set("Properties", unpack(map[string]any(resource.Properties)))
	}
	set("DependsOn", raw.DependsOn)
	set("DeletionPolicy", raw.DeletionPolicy)
	set("UpdateReplacePolicy", raw.UpdateReplacePolicy)
	set("CreationPolicy", raw.CreationPolicy)
	set("UpdatePolicy", raw.UpdatePolicy)
	if raw.Condition != "" {
		set("Condition", cloudformation.ExpandCondition(stack.Template, raw.Condition))
	}
	metadata := maps.Clone(raw.Metadata) // instances read AWS::CloudFormation::Init
	maps.DeleteFunc(metadata, func(key string, _ any) bool { return !strings.HasPrefix(key, "AWS::") })
	if len(metadata) > 0 {
		set("Metadata", metadata)
	}
	return resolved
}

// unpack parses policies that are written as JSON text. Spaces in them make no difference, and the diff engine finds statements
// in objects only.
func unpack(v any) any {
	return cloudformation.Rewrite(v, func(at cloudformation.At, value any) (any, bool) {
		text, _ := value.(string)
		policy, ok := cloudformation.Document(text)
		return policy, ok && strings.Contains(at.Name(), "Polic")
	})
}
