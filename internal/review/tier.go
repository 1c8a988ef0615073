package review

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/accepted"
	"kasha/internal/review/values"
	physical "kasha/lib/names"
)

// The values of the tag tier.
const production, nonproduction = "production", "nonproduction"

// inspectTier reports what is no longer tagged as production. The templates' rules for production do not check it any more, and costs by
// tier count it elsewhere. Of a stack that leaves the tier as a whole, it is said once.
func (c *comparison) inspectTier(p pair, o *outcome) {
	const tier = string(physical.TagTier)
	if !p.stays() || p.base.Tags[tier] != production {
		return
	}
	about := Finding{Type: accepted.StackType, What: "tag tier: what is checked and counted for production leaves this out",
		Old: production, New: orNothing(p.head.Tags[tier])}
	if about.New != production {
		o.weakenings = append(o.weakenings, about)
		return
	}
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		if was, is := tagOf(p.old[id], tier), tagOf(p.new[id], tier); was == production && is != production {
			about.Construct, about.Type, about.New = c.Construct(p.name(), id), values.Type(p.new[id]), orNothing(is)
			o.weakenings = append(o.weakenings, about)
		}
	}
}

// tagOf reads a tag of a resource. Most types have a list of keys and values, some an object.
func tagOf(resource map[string]any, key string) string {
	for name, tags := range values.Properties(resource) {
		if !strings.HasSuffix(name, "Tags") {
			continue
		}
		if object, is := tags.(map[string]any); is && object[key] != nil {
			return values.Text(object[key])
		}
		for _, tag := range values.Objects(tags) {
			if tag["Key"] == key {
				return values.Text(tag["Value"])
			}
		}
	}
	return ""
}
