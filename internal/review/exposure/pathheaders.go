package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// headersPolicy is the response headers policy of a path.
type headersPolicy struct {
	id         string         // as the new revision names it
	properties map[string]any // nil for a policy that is not in the stack
}

// pathHeaders compares the headers of each path of a distribution that has another policy than before. A path that is new had the
// headers of a wider path or of the default behavior, and one that is gone has them now.
func (e *Environment) pathHeaders(s Stack, r Resource) Findings {
	var found Findings
	if values.Type(r.New) != distributionType || r.Old == nil {
		return found
	}
	type change struct{ old, new string }
	var order []change
	policies, paths := map[change][2]headersPolicy{}, map[change][]string{}
	before := headersByPath(s.Old, r.Old, e.then)
	after := headersByPath(s.New, r.New, func(value any) any { return value })
	for _, pattern := range patternsOf(before, after) {
		old, new := before.at(pattern), after.at(pattern)
		if c := (change{old.id, new.id}); old.id != new.id {
			if paths[c] == nil {
				order = append(order, c)
			}
			policies[c], paths[c] = [2]headersPolicy{old, new}, append(paths[c], pattern)
		}
	}
	slices.SortFunc(order, func(a, b change) int { return strings.Compare(a.old+a.new, b.old+b.new) })
	for _, c := range order {
		slices.Sort(paths[c])
		where, old, new := strings.Join(paths[c], ", ")+": ", policies[c][0].properties, policies[c][1].properties
		if old == nil || new == nil {
			finding := e.about(s, r, where+"responses have other security headers", c.old, c.new)
			finding.class = properties.Weakening
			found.add(finding)
			continue
		}
		found.addAll(e.otherHeaders(s, r, where, Resource{LogicalID: r.LogicalID, Construct: r.Construct, Old: old, New: new}))
	}
	return found
}

// otherHeaders compares two policies as if one policy had changed, and says for which paths.
func (e *Environment) otherHeaders(s Stack, r Resource, where string, policy Resource) Findings {
	found := e.classified(s, policy)
	found.Openings = append(found.Openings, e.worse(s, policy, opens)...)
	found.Weakenings = append(found.Weakenings, e.worse(s, policy, weakens)...)
	for _, list := range [][]Finding{found.Openings, found.Weakenings, found.Notes, found.Unjudged} {
		for i := range list {
			list[i].What, list[i].Type = where+list[i].What, values.Type(r.New)
		}
	}
	return found
}

// headersByPath are the response headers policies of a distribution.
func headersByPath(template engine.Template, distribution map[string]any, current func(any) any) byPath[headersPolicy] {
	return readPaths(distribution, func(behavior map[string]any) headersPolicy {
		reference := behavior["ResponseHeadersPolicyId"]
		policy := headersPolicy{id: values.Canonical(current(reference))}
		for id, resource := range template {
			if values.Type(resource) == responseHeadersType && refersTo(reference, id) {
				policy.properties = map[string]any{"Type": responseHeadersType, "Properties": values.Properties(resource)}
			}
		}
		return policy
	})
}

// refersTo reports whether a value is a reference to a resource of the stack, as ${stack.id} or ${stack.id.attribute}.
func refersTo(value any, logicalID string) bool {
	_, reference, _ := strings.Cut(strings.Trim(values.String(value), "${}"), ".")
	id, _, _ := strings.Cut(reference, ".")
	id, _, _ = strings.Cut(id, " ") // of a mark
	return id == logicalID
}
