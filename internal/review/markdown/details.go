package markdown

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/review"
)

// details are the properties of a change, or where the resource went.
func details(change review.Change) string {
	switch {
	case change.MovedTo != "":
		return "is now " + cell(change.MovedTo)
	case change.MovedFrom != "":
		return "was " + cell(change.MovedFrom)
	}
	var parts, dragged []string
	if change.Was != "" {
		parts = append(parts, "type was "+cell(change.Was))
	}
	for _, property := range change.Properties {
		switch {
		case property.Name == "DependsOn":
			parts = append(parts, "order of deployment")
		case property.Dragged:
			dragged = append(dragged, cell(property.Name))
		default:
			parts = append(parts, differences(property)...)
		}
	}
	if len(dragged) > 0 {
		parts = append(parts, strings.Join(dragged, ", ")+": what is referred to is replaced")
	}
	return strings.Join(parts, "; ")
}

// shownDifferences is how many differences inside of one property are listed.
const shownDifferences = 4

// differences are the places where two values of a property differ.
func differences(property review.PropertyChange) []string {
	found := compare(property.Name, property.Old, property.New)
	left := len(found) - shownDifferences
	if left > 1 {
		found = append(found[:shownDifferences], fmt.Sprintf("and %d more in %s", left, cell(property.Name)))
	}
	return found
}

func compare(path string, old, new any) []string {
	if before, ok := old.(map[string]any); ok {
		if after, ok := new.(map[string]any); ok {
			var found []string
			names := maps.Clone(before)
			maps.Copy(names, after)
			for _, name := range slices.Sorted(maps.Keys(names)) {
				found = append(found, compare(path+"."+name, before[name], after[name])...)
			}
			return found
		}
	}
	if before, ok := old.([]any); ok {
		if after, ok := new.([]any); ok && len(before) == len(after) {
			var found []string
			for i := range before {
				found = append(found, compare(fmt.Sprintf("%s[%d]", path, i), before[i], after[i])...)
			}
			return found
		}
	}
	if reflect.DeepEqual(old, new) {
		return nil
	}
	from, to := around(value(old), value(new), 100)
	return []string{cell(path) + ": " + code(from) + " → " + code(to)}
}

func value(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	data, _ := json.Marshal(v)
	return string(data)
}

// around shows of two long values the place where they begin to differ.
func around(old, new string, shown int) (string, string) {
	const before = 30
	if len(old) <= shown && len(new) <= shown {
		return old, new
	}
	left, right := []rune(old), []rune(new)
	differ := 0
	for differ < len(left) && differ < len(right) && left[differ] == right[differ] {
		differ++
	}
	start := max(0, differ-before)
	return window(left, start, shown), window(right, start, shown)
}

func window(text []rune, start, length int) string {
	start = min(start, len(text))
	end := min(len(text), start+length)
	cut := string(text[start:end])
	if start > 0 {
		cut = "…" + cut
	}
	if end < len(text) {
		cut += "…"
	}
	return cut
}
