package properties

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// Leaf is one value within the properties of a resource that is neither an object nor a list.
type Leaf struct {
	Path    string // as the tables have it: Origins[].DomainName
	At      string // where it is in this resource: Origins[backend].DomainName
	Element string // the innermost element of a list that it is in: backend
	Value   any

	above []element // the elements of lists that it is in, from the outside
}

// element is an element of a list: where the list is, and where the element is.
type element struct{ list, at string }

// Leaves lists all values of a resource's properties by place.
func Leaves(properties map[string]any) map[string]Leaf {
	found := map[string]Leaf{}
	collect(found, Leaf{Value: properties})
	return found
}

func collect(found map[string]Leaf, at Leaf) {
	switch value := at.Value.(type) {
	case map[string]any:
		if len(value) == 0 && at.Path != "" {
			found[at.At] = at
		}
		for name, below := range value {
			next := at
			next.Value, next.Path, next.At = below, joined(at.Path, name), joined(at.At, name)
			collect(found, next)
		}
	case []any:
		if len(value) == 0 {
			found[at.At] = at
		}
		used := map[string]int{}
		for i, item := range value {
			next := at
			next.Path, next.Value = at.Path+"[]", item
			if next.Element = identity(item, i); strings.HasPrefix(at.Path, "EventPattern.") {
				next.Element = values.Canonical(item) // such as {"prefix": "kasha-prod/"}: the order does not matter
			}
			if key, ofKey, is := attribute(item); is && at.Path != "Tags" {
				next.Path, next.Element, next.Value = at.Path+"["+key+"]", key, ofKey
			}
			if used[next.Element]++; used[next.Element] > 1 {
				next.Element = fmt.Sprintf("%s#%d", next.Element, used[next.Element])
			}
			next.At = at.At + "[" + next.Element + "]"
			next.above = append(slices.Clone(at.above), element{list: at.At, at: next.At})
			collect(found, next)
		}
	default:
		found[at.At] = at
	}
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// attribute recognizes an element that has only Key and Value, as the attributes of load balancers.
func attribute(item any) (key string, value any, is bool) {
	object, _ := item.(map[string]any)
	key = values.String(object["Key"])
	return key, object["Value"], len(object) == 2 && key != "" && object["Value"] != nil
}

// identity is what an element of a list is recognized by in the other revision: its name, or itself if it is a plain value. An
// element without a name is recognized by its place.
func identity(item any, index int) string {
	object, isObject := item.(map[string]any)
	if !isObject {
		return values.Canonical(item)
	}
	if object["ContainerPort"] != nil && object["TargetGroupArn"] != nil { // of a service: its port may change in the same target group
		return values.Text(object["TargetGroupArn"])
	}
	for _, name := range []string{
		"Id", "RuleName", "Name", "Sid", "HeaderName", "PathPattern", "ScheduledActionName", "CapacityProvider", "ContainerPath",
		"ContainerPort", "Region", "Key", "DomainName", "SecretArn", "CertificateArn", "TargetAddress", "ErrorCode", "Header",
	} {
		if value := object[name]; value != nil {
			return values.Text(value)
		}
	}
	return fmt.Sprint(index)
}

// Difference is one place at which the properties of a resource differ.
type Difference struct {
	Path, At string
	Change

	gone []string // the elements of lists that it is in and that are gone as a whole
}

// Differences lists the places at which two revisions of a resource differ, in order.
func Differences(old, new map[string]any) []Difference {
	before, after := Leaves(old), Leaves(new)
	known := map[string]bool{} // lists and elements of old
	for _, leaf := range before {
		for _, above := range leaf.above {
			known[above.list], known[above.at] = true, true
		}
	}
	isNew := func(above element) bool { return known[above.list] && !known[above.at] }
	stays := map[string]bool{}
	for _, leaf := range after {
		for _, above := range leaf.above {
			stays[above.at] = true
		}
	}
	places := maps.Clone(before)
	maps.Copy(places, after)
	var all []Difference
	for _, at := range slices.Sorted(maps.Keys(places)) {
		was, is := before[at], after[at]
		if values.Equal(was.Value, is.Value) || values.SameJSON(was.Value, is.Value) {
			continue
		}
		if isEmpty(was.Value) && hasBelow(after, at) || isEmpty(is.Value) && hasBelow(before, at) {
			continue // what is below differs, and is in the list
		}
		leaf := places[at]
		var gone []string
		for _, above := range leaf.above {
			if !stays[above.at] {
				gone = append(gone, above.at)
			}
		}
		all = append(all, Difference{Path: leaf.Path, At: at, Change: Change{
			Old: was.Value, New: is.Value, Element: leaf.Element, NewElement: slices.ContainsFunc(leaf.above, isNew),
		}, gone: gone})
	}
	return all
}

// MarkGone marks the differences within elements that are gone as a whole and whose loss has a rule. That rule says it once, and each other
// property of the element does not say it again.
func (t Table) MarkGone(resource string, differences []Difference) {
	told, dropped := map[string]bool{}, map[string]bool{}
	for _, d := range differences {
		if rule, ok := t.Lookup(resource, d.Path); ok && (rule.Direction == Dropped || rule.Direction == "gone" && rule.IsWorse(d.Change)) {
			for _, at := range d.gone {
				told[at] = true
				dropped[at] = dropped[at] || rule.Direction == Dropped
			}
		}
	}
	for i, d := range differences {
		differences[i].Gone = slices.ContainsFunc(d.gone, func(at string) bool { return told[at] })
		differences[i].Dropped = slices.ContainsFunc(d.gone, func(at string) bool { return dropped[at] })
	}
}

// isEmpty recognizes an object or a list without content.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return len(value) == 0
	case []any:
		return len(value) == 0
	}
	return false
}

func hasBelow(leaves map[string]Leaf, at string) bool {
	for place := range leaves {
		if strings.HasPrefix(place, at+".") || strings.HasPrefix(place, at+"[") {
			return true
		}
	}
	return false
}
