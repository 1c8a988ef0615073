package tests

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// leaves are the paths of the fields that hold values, without those that identify the environment.
func leaves(of reflect.Type, path string) []string {
	var paths []string
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		kind := field.Type
		if kind.Kind() == reflect.Pointer && name != "schedule" {
			kind = kind.Elem()
		}
		switch {
		case field.Anonymous: // its fields are visited as the struct's own
		case slices.Contains([]string{"name", "tier", "account", "region", "availabilityZones"}, name) && path == "":
		case kind.Kind() == reflect.Struct && !reflect.PointerTo(kind).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
			paths = append(paths, leaves(kind, path+name+".")...)
		default:
			paths = append(paths, path+name)
		}
	}
	return paths
}

// unchanged are the fields in which an environment equals its tier's defaults.
func unchanged(t *testing.T, environment config.Environment) []string {
	t.Helper()
	values := func(environment config.Environment) map[string]any {
		var object map[string]any
		if err := json.Unmarshal([]byte(asJSON(environment)), &object); err != nil {
			t.Fatal(err)
		}
		return object
	}
	base := values(configurationOf(t, `{"name": "other", "tier": "nonproduction", "account": "222222222222", "region": "ca-central-1",
		"availabilityZones": ["ca-central-1a", "ca-central-1b"]}`).Environments[0])
	changed := values(environment)
	at := func(object map[string]any, path string) any {
		var value any = object
		for _, key := range strings.Split(path, ".") {
			inner, _ := value.(map[string]any)
			value = inner[key]
		}
		return value
	}
	var same []string
	for _, field := range leaves(reflect.TypeFor[config.Environment](), "") {
		if reflect.DeepEqual(at(base, field), at(changed, field)) {
			same = append(same, field)
		}
	}
	return same
}
