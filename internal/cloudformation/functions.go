package cloudformation

import (
	"strconv"
	"strings"
)

func (r *resolver) join(stack string, argument any) any {
	delimiter, list, ok := r.pair(stack, argument)
	elements, isList := list.([]any)
	if !ok || !isList {
		return opaque("Fn::Join", argument)
	}
	texts := make([]string, len(elements))
	for i, element := range elements {
		texts[i] = text(element)
	}
	return strings.Join(texts, text(delimiter))
}

func (r *resolver) split(stack string, argument any) any {
	delimiter, value, ok := r.pair(stack, argument)
	joined := text(value)
	// The value of a reference may contain the delimiter, so the elements cannot be counted.
	if !ok || strings.Contains(joined, "${") && text(delimiter) != "," {
		return opaque("Fn::Split", []any{delimiter, value})
	}
	var list []any
	for _, part := range strings.Split(joined, text(delimiter)) {
		list = append(list, part)
	}
	return list
}

func (r *resolver) selectElement(stack string, argument any) any {
	index, value, ok := r.pair(stack, argument)
	list, isList := value.([]any)
	if !ok || !isList {
		return opaque("Fn::Select", []any{index, value})
	}
	i, err := strconv.Atoi(text(index))
	if err != nil || i < 0 || i >= len(list) {
		r.fail(stack, "Fn::Select of element %s of %d", text(index), len(list))
		return opaque("Fn::Select", argument)
	}
	return list[i]
}

// sub resolves Fn::Sub in both forms. ${!Name} is how CloudFormation writes a literal ${Name}, which IAM uses for policy variables.
func (r *resolver) sub(stack string, argument any) any {
	format, variables := text(argument), map[string]any{}
	if list, ok := argument.([]any); ok && len(list) == 2 {
		format = text(list[0])
		variables, _ = r.value(stack, list[1]).(map[string]any)
	}
	return ReplacePlaceholders(format, func(placeholder string) string {
		name := placeholder[2 : len(placeholder)-1]
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		if value, ok := variables[name]; ok {
			return text(value)
		}
		if logicalID, attribute, ok := strings.Cut(name, "."); ok {
			return text(r.attribute(stack, []any{logicalID, attribute}))
		}
		return text(r.ref(stack, name))
	})
}

func (r *resolver) findInMap(stack string, argument any) any {
	keys, _ := r.value(stack, argument).([]any)
	if len(keys) < 3 {
		return opaque("Fn::FindInMap", argument)
	}
	mapping, _ := r.stacks[stack].Template.Mappings[text(keys[0])].(map[string]any)
	first, _ := mapping[text(keys[1])].(map[string]any)
	if value, ok := first[text(keys[2])]; ok {
		return value
	}
	if strings.Contains(text(keys[1])+text(keys[2]), "${") { // by account, which the configuration may leave open
		return opaque("Fn::FindInMap", keys)
	}
	r.fail(stack, "no %s/%s in mapping %s", text(keys[1]), text(keys[2]), text(keys[0]))
	return opaque("Fn::FindInMap", keys)
}

func (r *resolver) choose(stack string, argument any) any {
	arms, _ := argument.([]any)
	if len(arms) != 3 {
		return opaque("Fn::If", argument)
	}
	switch r.condition(stack, text(arms[0])) {
	case yes:
		return r.value(stack, arms[1])
	case no:
		return r.value(stack, arms[2])
	}
	return opaque("Fn::If", []any{r.meaning(stack, text(arms[0])), r.value(stack, arms[1]), r.value(stack, arms[2])})
}

// pair resolves a function's two arguments.
func (r *resolver) pair(stack string, argument any) (first, second any, ok bool) {
	arguments, isList := argument.([]any)
	if !isList || len(arguments) != 2 {
		return nil, nil, false
	}
	return r.value(stack, arguments[0]), r.value(stack, arguments[1]), true
}
