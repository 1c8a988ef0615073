package cloudformation

import "strings"

// truth is what is known of a condition.
type truth int

const (
	unknown truth = iota // depends on something that only a deployment knows
	yes
	no
)

// condition evaluates a template's condition by name.
func (r *resolver) condition(stack, name string) truth {
	definition, ok := r.stacks[stack].Template.Conditions[name]
	if !ok {
		r.fail(stack, "no condition %q", name)
		return unknown
	}
	if r.depth == maxDepth {
		r.fail(stack, "conditions refer to each other in a circle")
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

// all reports whether every argument is want; for "or", whether every one is "no".
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

// meaning writes a condition out that only a deployment decides: two that are named alike may mean something else.
func (r *resolver) meaning(stack, name string) any {
	if r.depth == maxDepth {
		return name
	}
	r.depth++
	defer func() { r.depth-- }()
	var expand func(definition any) any
	expand = func(definition any) any {
		switch definition := definition.(type) {
		case []any:
			list := make([]any, len(definition))
			for i, element := range definition {
				list[i] = expand(element)
			}
			return list
		case map[string]any:
			if other, ok := definition["Condition"].(string); ok && len(definition) == 1 {
				return r.meaning(stack, other)
			}
			written := map[string]any{}
			for function, argument := range definition {
				if function == "Fn::Equals" {
					written[function] = r.value(stack, argument)
					continue
				}
				written[function] = expand(argument)
			}
			return written
		}
		return definition
	}
	return expand(r.stacks[stack].Template.Conditions[name])
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
