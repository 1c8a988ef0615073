package tests

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/internal/fields"
	"kasha/lib/config"
)

// leaves are the paths of the fields that hold values, without those that identify the environment. The schedule counts as one value.
func leaves() []string {
	identity := []string{"name", "tier", "account", "region", "availabilityZones"}
	var found []string
	for _, path := range fields.Paths(reflect.TypeFor[config.Environment]()) {
		if strings.HasPrefix(path, "schedule.") {
			path = "schedule"
		}
		if !slices.Contains(identity, path) && !slices.Contains(found, path) {
			found = append(found, path)
		}
	}
	return found
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
	for _, field := range leaves() {
		if reflect.DeepEqual(at(base, field), at(changed, field)) {
			same = append(same, field)
		}
	}
	return same
}
