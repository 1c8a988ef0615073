package values

// Within reads what an object holds under a path; nil where there is nothing.
func Within(object map[string]any, path ...string) any {
	value := any(object)
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// Objects are the objects in a list. Anything else in it is left out.
func Objects(list any) []map[string]any {
	var all []map[string]any
	items, _ := list.([]any)
	for _, item := range items {
		if object, ok := item.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}
