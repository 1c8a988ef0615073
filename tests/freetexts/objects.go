package freetexts

import (
	"maps"
	"slices"
	"strconv"
)

// usual returns the text that an object has in a field, the last of a list. It reports false if the object does not have the field.
func (f field) usual(object map[string]any) (string, bool) {
	value, ok := at(object, f.path)
	if !ok {
		return "", false
	}
	switch value := value.(type) {
	case string:
		return value, true
	case []any:
		if len(value) > 0 {
			text, ok := value[len(value)-1].(string)
			return text, ok
		}
	case map[string]any:
		if len(value) == 0 {
			return "", false
		}
		key := slices.Sorted(maps.Keys(value))[0]
		if f.in == mapKey {
			return key, true
		}
		text, ok := value[key].(string)
		return text, ok
	}
	return "", false
}

// set writes texts into the field of an object. All but the last element of a list stay. A map gets other keys beside its own. The first
// of other values replaces its first value, whose key may decide what is allowed.
func (f field) set(object map[string]any, texts ...string) {
	holder, name := holderOf(object, f.path), f.path[len(f.path)-1]
	switch f.in {
	case alone:
		holder[name] = texts[0]
	case list:
		elements := holder[name].([]any)
		elements = elements[:len(elements)-1]
		for _, text := range texts {
			elements = append(elements, text)
		}
		holder[name] = elements
	case mapKey:
		values := holder[name].(map[string]any)
		value := any("a name")
		if object, ok := values[slices.Sorted(maps.Keys(values))[0]].(map[string]any); ok {
			value = object
		}
		for _, text := range texts {
			values[text] = clone(value)
		}
	case mapValue:
		values := holder[name].(map[string]any)
		key := slices.Sorted(maps.Keys(values))[0]
		for i, text := range texts {
			values[key] = text
			key = "TEXT_" + strconv.Itoa(i)
		}
	}
}

func at(object map[string]any, path []string) (any, bool) {
	if holder := holderOf(object, path); holder != nil {
		return holder[path[len(path)-1]], true
	}
	return nil, false
}

// holderOf returns the object whose field the last name of a path is, or nil where there is none.
func holderOf(object map[string]any, path []string) map[string]any {
	if len(path) == 1 {
		if _, ok := object[path[0]]; ok {
			return object
		}
		return nil
	}
	names := []string{path[0]}
	if path[0] == each {
		names = slices.Sorted(maps.Keys(object))
	}
	for _, name := range names {
		if list, ok := object[name].([]any); ok && path[1] == each && len(path) > 2 {
			for _, element := range list {
				if inner, ok := element.(map[string]any); ok {
					if holder := holderOf(inner, path[2:]); holder != nil {
						return holder
					}
				}
			}
		}
		if inner, ok := object[name].(map[string]any); ok {
			if holder := holderOf(inner, path[1:]); holder != nil {
				return holder
			}
		}
	}
	return nil
}

func clone(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := map[string]any{}
		for name, element := range value {
			copied[name] = clone(element)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, element := range value {
			copied[i] = clone(element)
		}
		return copied
	}
	return value
}
