package reference

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/internal/fields/comments"
	"kasha/lib/config"
)

func configComments(t *testing.T) map[string]comments.Comment {
	t.Helper()
	said, err := comments.Read("../../lib/config")
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// TestThePageHasEveryObject catches an object of cdk.json that the page leaves out, and a field of a shared type that it lists twice.
func TestThePageHasEveryObject(t *testing.T) {
	text, err := Page(reflect.TypeFor[config.Kasha](), configComments(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## `kasha`", "## `frontend`, `backend`", "## `edge.waf`", "## `pipeline`", "| `secretNamePrefix` |"} {
		if got := strings.Count(text, want); got != 1 {
			t.Errorf("the page has %q %d times, want once", want, got)
		}
	}
}

// TestTheSchemaAcceptsWhatKashaAccepts catches a schema that marks good files as wrong, and one that marks nothing.
func TestTheSchemaAcceptsWhatKashaAccepts(t *testing.T) {
	text, err := SchemaText(reflect.TypeFor[config.Kasha](), configComments(t))
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"product.json", "every-field.json", "shapes.json", "pipeline.json"} {
		for _, problem := range check(schema, map[string]any{"context": map[string]any{"kasha": read(t, "../../testdata/"+file)}}) {
			t.Errorf("%s: %s, want no problem", file, problem)
		}
	}
	for _, problem := range check(schema, read(t, "../../cdk.json")) {
		t.Errorf("cdk.json: %s, want no problem", problem)
	}
	for written, want := range map[string]string{
		`{"environments": [{}]}`:                                        "has no name",
		`{"environments": [], "stages": 1}`:                             "stages is not a field",
		`{"environments": [{"tier": "prod"}]}`:                          "is none of production, nonproduction",
		`{"environments": [{"backend": {"port": "80"}}]}`:               "is not of the type integer",
		`{"environments": [{"backend": {"stopSeconds": 121}}]}`:         "is above 120",
		`{"environments": [{"backend": {"secrets": {"A": {"b": 1}}}}]}`: "b is not a field",
	} {
		var kasha any
		if err := json.Unmarshal([]byte(written), &kasha); err != nil {
			t.Fatal(err)
		}
		problems := check(schema, map[string]any{"context": map[string]any{"kasha": kasha}})
		if !slices.ContainsFunc(problems, func(problem string) bool { return strings.Contains(problem, want) }) {
			t.Errorf("%s: got %q, want a problem with %q", written, problems, want)
		}
	}
}

func read(t *testing.T, file string) any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", file, err))
	}
	return value
}
