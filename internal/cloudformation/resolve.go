package cloudformation

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
)

// resolver evaluates intrinsic functions. It is written by hand, because libraries for single templates lack what the models
// need. They need values of other stacks, references that stay comparable, and parameters that stay open instead of taking
// their defaults.
type resolver struct {
	stacks   map[string]assembly.Stack
	exports  map[string]export
	problems []error
	notes    []string // values of stacks that are not known
	depth    int      // of stack references: outputs may refer to outputs, but not to themselves

	mode mode
}

// mode is what parameters resolve to, and whether values of other stacks may be missing.
type mode int

const (
	parametersOpen    mode = iota // a deployment may give any value; values of other stacks may be missing
	parametersDefault             // a deployment gives none; nothing is missing
)

type export struct {
	stack string
	value any
}

// absent is what AWS::NoValue resolves to: the property or element does not exist.
type absent struct{}

const maxDepth = 32

func newResolver(stacks []assembly.Stack, mode mode) (*resolver, error) {
	r := &resolver{stacks: map[string]assembly.Stack{}, exports: map[string]export{}, mode: mode}
	for _, stack := range stacks {
		if _, twice := r.stacks[stack.Name]; twice {
			return nil, problem(stack.Name, "two stacks have this name; fix: give the stacks of one environment only")
		}
		r.stacks[stack.Name] = stack
	}
	for _, stack := range stacks {
		for _, output := range stack.Template.Outputs {
			if name, ok := output.Export.(map[string]any); ok {
				r.exports[text(r.value(stack.Name, name["Name"]))] = export{stack: stack.Name, value: output.Value}
			}
		}
	}
	return r, nil
}

// value resolves any value of a stack's template.
func (r *resolver) value(stack string, value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, 0, len(value))
		for _, element := range value {
			if resolved := r.value(stack, element); resolved != (absent{}) {
				list = append(list, resolved)
			}
		}
		return list
	case map[string]any:
		if len(value) == 1 {
			for name, argument := range value {
				if name == "Ref" || name == "Condition" && isText(argument) || strings.HasPrefix(name, "Fn::") {
					return r.call(stack, name, argument)
				}
			}
		}
		object := make(map[string]any, len(value))
		for key, element := range value {
			if resolved := r.value(stack, element); resolved != (absent{}) {
				object[key] = resolved
			}
		}
		return object
	default:
		return value
	}
}

func isText(value any) bool { _, ok := value.(string); return ok }

// call resolves one intrinsic function.
func (r *resolver) call(stack, function string, argument any) any {
	switch function {
	case "Ref":
		return r.ref(stack, text(argument))
	case "Fn::GetAtt":
		return r.attribute(stack, argument)
	case "Fn::GetStackOutput":
		return r.stackOutput(stack, argument)
	case "Fn::ImportValue":
		return r.importValue(stack, argument)
	case "Fn::Join":
		return r.join(stack, argument)
	case "Fn::Sub":
		return r.sub(stack, argument)
	case "Fn::Split":
		return r.split(stack, argument)
	case "Fn::Select":
		return r.selectElement(stack, argument)
	case "Fn::FindInMap":
		return r.findInMap(stack, argument)
	case "Fn::If":
		return r.choose(stack, argument)
	case "Condition":
		return map[string]any{"Condition": argument} // an IAM statement with only a condition, or Fn::If's own
	case "Fn::Base64":
		return r.value(stack, argument) // for reading, the text is better than its encoding
	case "Fn::GetAZs", "Fn::Cidr", "Fn::Length", "Fn::ToJsonString":
		return opaque(function, r.value(stack, argument)) // no model needs their values
	}
	r.fail(stack, "the function %s is not known here; fix: add it to internal/cloudformation/resolve.go", function)
	return opaque(function, argument)
}

