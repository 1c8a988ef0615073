package exposure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// limitingTags reports a tag that changes and by which permissions are limited, with the condition aws:ResourceTag/KEY. Other changes of
// tags are harmless. The task role of a worker may protect only tasks with the worker's own name, which ECS copies from the service.
func (e *Environment) limitingTags(s Stack, r Resource) (found Findings) {
	if r.Old == nil {
		return found
	}
	old, new := tags(values.Properties(r.Old)), tags(values.Properties(r.New))
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if old[key] == new[key] {
			continue
		}
		about := e.about(s, r, fmt.Sprintf("the tag %s changes, by which permissions are limited", key), old[key], new[key])
		was, is := e.limited(key, old[key]), e.limited(key, new[key])
		switch {
		case was && !is:
			about.What += ": they no longer cover this resource"
			found.Weakenings = append(found.Weakenings, about)
		case is:
			about.What += ": those for the new value cover this resource now"
			found.Openings = append(found.Openings, about)
		}
	}
	return found
}

// limited reports whether a statement of the new revision is limited to resources with this value of a tag.
func (e *Environment) limited(key, value string) bool {
	return slices.Contains(e.tagLimits[strings.ToLower(key)], value)
}

// readTagLimits collects the values in conditions such as aws:ResourceTag/process, by the key of the tag in lower case.
func (e *Environment) readTagLimits(within any) {
	switch within := within.(type) {
	case []any:
		for _, each := range within {
			e.readTagLimits(each)
		}
	case map[string]any:
		for name, value := range within {
			if _, key, is := strings.Cut(strings.ToLower(name), ":resourcetag/"); is {
				list, isList := value.([]any)
				if !isList {
					list = []any{value}
				}
				for _, each := range list {
					e.tagLimits[key] = append(e.tagLimits[key], values.Text(each))
				}
				continue
			}
			e.readTagLimits(value)
		}
	}
}

// tags are those of a resource, which CloudFormation knows as a list or as an object.
func tags(properties map[string]any) map[string]string {
	all := map[string]string{}
	switch written := properties["Tags"].(type) {
	case map[string]any:
		for key, value := range written {
			all[key] = values.Text(value)
		}
	case []any:
		for _, each := range written {
			tag, _ := each.(map[string]any)
			all[values.Text(tag["Key"])] = values.Text(tag["Value"])
		}
	}
	return all
}
