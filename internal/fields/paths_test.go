package fields

import (
	"reflect"
	"slices"
	"testing"

	"kasha/lib/config"
)

// TestPathsHaveEveryValueOnce catches a value that the tests of all fields pass over, and an object among the values. The reference of
// fields, which walks the types in another way, has every path too.
func TestPathsHaveEveryValueOnce(t *testing.T) {
	paths := Paths(reflect.TypeFor[config.Environment]())
	for _, want := range []string{"name", "backend.port", "backend.healthCheck.command", "database.multiAz", "edge.waf.block",
		"schedule.start", "release.as", "backend.image", "services"} {
		if !slices.Contains(paths, want) {
			t.Errorf("got %v, want %s in it", paths, want)
		}
	}
	known := map[string]bool{}
	for _, field := range read(t) {
		known[field.Path] = len(field.Fields) == 0 || field.Kind != "object"
	}
	seen := map[string]bool{}
	for _, path := range paths {
		if !known[path] || seen[path] {
			t.Errorf("%s: is a value of the reference: %t, twice: %t; want a value, once", path, known[path], seen[path])
		}
		seen[path] = true
	}
}
