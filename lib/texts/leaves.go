package texts

import (
	_ "embed"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Place is where a template has a text.
type Place struct{ Type, Path string }

// Compare orders places by type and path.
func (p Place) Compare(other Place) int {
	return strings.Compare(p.Type+" "+p.Path, other.Type+" "+other.Path)
}

// Leaf is a text in a resource's properties.
type Leaf struct {
	// Path is the place as the table has it, and At the same with the index of each element: Tags[].Key and Tags.0.Key.
	Path, At string

	// Text is the text; of a composed one, the parts that are known.
	Text string

	// Hidden is a known part within a function within Fn::Join, which the CDK's validator does not show to rules.
	Hidden string
}

// Leaves lists the texts in the properties of a resource, in order. A text that is known only at deployment is none. References of a
// single name, such as Ref, are none either.
func Leaves(properties map[string]any) []Leaf {
	var leaves []Leaf
	visit(Leaf{}, properties, func(leaf Leaf, value any) any {
		leaf.Text, leaf.Hidden = known(value)
		if leaf.Text != "" {
			leaves = append(leaves, leaf)
		}
		return value
	})
	return leaves
}

// Rewrite copies properties with other texts.
func Rewrite(properties map[string]any, with func(text string) any) map[string]any {
	copied := visit(Leaf{}, properties, func(_ Leaf, value any) any {
		if text, _ := known(value); text != "" {
			return with(text)
		}
		return value
	})
	return copied.(map[string]any)
}

// visit copies a value, and asks about each text and each function in it.
func visit(at Leaf, value any, leaf func(Leaf, any) any) any {
	switch value := value.(type) {
	case string:
		return leaf(at, value)
	case []any:
		copied := make([]any, len(value))
		for i, element := range value {
			copied[i] = visit(Leaf{Path: at.Path + "[]", At: at.At + "." + strconv.Itoa(i)}, element, leaf)
		}
		return copied
	case map[string]any:
		if isFunction(value) {
			return leaf(at, value)
		}
		copied := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			copied[name] = visit(Leaf{Path: join(at.Path, name), At: join(at.At, name)}, value[name], leaf)
		}
		return copied
	}
	return value
}

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// isFunction reports whether an object calls a function of CloudFormation.
func isFunction(value map[string]any) bool {
	if len(value) != 1 {
		return false
	}
	for name := range value {
		return name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return false
}

// known returns the known parts of a text, and those that Fn::Join hides within another function.
func known(value any) (text, hidden string) {
	function, ok := value.(map[string]any)
	if !ok {
		text, _ = value.(string)
		return text, ""
	}
	if arguments, ok := function["Fn::Join"].([]any); ok && len(arguments) == 2 {
		parts, _ := arguments[1].([]any)
		for _, part := range parts {
			if literal, ok := part.(string); ok {
				text += literal
			} else {
				inner, deeper := known(part)
				hidden += inner + deeper
			}
		}
	}
	switch arguments := function["Fn::Sub"].(type) {
	case string:
		text = arguments
	case []any:
		text, _ = arguments[0].(string)
	}
	return text, hidden
}

// The checks in checked.txt that the CDK's validator makes, with CloudFormation's schema or its own rules. It reports a value that an
// enumeration lacks as a warning, with which a synthesis succeeds; make test refuses warnings in every shape.
const (
	Schema        = "schema"
	SchemaWarning = "schema-warning"
)

//go:embed checked.txt
var checked string

// Checked returns what checks each text of every shape, as TestEveryTextIsChecked of ./tests found it: names of rules, Schema or
// SchemaWarning. A type without a text has the path - and the check no-text.
func Checked() map[Place][]string {
	places := map[Place][]string{}
	for line := range strings.Lines(checked) {
		// A path may hold a space only where it names a key of an object, and no key of ours does.
		fields := strings.Fields(line)
		places[Place{Type: fields[0], Path: fields[1]}] = fields[2:]
	}
	return places
}
