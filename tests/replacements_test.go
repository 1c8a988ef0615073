package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/tests/randomized"
)

// TestNothingIsReplacedUnderItsOwnName catches a resource with a fixed name that a change of the configuration replaces. CloudFormation
// creates the new one before it deletes the old one, and AWS answers "already exists". Each shape is compared with itself after its fields
// have changed to those of other configurations, and those with each other.
func TestNothingIsReplacedUnderItsOwnName(t *testing.T) {
	variant(t)
	revisions := []assembly.Assembly{shapesAssembly(t)}
	for _, donor := range donors(t) {
		revisions = append(revisions, synthesizeTo(t, t.TempDir(), changedShapes(t, donor)))
	}
	found := newReplacements(t)
	for _, environment := range shapeEnvironments() {
		for i, old := range revisions {
			for j, new := range revisions {
				if i != j {
					found.compare(old.Stage(environment), new.Stage(environment))
				}
			}
		}
	}
	found.report(25)
}

// TestNoFieldAloneReplacesUnderAName changes one field after the other. It catches a resource that keeps its name because of another field.
func TestNoFieldAloneReplacesUnderAName(t *testing.T) {
	variant(t)
	found := newReplacements(t)
	for _, name := range []string{"prod", "sydney"} {
		all := rawEnvironments(t, shapesFile)
		shape := all[slices.IndexFunc(all, func(environment map[string]any) bool { return environment["name"] == name })]
		base := withValuesOf(shape, donors(t)[1], nil)       // a richer one: with an email address, own images and queues
		tried := map[string]bool{compactJSON(t, base): true} // two donors often have the same value
		old := synthesizeTo(t, t.TempDir(), configurationOf(t, compactJSON(t, base))).Stage(name)
		for _, donor := range donors(t) {
			for _, path := range changeable(donor) {
				text := compactJSON(t, withFields(base, donor, nil, path))
				if tried[text] {
					continue
				}
				tried[text] = true
				new := synthesizeTo(t, t.TempDir(), configurationOf(t, text)).Stage(name)
				found.compare(old, new)
				found.compare(new, old)
			}
		}
		t.Logf("%s: %d changes of one field", name, len(tried)-1)
	}
	found.report(25)
}

// replacements collects what comparisons find.
type replacements struct {
	t        *testing.T
	compared map[string]int
	clashes  map[string]bool
}

func newReplacements(t *testing.T) replacements {
	return replacements{t: t, compared: map[string]int{}, clashes: map[string]bool{}}
}

func (r replacements) compare(old, new []assembly.Stack) {
	r.t.Helper()
	found, err := randomized.Compare(old, new)
	if err != nil {
		r.t.Fatal(err)
	}
	for resourceType, n := range found.Compared {
		r.compared[resourceType] += n
	}
	for _, clash := range found.Clashes {
		r.clashes[clash] = true
	}
}

func (r replacements) report(leastTypes int) {
	r.t.Helper()
	for _, clash := range slices.Sorted(maps.Keys(r.clashes)) {
		r.t.Errorf("%s; fix: put what changes into the name, or leave the name to CloudFormation", clash)
	}
	if len(r.compared) < leastTypes {
		r.t.Errorf("resources of %d types have a name in both revisions, want at least %d", len(r.compared), leastTypes)
	}
	for _, resourceType := range slices.Sorted(maps.Keys(r.compared)) {
		r.t.Logf("%s: %d pairs", resourceType, r.compared[resourceType])
	}
}

// donors are environments whose values the shapes take over.
func donors(t *testing.T) []map[string]any {
	t.Helper()
	return slices.Concat(rawEnvironments(t, everyFieldFile), rawEnvironments(t, productFile))
}

// changedShapes are the shapes with the values of another environment.
func changedShapes(t *testing.T, donor map[string]any) config.Kasha {
	t.Helper()
	var environments []any
	for _, environment := range rawEnvironments(t, shapesFile) {
		environments = append(environments, withValuesOf(environment, donor, environments))
	}
	kasha, err := config.Read(map[string]any{"environments": environments})
	if err != nil {
		t.Fatal(err)
	}
	return kasha
}

func rawEnvironments(t *testing.T, file string) []map[string]any {
	t.Helper()
	var raw struct{ Environments []map[string]any }
	if err := json.Unmarshal([]byte(readFile(t, file)), &raw); err != nil {
		t.Fatal(err)
	}
	return raw.Environments
}

// changeable are the paths of a donor's fields that a deployed environment may change, sorted. Its name and place are not among them.
// Neither are its addresses and zones: other stacks import the network, and CloudFormation refuses to replace it (docs/decisions/0015).
func changeable(donor map[string]any) []string {
	fixed := []string{"name", "account", "region", "availabilityZones", "network.cidr"}
	return slices.DeleteFunc(fieldsOf("", donor), func(path string) bool { return slices.Contains(fixed, path) })
}

// withValuesOf is an environment with each value of another one that lib/config accepts there, beside other environments.
func withValuesOf(environment, donor map[string]any, beside []any) map[string]any {
	return withFields(environment, donor, beside, changeable(donor)...)
}

func withFields(environment, donor map[string]any, beside []any, paths ...string) map[string]any {
	for _, path := range paths {
		with := assign(environment, strings.Split(path, "."), donor)
		if _, err := config.Read(map[string]any{"environments": append(slices.Clone(beside), with)}); err == nil {
			environment = with
		}
	}
	return environment
}

// fieldsOf are the paths of an environment's fields, sorted. A domain is one field: its parts belong together.
func fieldsOf(at string, value map[string]any) []string {
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(value)) {
		path := strings.TrimPrefix(at+"."+name, ".")
		if section, ok := value[name].(map[string]any); ok && at == "" && name != "schedule" {
			paths = append(paths, fieldsOf(path, section)...)
		} else {
			paths = append(paths, path)
		}
	}
	return paths
}

// assign copies a value at a path from one object to a copy of another.
func assign(to map[string]any, path []string, from map[string]any) map[string]any {
	result := maps.Clone(to)
	if result == nil {
		result = map[string]any{}
	}
	if len(path) == 1 {
		result[path[0]] = from[path[0]]
		return result
	}
	inner, _ := to[path[0]].(map[string]any)
	section, _ := from[path[0]].(map[string]any)
	result[path[0]] = assign(inner, path[1:], section)
	return result
}

func compactJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
