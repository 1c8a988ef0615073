package exposure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
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

// tagLimits collects the values in conditions such as aws:ResourceTag/process, by the key of the tag in lower case.
func tagLimits(in revision) map[string][]string {
	limits := map[string][]string{}
	for _, resource := range in.resources {
		cloudformation.Walk(values.Properties(resource), func(at cloudformation.At, value any) bool {
			_, key, is := strings.Cut(strings.ToLower(at.Name()), ":resourcetag/")
			if is {
				for _, each := range asList(value) {
					limits[key] = append(limits[key], values.Text(each))
				}
			}
			return !is
		})
	}
	return limits
}

// tags are those of a resource, which CloudFormation knows as a list or as an object.
func tags(properties map[string]any) map[string]string {
	all := map[string]string{}
	for _, tag := range objects(properties["Tags"]) {
		all[values.Text(tag["Key"])] = values.Text(tag["Value"])
	}
	for key, value := range object(properties["Tags"]) {
		all[key] = values.Text(value)
	}
	return all
}
