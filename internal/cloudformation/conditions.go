package cloudformation

import (
	"strings"

	"kasha/internal/assembly"
)

// truth is what is known of a condition.
type truth int

const (
	unknown truth = iota // depends on something that only a deployment knows
	yes
	no
)

// existence is whether a resource with a condition may exist, and the condition if only a deployment decides.
func (r *resolver) existence(stack, condition string) (uncertain string, exists bool) {
	if condition == "" {
		return "", true
	}
	switch r.condition(stack, condition) {
	case no:
		return "", false
	case unknown:
		return condition, true
	}
	return "", true
}

// condition evaluates a template's condition by name.
func (r *resolver) condition(stack, name string) truth {
	definition, ok := r.stacks[stack].Template.Conditions[name]
	if !ok {
		r.fail(stack, "no condition %q", name)
		return unknown
	}
	if r.depth == maxDepth {
		r.fail(stack, "conditions refer to each other (circular reference)")
		return unknown
	}
	r.depth++
	defer func() { r.depth-- }()
	return r.evaluate(stack, definition)
}

func (r *resolver) evaluate(stack string, definition any) truth {
	object, _ := definition.(map[string]any)
	for function, argument := range object {
		arguments, _ := argument.([]any)
		switch function {
		case "Condition":
			return r.condition(stack, text(argument))
		case "Fn::Equals":
			return r.equals(stack, arguments)
		case "Fn::Not":
			if len(arguments) == 1 {
				return negate(r.evaluate(stack, arguments[0]))
			}
		case "Fn::And":
			return r.all(stack, arguments, yes)
		case "Fn::Or":
			return negate(r.all(stack, arguments, no))
		}
	}
	return unknown
}

// all reports whether every argument is want. For Fn::Or, want is no.
func (r *resolver) all(stack string, arguments []any, want truth) truth {
	result := yes
	for _, argument := range arguments {
		switch r.evaluate(stack, argument) {
		case want:
		case unknown:
			result = unknown
		default:
			return no
		}
	}
	return result
}

func (r *resolver) equals(stack string, arguments []any) truth {
	if len(arguments) != 2 {
		return unknown
	}
	left, right := text(r.value(stack, arguments[0])), text(r.value(stack, arguments[1]))
	switch {
	case left == right:
		return yes
	case strings.Contains(left+right, "${"):
		return unknown
	}
	return no
}

// meaning is the definition of a condition that only a deployment decides, with what it compares resolved: two conditions of one
// name may differ.
func (r *resolver) meaning(stack, name string) any {
	return Rewrite(ExpandCondition(r.stacks[stack].Template, name), func(at At, value any) (any, bool) {
		if at.Name() != "Fn::Equals" {
			return nil, false
		}
		return r.value(stack, value), true
	})
}

// ExpandCondition is the definition of a template's condition, with the definitions of other conditions in place of their names.
// Where conditions refer to each other (circular reference), a name stays.
func ExpandCondition(template assembly.Template, name string) any {
	return expandCondition(template, name, 0)
}

func expandCondition(template assembly.Template, name string, depth int) any {
	return Rewrite(template.Conditions[name], func(_ At, value any) (any, bool) {
		object, _ := value.(map[string]any)
		other, ok := object["Condition"].(string)
		if !ok || len(object) != 1 || depth == len(template.Conditions) {
			return nil, false
		}
		return expandCondition(template, other, depth+1), true
	})
}

func negate(t truth) truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}