// ref resolves Ref: pseudo parameters, parameters, resources.
func (r *resolver) ref(stack, name string) any {
	if strings.HasPrefix(name, "AWS::") {
		return r.pseudo(stack, name)
	}
	template := r.stacks[stack].Template
	definition, isParameter := template.Parameters[name]
	parameter, _ := definition.(map[string]any)
	// A default is not the value: a deployment may give another.
	if value, ok := parameter["Default"]; ok && r.mode == parametersDefault {
		if strings.HasPrefix(text(parameter["Type"]), "AWS::SSM::") {
			return opaque("SSM", value) // a name, not the value; another name is another value
		}
		return value
	}
	if _, ok := template.Resources[name]; !ok && !isParameter {
		r.fail(stack, "Ref to %q, which is neither a resource nor a parameter", name)
	}
	return Reference{Stack: stack, LogicalID: name}.String()
}

// attribute resolves Fn::GetAtt: to a property if the attribute repeats one, otherwise to a reference.
func (r *resolver) attribute(stack string, argument any) any {
	var name, attribute string
	switch argument := argument.(type) {
	case string:
		name, attribute, _ = strings.Cut(argument, ".")
	case []any:
		if len(argument) == 2 {
			name, attribute = text(argument[0]), text(r.value(stack, argument[1]))
		}
	}
	resource, ok := r.stacks[stack].Template.Resources[name]
	if !ok {
		r.fail(stack, "Fn::GetAtt of %q, which is not a resource", name)
	}
	if property := repeated(resource.Type, attribute); property != "" && resource.Properties[property] != nil {
		return r.value(stack, resource.Properties[property])
	}
	return Reference{Stack: stack, LogicalID: name, Attribute: attribute}.String()
}

// stackOutput follows Fn::GetStackOutput, the weak reference to another stack, which CloudFormation resolves at deployment.
func (r *resolver) stackOutput(stack string, argument any) any {
	arguments, _ := r.value(stack, argument).(map[string]any)
	name, output, region := text(arguments["StackName"]), text(arguments["OutputName"]), text(arguments["Region"])
	other, ok := r.stacks[name]
	if !ok {
		r.missing(stack, "output %s of stack %s, which is not a stack of this environment", output, name)
		return opaque("Fn::GetStackOutput", argument)
	}
	if region != "" && region != other.Region && other.Region != assembly.OpenRegion {
		r.fail(stack, "output %s of stack %s in %s, but that stack is in %s", output, name, region, other.Region)
	}
	found, ok := other.Template.Outputs[output]
	if !ok {
		r.fail(stack, "output %s of stack %s, which has no such output", output, name)
		return opaque("Fn::GetStackOutput", argument)
	}
	return r.elsewhere(stack, name, found.Value)
}

func (r *resolver) importValue(stack string, argument any) any {
	name := text(r.value(stack, argument))
	found, ok := r.exports[name]
	if !ok {
		r.missing(stack, "import of %q, which no stack of this environment exports", name)
		return opaque("Fn::ImportValue", argument)
	}
	return r.elsewhere(stack, found.stack, found.value)
}

// elsewhere resolves another stack's value.
func (r *resolver) elsewhere(stack, other string, value any) any {
	if r.depth == maxDepth {
		r.fail(stack, "outputs refer to each other (circular reference)")
		return opaqueCircle + "}"
	}
	r.depth++
	defer func() { r.depth-- }()
	return r.value(other, value)
}

func (r *resolver) fail(stack, format string, arguments ...any) {
	r.problems = append(r.problems, problem(stack, format, arguments...))
}

// missing notes a value of a stack that is not known.
func (r *resolver) missing(stack, format string, arguments ...any) {
	if r.mode == parametersDefault {
		r.fail(stack, format, arguments...)
		return
	}
	r.note("%v", problem(stack, format, arguments...))
}

func (r *resolver) note(format string, arguments ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, arguments...))
}

// opaqueCircle begins what stands for an output that refers to itself.
const opaqueCircle = "${circle"

// opaque stands for a value that cannot be known, so that it still compares equal to itself.
func opaque(function string, argument any) string {
	return "${" + function + "(" + text(argument) + ")}"
}
