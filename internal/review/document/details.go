package document

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/values"
)

// details are the changed properties, or where the resource has moved.
func details(change review.Change) Text {
	switch {
	case change.MovedTo != "":
		return say("is now ", change.MovedTo)
	case change.MovedFrom != "":
		return say("was ", change.MovedFrom)
	}
	var parts []Text
	var dragged []string
	if change.Was != "" {
		parts = append(parts, say("type was ", change.Was))
	}
	for _, property := range change.Properties {
		switch {
		case property.Name == "DependsOn":
			parts = append(parts, say("deployment order"))
		case property.Dragged:
			dragged = append(dragged, property.Name)
		default:
			parts = append(parts, differences(property)...)
		}
	}
	if len(dragged) > 0 {
		parts = append(parts, say(strings.Join(dragged, ", "), ": refers to a resource that is replaced"))
	}
	return joined(parts, "; ")
}

// shownDifferences is how many differences within one property are listed.
const shownDifferences = 4

// differences are the places within a property where the two values differ.
func differences(property review.PropertyChange) []Text {
	found := compare(property.Name, property.Old, property.New)
	left := len(found) - shownDifferences
	if left > 1 {
		found = append(found[:shownDifferences], say("and ", left, " more in ", property.Name))
	}
	return found
}

func compare(path string, old, new any) []Text {
	if before, ok := old.(map[string]any); ok {
		if after, ok := new.(map[string]any); ok {
			var found []Text
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
			var found []Text
			for i := range before {
				found = append(found, compare(fmt.Sprintf("%s[%d]", path, i), before[i], after[i])...)
			}
			return found
		}
	}
	if reflect.DeepEqual(old, new) {
		return nil
	}
	from, to := around(values.Text(old), values.Text(new), 100)
	return []Text{say(path, ": ", value(from), " → ", value(to))}
}

// around shows the place where two long values begin to differ.
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
