package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review"
)

// onlyTags takes the changes of only tags out of the environments, and describes them on one line for each kind of
// change. A tag on everything is one thing to know, not three hundred.
func onlyTags(environments []review.Environment) (rest []review.Environment, lines []Text) {
	type counted struct {
		change Text
		total  int
		in     []string
	}
	found := map[string]*counted{}
	var order []string
	for _, environment := range environments {
		here := map[string]int{}
		environment.Stacks = slices.Clone(environment.Stacks)
		for i := range environment.Stacks {
			stack := &environment.Stacks[i]
			var others []review.Change
			for _, change := range stack.Changes {
				tags, is := tagChange(change)
				text := tags.String()
				if !is {
					others = append(others, change)
					continue
				}
				if found[text] == nil {
					found[text] = &counted{change: tags}
					order = append(order, text)
				}
				here[text]++
			}
			stack.Changes = others
			if stack.Note == review.TagsChange {
				stack.Note = ""
			}
			if stack.Change == review.Changed && len(others) == 0 && stack.Note == "" && len(stack.Outputs) == 0 {
				stack.Change = review.Same
			}
		}
		for _, text := range slices.Sorted(maps.Keys(here)) {
			found[text].total += here[text]
			found[text].in = append(found[text].in, fmt.Sprintf("%s %d", environmentName(environment.Name), here[text]))
		}
		if !slices.ContainsFunc(environment.Stacks, func(s review.Stack) bool { return s.Change != review.Same }) && len(environment.Stacks) > 0 {
			environment.Change = review.Same
		}
		rest = append(rest, environment)
	}
	for _, text := range order {
		lines = append(lines, say("Only tags change on ", count(found[text].total, "resource", "resources"), ": ", found[text].change,
			" (", strings.Join(found[text].in, ", "), ")."))
	}
	return rest, lines
}

// IsOfTags reports whether a change is only one of tags.
func IsOfTags(change review.Change) bool {
	_, is := tagChange(change)
	return is
}

// tagChange describes a change that is only one of tags.
func tagChange(change review.Change) (Text, bool) {
	if change.Kind != review.Changed || len(change.Properties) == 0 {
		return nil, false
	}
	var parts []Text
	for _, property := range change.Properties {
		if !strings.HasSuffix(property.Name, "Tags") || property.Dragged {
			return nil, false
		}
		before, ok := tags(property.Old)
		after, too := tags(property.New)
		if !ok || !too {
			return nil, false
		}
		keys := maps.Clone(before)
		maps.Copy(keys, after)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if before[key] != after[key] {
				parts = append(parts, say(name(key), ": ", value(before[key]), " → ", value(after[key])))
			}
		}
	}
	return joined(parts, "; "), len(parts) > 0
}

// tags reads tags, which are an object or a list of keys and values.
func tags(value any) (map[string]string, bool) {
	read := map[string]string{}
	switch tags := value.(type) {
	case nil:
	case map[string]any:
		for key, of := range tags {
			read[key] = fmt.Sprint(of)
		}
	case []any:
		for _, item := range tags {
			tag, _ := item.(map[string]any)
			if tag["Key"] == nil {
				return nil, false
			}
			read[fmt.Sprint(tag["Key"])] = fmt.Sprint(tag["Value"])
		}
	default:
		return nil, false
	}
	return read, true
}
