package reference

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestTheProductHasEveryFieldOfTheEdge catches a field of edge that no environment of testdata/product.json sets to another value than its
// default. .ci/run tries Kasha on that file, so such a field would be tried by the shapes of the tests only. It also removes each field
// from the file and expects to be told.
func TestTheProductHasEveryFieldOfTheEdge(t *testing.T) {
	edge, base := reflect.TypeFor[config.Edge](), []any{shippedEdge(t)}
	if left := unset(edge, "edge", productEdges(t), base); len(left) > 0 {
		t.Fatalf("testdata/product.json leaves these fields at their defaults: %q, want none; fix: set them in one of its environments", left)
	}
	all := unset(edge, "edge", nil, nil)
	if len(all) < 40 {
		t.Errorf("edge has the fields %q, want at least 40, those in lists among them", all)
	}
	for _, path := range all {
		edges := productEdges(t)
		remove(edges, strings.Split(path, ".")[1:])
		if got := unset(edge, "edge", edges, base); !slices.Equal(got, []string{path}) {
			t.Errorf("without %s, these fields are at their defaults: %q, want it alone", path, got)
		}
	}
	for _, edge := range []any{map[string]any{"origin": config.OriginPublic}, map[string]any{"bothOrigins": false}} {
		if got := unset(reflect.TypeFor[config.Edge](), "edge", []any{edge}, base); len(got) != len(all) {
			t.Errorf("%v sets another value than the default of %d fields, want 0", edge, len(all)-len(got))
		}
	}
}

// unset returns the paths of the fields in a type that none of the written objects has, or all with the value of base.
func unset(of reflect.Type, path string, written, base []any) []string {
	var found []string
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		inside, at := config.Element(field.Type, path+"."+name)
		values, defaults := under(written, name), under(base, name)
		if inside.Kind() == reflect.Struct && hasFields(inside) {
			found = append(found, unset(inside, at, elements(values), elements(defaults))...)
			continue
		}
		isDefault := func(value any) bool {
			return reflect.ValueOf(value).IsZero() || slices.ContainsFunc(defaults, func(other any) bool { return reflect.DeepEqual(value, other) })
		}
		if !slices.ContainsFunc(values, func(value any) bool { return !isDefault(value) }) {
			found = append(found, strings.TrimSuffix(at, "[]"))
		}
	}
	return found
}

// under returns what the objects have under a name.
func under(objects []any, name string) []any {
	var found []any
	for _, object := range objects {
		if fields, ok := object.(map[string]any); ok && fields[name] != nil {
			found = append(found, fields[name])
		}
	}
	return found
}

// elements puts the elements of lists in the place of the lists.
func elements(values []any) []any {
	var found []any
	for _, value := range values {
		if list, ok := value.([]any); ok {
			found = append(found, list...)
		} else {
			found = append(found, value)
		}
	}
	return found
}

// remove deletes a field from all objects, such as headers[].cors.maxAgeSeconds.
func remove(objects []any, path []string) {
	name := strings.TrimSuffix(path[0], "[]")
	if len(path) > 1 {
		remove(elements(under(objects, name)), path[1:])
		return
	}
	for _, object := range objects {
		if fields, ok := object.(map[string]any); ok {
			delete(fields, name)
		}
	}
}

// productEdges are the edges of the product's environments, as they are written.
func productEdges(t *testing.T) []any {
	t.Helper()
	product, _ := read(t, "../../testdata/product.json").(map[string]any)
	return under(elements(under([]any{product}, "environments")), "edge")
}

// shippedEdge has every default, in us-east-1.
func shippedEdge(t *testing.T) any {
	t.Helper()
	kasha, err := config.Read(map[string]any{"environments": []any{map[string]any{
		"name": "example", "tier": "production", "region": "us-east-1", "availabilityZones": []any{"us-east-1a", "us-east-1b"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(kasha.Environments[0].Edge)
	if err != nil {
		t.Fatal(err)
	}
	var edge any
	if err := json.Unmarshal(text, &edge); err != nil {
		t.Fatal(err)
	}
	return edge
}
