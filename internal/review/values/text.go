package values

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Type is a resource's type; empty for a resource that is not there.
func Type(resource map[string]any) string { return String(resource["Type"]) }

// Properties are a resource's properties; nil where it has none.
func Properties(resource map[string]any) map[string]any {
	p, _ := resource["Properties"].(map[string]any)
	return p
}

// String is a value that is a string; empty for any other value.
func String(v any) string {
	s, _ := v.(string)
	return s
}

// Text shows a value on one line: a string as it is, nil as nothing, everything else as JSON.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	data, _ := json.Marshal(v)
	return string(data)
}

// Excerpt shows a value within a sentence: at most 120 characters, and "nothing" for an empty one.
func Excerpt(v any) string {
	const most = 120
	text := []rune(Text(v))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	if len(text) == 0 {
		return "nothing"
	}
	return string(text)
}

// Excerpts shows two values within a sentence. Two long ones are cut around the place where they begin to differ, so that the excerpts of
// two values that differ differ too.
func Excerpts(old, new any) (string, string) {
	const most, before = 120, 30
	left, right := []rune(Text(old)), []rune(Text(new))
	if len(left) <= most && len(right) <= most {
		return Excerpt(old), Excerpt(new)
	}
	differ := 0
	for differ < len(left) && differ < len(right) && left[differ] == right[differ] {
		differ++
	}
	window := func(text []rune) string {
		if len(text) == 0 {
			return "nothing"
		}
		start := min(max(0, differ-before), len(text))
		end := min(len(text), start+most)
		shown := string(text[start:end])
		if start > 0 {
			shown = "…" + shown
		}
		if end < len(text) {
			shown += "…"
		}
		return shown
	}
	return window(left), window(right)
}

// IsTrue reports whether a value is true or "true"; CloudFormation accepts both.
func IsTrue(v any) bool { return strings.EqualFold(Text(v), "true") }

// Number is a value's number, also where it is written as a string; 0 for anything else.
func Number(v any) float64 {
	n, _ := ParseNumber(v)
	return n
}

// ParseNumber is a value's number, also where it is written as a string. It reports whether there is one.
func ParseNumber(v any) (n float64, isNumber bool) {
	n, err := strconv.ParseFloat(Text(v), 64)
	return n, err == nil
}

// Equal reports whether CloudFormation treats two values as the same: 10 equals "10", and true equals "true".
func Equal(a, b any) bool { return Canonical(a) == Canonical(b) }

// SameJSON reports whether two texts are the same JSON object or list in another format, such as a definition with another indentation.
func SameJSON(a, b any) bool {
	old, oldIs := document(a)
	new, newIs := document(b)
	return oldIs && newIs && Equal(old, new)
}

func document(text any) (parsed any, is bool) {
	s, _ := text.(string)
	if s = strings.TrimSpace(s); !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "[") {
		return nil, false
	}
	decoder := json.NewDecoder(strings.NewReader(s))
	decoder.UseNumber() // of large numbers, a float loses digits
	if decoder.Decode(&parsed) != nil || decoder.More() {
		return nil, false
	}
	return parsed, true
}

// Canonical is a value as text. Two values have the same text exactly if they are Equal.
func Canonical(v any) string {
	data, _ := json.Marshal(scalarsAsText(v))
	return string(data)
}

func scalarsAsText(v any) any {
	switch v := v.(type) {
	case float64, bool, int:
		data, _ := json.Marshal(v)
		return string(data)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = scalarsAsText(item)
		}
		return list
	case map[string]any:
		copied := map[string]any{}
		for key, item := range v {
			copied[key] = scalarsAsText(item)
		}
		return copied
	}
	return v
}
