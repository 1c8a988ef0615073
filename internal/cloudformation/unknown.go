package cloudformation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Unknowns lists for people what a model of an environment cannot know. Templates may refer to what they do not contain. Nested
// stacks, macros and custom resources may contain or change anything. A deployment decides some properties of resources that
// matter to the model. An open value reads like an absent one, and what is absent allows nothing. So a model that ignored open
// values would call an environment safe by accident.
func (e Environment) Unknowns(matters func(Resource) bool) []string {
	unknowns := slices.Clone(e.notes)
	for _, resource := range e.resources {
		if mayContainAnything(resource.Type) && !e.hasKnownFunction(resource) {
			unknowns = append(unknowns, fmt.Sprintf("%s, a %s, which may hold or change anything", resource, resource.Type))
		}
		if !matters(resource) {
			continue
		}
		if resource.Uncertain != "" {
			unknowns = append(
				unknowns, fmt.Sprintf("whether there is %s: condition %s is decided when it is deployed", resource, resource.Uncertain),
			)
		}
		unknowns = append(unknowns, e.Open(resource)...)
	}
	slices.Sort(unknowns)
	return slices.Compact(unknowns)
}

// Open lists the properties of a resource that only a deployment decides. A parameter need not have its default then, and some
// functions and dynamic references cannot be resolved here.
func (e Environment) Open(resource Resource) []string {
	var open []string
	for _, name := range slices.Sorted(maps.Keys(resource.Properties)) {
		if text := e.openIn(name, resource.Properties[name]); text != "" {
			open = append(open, fmt.Sprintf("%s of %s: %s is decided when it is deployed", name, resource, text))
		}
	}
	return open
}

// openIn finds the first open text in a property. It ignores properties without effect on a model: the zone, tags, descriptions.
func (e Environment) openIn(name string, value any) string {
	found := ""
	Walk(Properties{name: value}, func(at At, value any) bool {
		switch at.Name() {
		case "AvailabilityZone", "AvailabilityZones", "Tags", "Description", "GroupDescription":
			return false
		}
		if text, ok := value.(string); ok && found == "" && e.isOpen(at.Name(), text) {
			found = text
		}
		return found == ""
	})
	return found
}

func (e Environment) isOpen(name, text string) bool {
	text = wholeValues(text)
	if strings.Contains(text, "${Fn::") || strings.Contains(text, opaqueCircle) {
		return true
	}
	if strings.Contains(text, "{{resolve:") && !isSecretProperty(name) {
		return true
	}
	return slices.ContainsFunc(References(text), func(r Reference) bool { // a parameter, or a resource that does not exist
		_, ok := e.byID[r.Stack+"."+r.LogicalID]
		return !ok
	})
}

// isSecretProperty reports whether a property is meant to have a value that nobody may know. In any other property, a dynamic
// reference hides from the models what they must know.
func isSecretProperty(name string) bool {
	return slices.Contains([]string{"MasterUsername", "MasterUserPassword", "Values", "HeaderValue"}, name)
}

// mayContainAnything reports whether a template does not say what a resource creates. That is a nested template, a macro, a
// function of someone, or a type that is not AWS's.
func mayContainAnything(resourceType string) bool {
	switch resourceType {
	case "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::CloudFormation::Macro":
		return true
	case "Custom::VpcRestrictDefaultSG", // empties the default security group; see reach
		"Custom::S3AutoDeleteObjects", "Custom::ECRAutoDeleteImages", // empty what the stack deletes; their roles are in the templates
		"Custom::LogRetention", "Custom::CDKBucketDeployment":
		return false
	}
	return !strings.HasPrefix(resourceType, "AWS::")
}

// hasKnownFunction reports whether a resource is a custom one, with its function and the role of that function in the templates. It can
// then do what the role may, which is compared with the promises.
func (e Environment) hasKnownFunction(resource Resource) bool {
	if !strings.HasPrefix(resource.Type, "Custom::") && resource.Type != "AWS::CloudFormation::CustomResource" {
		return false
	}
	function, ok := e.Find(resource.Properties.Text("ServiceToken"))
	if !ok || function.Type != "AWS::Lambda::Function" {
		return false
	}
	role, ok := e.Find(function.Properties.Text("Role"))
	return ok && role.Type == "AWS::IAM::Role"
}

// readTransforms notes macros. The models know the function that the transform of hosted rotation makes. The functions of
// AWS::LanguageExtensions are resolved, or fail.
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

// partOfValue matches one part of a value that cannot be split here, such as the id in a proxy's ARN.
var partOfValue = regexp.MustCompile(`\$\{Fn::Select\(\["?\d+"?,"\$\{Fn::Split\(\[\\"[^"\\]*\\",\\"(\$\{[^{}]+\})\\"\]\)\}"\]\)\}`)

// wholeValues replaces a part of a value with the value. A deployment decides as much or as little about an ARN as about a part of
// it.
func wholeValues(text string) string { return partOfValue.ReplaceAllString(text, "$1") }
