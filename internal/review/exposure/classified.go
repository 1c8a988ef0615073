package exposure

import (
	"cmp"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// classified compares the properties of a resource by the tables of package properties. A change that no table has is unjudged.
func (e *Environment) classified(s Stack, r Resource) Findings {
	var found Findings
	resource := values.Type(r.New)
	if !e.properties.Knows(resource) {
		return Findings{Unjudged: e.unknownType(s, r)}
	}
	if r.Old == nil {
		return found // settings that matter for a new resource are read on it, and its permissions are compared
	}
	old, _ := e.then(values.Properties(r.Old)).(map[string]any)
	var said told
	differences := properties.Differences(old, values.Properties(r.New))
	e.properties.MarkGone(resource, differences)
	for _, difference := range differences {
		rule, judged := e.properties.Lookup(resource, difference.Path)
		finding := e.about(s, r, e.text(s, difference.At), difference.Old, difference.New)
		switch {
		case !judged:
			found.Unjudged = append(found.Unjudged, finding)
			continue
		case !rule.IsWorse(difference.Change), e.keepsOrder(s, r, difference.Path), portFollows(s, r, difference),
			e.publishesAsBefore(r, difference):
			continue
		case e.follows(r, difference):
			rule.Class, rule.Means = properties.Effect, "the alarm watches the new one, because what it watched is removed"
		}
		finding.class = rule.Class
		finding.What += " " + rule.Says()
		rule.Means = cmp.Or(limitedRuns(difference.New), rule.MeansOf(difference.Change))
		if rule.Class == properties.Opening {
			finding.Brings = e.brings(s, r, difference)
		}
		said.add(finding, rule)
	}
	for _, finding := range said.findings() {
		found.add(finding)
	}
	found.Unjudged = append(found.Unjudged, e.unknownAttributes(s, r)...)
	return found
}

// add puts a finding into the list of its class.
func (f *Findings) add(finding Finding) {
	switch finding.class {
	case properties.Opening:
		f.Openings = append(f.Openings, finding)
	case properties.Capacity, properties.Effect:
		f.Notes = append(f.Notes, finding)
	case properties.Loss:
		finding.Deletes = true
		f.Weakenings = append(f.Weakenings, finding)
	default:
		f.Weakenings = append(f.Weakenings, finding)
	}
}

// unknownType reports a resource of a type that no table has.
func (e *Environment) unknownType(s Stack, r Resource) []Finding {
	unknown := Finding{Construct: r.Construct, Type: values.Type(r.New), What: "a new resource of a type that the review does not judge"}
	if r.Old == nil {
		return []Finding{unknown}
	}
	var all []Finding
	old, _ := e.then(values.Properties(r.Old)).(map[string]any)
	for _, difference := range properties.Differences(old, values.Properties(r.New)) {
		if _, common := e.properties.Lookup("*", difference.Path); common {
			continue
		}
		unknown.What = difference.At
		unknown.Old, unknown.New = values.Excerpts(e.names.Readable(s.Name, difference.Old), e.names.Readable(s.Name, difference.New))
		all = append(all, unknown)
	}
	return append(all, e.unknownAttributes(s, r)...)
}

// removedUnknown reports a removed resource of a type that no table has. Types that hold data are losses.
func (e *Environment) removedUnknown(r Resource) []Finding {
	if e.properties.Knows(values.Type(r.Old)) || r.Moved || strings.HasPrefix(values.Type(r.Old), "AWS::CDK::") {
		return nil
	}
	return []Finding{{
		Construct: r.Construct, Type: values.Type(r.Old), What: "removed: a resource of a type that the review does not judge",
	}}
}

// unknownAttributes reports attributes beside the properties, such as CreationPolicy. Order of deployment, conditions and policies
// for deletion are judged elsewhere.
func (e *Environment) unknownAttributes(s Stack, r Resource) []Finding {
	var all []Finding
	if r.Old == nil {
		return nil
	}
	for _, name := range []string{"CreationPolicy", "Metadata", "UpdatePolicy"} {
		old, new := e.names.Current(r.Old[name]), r.New[name]
		if !values.Equal(old, new) {
			all = append(all, e.about(s, r, name, old, new))
		}
	}
	return all
}
