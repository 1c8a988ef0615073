package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Doubts lists what a model of an environment cannot know, for people: what the templates refer to and do not hold, what may
// hold or change anything (nested stacks, macros, custom resources), and what is open about the resources that matter to the
// model. An open value reads as an absent one, and what is absent looks closed: a model that passed over it would call an
// environment safe by accident.
func (e Environment) Doubts(matters func(Resource) bool) []string {
	doubts := slices.Clone(e.notes)
	for _, resource := range e.resources {
		if mayHoldAnything(resource.Type) {
			doubts = append(doubts, fmt.Sprintf("%s, a %s, which may hold or change anything", resource, resource.Type))
		}
		if !matters(resource) {
			continue
		}
		if resource.Uncertain != "" {
			doubts = append(doubts, fmt.Sprintf("whether there is %s: condition %s is decided when it is deployed", resource, resource.Uncertain))
		}
		doubts = append(doubts, e.Open(resource)...)
	}
	slices.Sort(doubts)
	return slices.Compact(doubts)
}

// Open lists the properties of a resource that only a deployment decides: by a parameter, whose default is not what somebody
// deploys with, or by a function or dynamic reference that cannot be resolved here.
func (e Environment) Open(resource Resource) []string {
	var open []string
	for _, name := range slices.Sorted(maps.Keys(resource.Properties)) {
		if text := e.openIn(name, resource.Properties[name]); text != "" {
			open = append(open, fmt.Sprintf("%s of %s: %s is decided when it is deployed", name, resource, text))
		}
	}
	return open
}

// openIn finds the first open text in a value. The names of properties that bear on nothing are passed over: in which zone
// something stands, and what it is called in the console.
func (e Environment) openIn(name string, value any) string {
	switch name {
	case "AvailabilityZone", "AvailabilityZones", "Tags", "Description", "GroupDescription":
		return ""
	}
	switch value := value.(type) {
	case string:
		if e.isOpen(name, value) {
			return value
		}
	case []any:
		for _, element := range value {
			if text := e.openIn(name, element); text != "" {
				return text
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if text := e.openIn(key, value[key]); text != "" {
				return text
			}
		}
	}
	return ""
}

func (e Environment) isOpen(name, text string) bool {
	if strings.Contains(text, "${Fn::") || strings.Contains(text, opaqueCircle) {
		return true
	}
	if strings.Contains(text, "{{resolve:") && !isSecretProperty(name) {
		return true
	}
	return slices.ContainsFunc(References(text), func(r Reference) bool { // a parameter, or a resource that there is not
		_, ok := e.byID[r.Stack+"."+r.LogicalID]
		return !ok
	})
}

// isSecretProperty is where a value that nobody may know belongs. Elsewhere it keeps the models from knowing it, too.
func isSecretProperty(name string) bool {
	return slices.Contains([]string{"MasterUsername", "MasterUserPassword", "Values", "HeaderValue"}, name)
}

// mayHoldAnything is a resource whose template does not say what comes of it: whatever a nested template, a macro, somebody's
// function or a type that is not AWS's makes.
func mayHoldAnything(resourceType string) bool {
	switch resourceType {
	case "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::CloudFormation::Macro":
		return true
	case "Custom::VpcRestrictDefaultSG", // empties the default security group; see reach
		"Custom::S3AutoDeleteObjects", "Custom::ECRAutoDeleteImages", // empty what is deleted; their roles are in the templates
		"Custom::LogRetention", "Custom::CDKBucketDeployment":
		return false
	}
	return !strings.HasPrefix(resourceType, "AWS::")
}

// readTransforms notes macros. That of hosted rotation makes a function, which the models know; those of AWS that are
// functions in the template itself are resolved, or fail.
func (r *resolver) readTransforms(stack string) {
	transforms := r.stacks[stack].Template.Transform
	list, ok := transforms.([]any)
	if !ok && transforms != nil {
		list = []any{transforms}
	}
	for _, transform := range list {
		if name := text(transform); !strings.HasPrefix(name, "AWS::SecretsManager-") && name != "AWS::LanguageExtensions" {
			r.note("the transform %s of stack %s, which may add or change anything", name, stack)
		}
	}
}
