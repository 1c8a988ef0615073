package cloudformation

import "strings"

// Reference is a value that a resource has once it is deployed.
type Reference struct {
	Stack, LogicalID string
	Attribute        string // empty: what Ref gives
}

// String is the reference's text form. Stack names and logical ids contain no dots, so it can be parsed again.
func (r Reference) String() string {
	text := "${" + r.Stack + "." + r.LogicalID
	if r.Attribute != "" {
		text += "." + r.Attribute
	}
	return text + "}"
}

// ParseReference parses a text that is one reference and nothing else.
func ParseReference(text string) (Reference, bool) {
	inner, ok := strings.CutPrefix(text, "${")
	if !ok || strings.Contains(inner, "${") {
		return Reference{}, false
	}
	inner, ok = strings.CutSuffix(inner, "}")
	if !ok || strings.ContainsAny(inner, "}:(") { // pseudo parameters and unresolved functions are no references
		return Reference{}, false
	}
	parts := strings.SplitN(inner, ".", 3)
	if len(parts) < 2 {
		return Reference{}, false
	}
	reference := Reference{Stack: parts[0], LogicalID: parts[1]}
	if len(parts) == 3 {
		reference.Attribute = parts[2]
	}
	return reference, true
}

// References lists the references within any value, in the order they appear in it; maps are read by sorted key.
func References(value any) []Reference {
	var found []Reference
	WalkTexts(value, func(text string) {
		ReplacePlaceholders(text, func(placeholder string) string {
			if reference, ok := ParseReference(placeholder); ok {
				found = append(found, reference)
			}
			return placeholder
		})
	})
	return found
}

// ReplacePlaceholders replaces every ${...} in a text.
func ReplacePlaceholders(text string, replace func(placeholder string) string) string {
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		length := strings.Index(text[start:], "}") + 1
		if length == 0 {
			break
		}
		b.WriteString(text[:start] + replace(text[start:start+length]))
		text = text[start+length:]
	}
	return b.String() + text
}
