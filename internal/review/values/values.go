// Package values makes two revisions' templates comparable: every value is followed to where it comes from.
//
// A template says Ref: Subnet, or Fn::GetStackOutput: of another stack. Two revisions may say the same and mean another
// subnet, or say something else and mean the same one. Resolved, a value reads as what is meant; what only a deployment
// knows reads ${kasha-prod-network.Subnet}, whichever stack asks for it. Mark then makes those references differ whose
// resource is another one after the deployment.
//
// A value that AWS looks up under a name at deployment ({{resolve:...}}, an SSM parameter, an ARN written by hand) cannot
// be followed.
package values

import (
	"encoding/json"
	"maps"
	"regexp"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
)

// Templates are the resources of every stack, by the stack's name.
type Templates map[string]engine.Template

// Resolve resolves the templates of an assembly. Problems are references that nothing answers: such a stack does not
// deploy.
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

// template is a resource as CloudFormation acts upon it. Construct paths and other notes of the CDK are left out: they are
// no difference to anybody.
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
		set("Condition", condition(stack, raw.Condition, 0))
	}
	for key, value := range raw.Metadata {
		if strings.HasPrefix(key, "AWS::") { // AWS::CloudFormation::Init: instances read it
			set("Metadata", map[string]any{key: value})
		}
	}
	return resolved
}

// condition writes a condition out, so that a resource differs when the meaning of its condition does.
func condition(stack assembly.Stack, name string, depth int) any {
	var expand func(v any) any
	expand = func(v any) any {
		switch v := v.(type) {
		case []any:
			list := make([]any, len(v))
			for i, item := range v {
				list[i] = expand(item)
			}
			return list
		case map[string]any:
			if other, ok := v["Condition"].(string); ok && len(v) == 1 && depth < len(stack.Template.Conditions) {
				return condition(stack, other, depth+1)
			}
			copied := map[string]any{}
			for key, item := range v {
				copied[key] = expand(item)
			}
			return copied
		}
		return v
	}
	return expand(stack.Template.Conditions[name])
}

// unpack reads policies that are written as a string of JSON: their spaces are no difference, and the diff engine finds
// statements only in objects.
func unpack(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = unpack(item)
		}
		return list
	case map[string]any:
		copied := map[string]any{}
		for key, item := range v {
			copied[key] = unpack(item)
			written, ok := item.(string)
			if !ok || !strings.Contains(key, "Policy") {
				continue
			}
			var policy map[string]any
			if json.Unmarshal([]byte(written), &policy) == nil {
				copied[key] = policy
			}
		}
		return copied
	}
	return v
}

// Name is a resource's name among those of all stacks.
func Name(stack, logicalID string) string { return stack + "." + logicalID }

// reference finds ${stack.LogicalID}, ${stack.LogicalID.Attribute} and the same with a mark in a longer text.
var reference = regexp.MustCompile(`\$\{([A-Za-z0-9-]+\.[A-Za-z0-9]+)((?: \([a-z ]+\))?(?:\.[^{}]*)?)\}`)

// Mark adds a mark to every reference to the named resources, so that a comparison sees a change that the text hides.
func Mark(t engine.Template, marks map[string]string) engine.Template {
	if len(marks) == 0 {
		return t
	}
	marked := engine.Template{}
	for id, resource := range t {
		copied := maps.Clone(resource)
		if properties, ok := resource["Properties"]; ok {
			copied["Properties"] = Rewrite(properties, func(resource, rest string) string {
				return "${" + resource + marks[resource] + rest + "}"
			})
		}
		marked[id] = copied
	}
	return marked
}

// Rewrite replaces every reference in a value. What follows the resource's name, a mark and an attribute with its dot, is
// the rest.
func Rewrite(v any, as func(resource, rest string) string) any {
	switch v := v.(type) {
	case string:
		return reference.ReplaceAllStringFunc(v, func(found string) string {
			parts := reference.FindStringSubmatch(found)
			return as(parts[1], parts[2])
		})
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = Rewrite(item, as)
		}
		return list
	case map[string]any:
		copied := map[string]any{}
		for key, item := range v {
			copied[key] = Rewrite(item, as)
		}
		return copied
	}
	return v
}
