package reference

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// check holds a value against a JSON schema, as far as this schema uses the language. It returns what is wrong.
func check(schema map[string]any, value any) []string {
	definitions, _ := schema["definitions"].(map[string]any)
	return validator{definitions: definitions}.check("", schema, value)
}

type validator struct{ definitions map[string]any }

func (v validator) check(path string, schema map[string]any, value any) []string {
	if reference, ok := schema["$ref"].(string); ok {
		schema = v.definitions[strings.TrimPrefix(reference, "#/definitions/")].(map[string]any)
	}
	var problems []string
	for _, part := range list(schema["allOf"]) {
		problems = append(problems, v.check(path, part.(map[string]any), value)...)
	}
	if choices := list(schema["anyOf"]); len(choices) > 0 {
		fits := func(choice any) bool { return len(v.check(path, choice.(map[string]any), value)) == 0 }
		if !slices.ContainsFunc(choices, fits) {
			problems = append(problems, path+" fits none of the choices")
		}
	}
	if want, ok := schema["type"].(string); ok && !isOf(want, value) {
		return append(problems, fmt.Sprintf("%s is not of the type %s", path, want))
	}
	if words := list(schema["enum"]); len(words) > 0 && !slices.Contains(words, value) {
		problems = append(problems, fmt.Sprintf("%s is none of %s", path, strings.Trim(strings.ReplaceAll(fmt.Sprint(words), " ", ", "), "[]")))
	}
	if most, ok := schema["maximum"].(float64); ok && value.(float64) > most {
		problems = append(problems, fmt.Sprintf("%s is above %v", path, most))
	}
	if least, ok := schema["minimum"].(float64); ok && value.(float64) < least {
		problems = append(problems, fmt.Sprintf("%s is below %v", path, least))
	}
	items, _ := schema["items"].(map[string]any)
	for i, element := range list(value) {
		problems = append(problems, v.check(fmt.Sprintf("%s[%d]", path, i), items, element)...)
	}
	return append(problems, v.checkFields(path, schema, value)...)
}

func (v validator) checkFields(path string, schema map[string]any, value any) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	var problems []string
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if property, known := properties[name].(map[string]any); known {
			problems = append(problems, v.check(path+"."+name, property, object[name])...)
		} else if others, ok := schema["additionalProperties"].(map[string]any); ok {
			problems = append(problems, v.check(path+"."+name, others, object[name])...)
		} else if schema["additionalProperties"] == false {
			problems = append(problems, path+"."+name+" is not a field")
		}
	}
	for _, name := range list(schema["required"]) {
		if _, there := object[name.(string)]; !there {
			problems = append(problems, fmt.Sprintf("%s has no %s", path, name))
		}
	}
	return problems
}

func list(value any) []any {
	elements, _ := value.([]any)
	return elements
}

func isOf(want string, value any) bool {
	switch value := value.(type) {
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && value == math.Trunc(value)
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}
