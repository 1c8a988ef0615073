package cloudformation

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// At is where a value stands within another: the names of the properties that lead to it. The elements of a list stand where
// their list does.
type At []string

// Name is the nearest property's name; empty at the root.
func (a At) Name() string {
	if len(a) == 0 {
		return ""
	}
	return a[len(a)-1]
}

// String joins the names with dots, as in BackupPlan.BackupPlanRule.RuleName.
func (a At) String() string { return strings.Join(a, ".") }

// Walk visits a value and every value within it. It visits each object and list before their elements, and the properties of an
// object by sorted name. visit returns whether to look into the value. It must not keep at, which Walk writes over.
func Walk(value any, visit func(at At, value any) bool) { walk(nil, value, visit, inValues) }

// WalkDocuments is Walk, and looks into JSON objects that are written as text: state machines, dashboards, some policies. visit
// sees the text first.
func WalkDocuments(value any, visit func(at At, value any) bool) {
	walk(nil, value, visit, inDocuments)
}

// depth is whether a walk opens texts that are JSON objects.
type depth int

const (
	inValues depth = iota
	inDocuments
)

func walk(at At, value any, visit func(At, any) bool, in depth) {
	if properties, ok := value.(Properties); ok {
		value = map[string]any(properties)
	}
	if !visit(at, value) {
		return
	}
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			walk(at, element, visit, in)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			walk(append(at, name), value[name], visit, in)
		}
	case string:
		if document, ok := Document(value); ok && in == inDocuments {
			walk(at, document, visit, in)
		}
	}
}

// Document reads a text that is a JSON object.
func Document(text string) (map[string]any, bool) {
	if text = strings.TrimSpace(text); !strings.HasPrefix(text, "{") || strings.HasPrefix(text, "{{") { // a dynamic reference
		return nil, false
	}
	var document map[string]any
	return document, json.Unmarshal([]byte(text), &document) == nil
}

// WalkTexts visits every text within a value, in the order of Walk.
func WalkTexts(value any, visit func(text string)) {
	Walk(value, func(_ At, value any) bool {
		if text, ok := value.(string); ok {
			visit(text)
		}
		return true
	})
}

// Rewrite copies a value. For each value within it, replace returns the value to put there and true. With false, the value is
// copied, and replace is called for what it contains.
func Rewrite(value any, replace func(at At, value any) (any, bool)) any {
	return rewrite(nil, value, replace)
}

func rewrite(at At, value any, replace func(At, any) (any, bool)) any {
	if properties, ok := value.(Properties); ok {
		value = map[string]any(properties)
	}
	if replaced, ok := replace(at, value); ok {
		return replaced
	}
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = rewrite(at, element, replace)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for name, element := range value {
			object[name] = rewrite(append(at, name), element, replace)
		}
		return object
	}
	return value
}

// RewriteTexts copies a value with every text within it replaced.
func RewriteTexts(value any, replace func(text string) string) any {
	return Rewrite(value, func(_ At, value any) (any, bool) {
		if text, ok := value.(string); ok {
			return replace(text), true
		}
		return nil, false
	})
}
