package values

import (
	"maps"
	"regexp"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
)

// Name identifies a resource among those of all stacks.
func Name(stack, logicalID string) string { return stack + "." + logicalID }

// reference finds ${stack.LogicalID}, ${stack.LogicalID.Attribute} and marked references within a text.
var reference = regexp.MustCompile(`\$\{([A-Za-z0-9-]+\.[A-Za-z0-9]+)((?: \([a-z ]+\))?(?:\.[^{}]*)?)\}`)

// Mark adds a mark to every reference to the given resources, so that a comparison sees a change that the text hides. Marks are
// by Name.
func Mark(t engine.Template, marks map[string]string) engine.Template {
	if len(marks) == 0 {
		return t
	}
	marked := engine.Template{}
	for id, resource := range t {
		copied := maps.Clone(resource)
		if properties, ok := resource["Properties"]; ok {
			copied["Properties"] = Rewrite(properties, func(resource, rest string) string {
				return "${" + resource + marks[resource] + rest + "}"
			})
		}
		marked[id] = copied
	}
	return marked
}

// Rewrite replaces every reference in a value. rest is what follows the resource's Name: a mark, and an attribute with its dot.
func Rewrite(v any, as func(resource, rest string) string) any {
	return cloudformation.RewriteTexts(v, func(text string) string {
		return reference.ReplaceAllStringFunc(text, func(found string) string {
			parts := reference.FindStringSubmatch(found)
			return as(parts[1], parts[2])
		})
	})
}
