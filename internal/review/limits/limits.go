// Package limits finds changes that AWS will refuse. Either a service does not accept a value, or two properties do not fit together. Or
// the change is of a property that AWS sets only when it creates the resource. Without this package, such a change fails only in the
// deployment, and CloudFormation rolls the stack back.
//
// Find takes a stack's resources before and after the change. Package values must have resolved their references. Find returns what AWS
// refuses of the new resources. It leaves out what AWS would also refuse of the old resources, because these are deployed.
//
// The file numbers.txt has the bounds of single numbers, and package lib/texts has those of texts. Limits of several properties are in Go
// files, one for each group of services. The file fixed.go has the properties that never change. Each limit names the page on which AWS
// states it.
//
// A value that only the deployment knows, such as a reference or a parameter, counts as accepted. Package usage has the quotas of an
// account.
package limits

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// Refusal is one thing that AWS refuses.
type Refusal struct {
	LogicalID string
	At        string // the property, as properties.Leaf.At writes it
	What      string // the rule, and where AWS states it
	Old, New  any    // the property before and after; nil where it stays, and where it is more than one value
}

// Find lists what AWS refuses of a stack's new resources, and what it would not have refused before. The name of the stack is that in
// references.
func Find(stack string, old, new engine.Template) ([]Refusal, error) {
	differing := changed(old, new)
	if len(differing) == 0 && len(old) == len(new) {
		return nil, nil
	}
	before, err := refusals(stack, old, differing)
	if err != nil {
		return nil, err
	}
	after, err := refusals(stack, new, differing)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(new)) {
		after = append(after, changesOfFixed(id, old, new)...)
	}
	after = append(after, publicPolicies(stack, old, new)...)
	known := map[string]bool{}
	for _, refused := range before {
		known[refused.key()] = true
	}
	var found []Refusal
	told := map[string]bool{} // one sentence about one property is enough
	for _, refused := range after {
		place := refused.LogicalID + " " + refused.At
		if known[refused.key()] || told[place] {
			continue
		}
		told[place] = true
		was := properties.Leaves(values.Properties(old[refused.LogicalID]))[refused.At]
		is, single := properties.Leaves(values.Properties(new[refused.LogicalID]))[refused.At]
		if refused.Old = was.Value; !single || values.Equal(was.Value, is.Value) {
			refused.Old, refused.New = nil, nil
		}
		found = append(found, refused)
	}
	return found, nil
}

func (r Refusal) key() string {
	return r.LogicalID + " " + r.At + " " + r.What + " " + values.Canonical(r.New)
}

// changed lists the resources of the new template that are new or not the same as before.
func changed(old, new engine.Template) map[string]bool {
	ids := map[string]bool{}
	for id, resource := range new {
		if !reflect.DeepEqual(old[id], resource) {
			ids[id] = true
		}
	}
	return ids
}

// refusals lists what AWS refuses of the given resources of a template, in order.
func refusals(stack string, template engine.Template, of map[string]bool) ([]Refusal, error) {
	table, err := Numbers()
	if err != nil {
		return nil, err
	}
	var all []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		if !of[id] {
			continue
		}
		resource := template[id]
		found := slices.Concat(table.refused(resource), refusedTexts(resource))
		for _, check := range checks() {
			if slices.Contains(check.types, values.Type(resource)) {
				found = append(found, check.find(values.Properties(resource))...)
			}
		}
		for _, refused := range found {
			refused.LogicalID = id
			all = append(all, refused)
		}
	}
	all = append(all, among(stack, template)...)
	slices.SortStableFunc(all, func(a, b Refusal) int {
		return cmp.Or(strings.Compare(a.LogicalID, b.LogicalID), strings.Compare(a.At, b.At))
	})
	return all, nil
}

// check is a limit that concerns several properties of one resource.
type check struct {
	types []string
	find  func(properties map[string]any) []Refusal
}

// checks are all of them. Each file has those of one group of services.
func checks() []check {
	return slices.Concat(computeChecks(), scalingChecks(), networkChecks(), storageChecks(), backupChecks(), databaseChecks(),
		monitoringChecks(), scheduleChecks(), policyChecks())
}

func of(find func(properties map[string]any) []Refusal, types ...string) check {
	return check{types: types, find: find}
}

// among lists what concerns several resources of a template.
func among(stack string, template engine.Template) []Refusal {
	return slices.Concat(replicasWithoutBackups(stack, template), otherFamilies(stack, template), targetsOfNoContainer(stack, template),
		deadLettersOfAnotherKind(stack, template), deadLettersNotAllowed(stack, template))
}

// one is a refusal, or none where AWS accepts.
func one(refused bool, at, what string, value any) []Refusal {
	if !refused {
		return nil
	}
	return []Refusal{{At: at, What: what, New: value}}
}

// number reads a number that is written in the template.
func number(value any) (n float64, written bool) { return values.ParseNumber(value) }

// exceeds reports whether two numbers are written, and the first is greater.
func exceeds(a, b any) bool {
	left, is := number(a)
	right, are := number(b)
	return is && are && left > right
}

// or is a value, or what AWS uses where it is absent.
func or(value, absent any) any {
	if value == nil {
		return absent
	}
	return value
}

// isReference recognizes a text of which only the deployment knows a part.
func isReference(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{resolve:")
}
