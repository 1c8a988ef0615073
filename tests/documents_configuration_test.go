package tests

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"kasha/internal/fields/comments"
	"kasha/lib/config"
	"kasha/tests/generated"
	"kasha/tests/reference"
)

// TestTheReferenceOfFieldsIsCurrent catches a field that docs/configuration.md or the schema for editors lacks, and one of which they say
// what the code no longer does.
func TestTheReferenceOfFieldsIsCurrent(t *testing.T) {
	t.Parallel()
	const update = "go test -count=1 -run TestTheReferenceOfFieldsIsCurrent ./tests"
	said, err := comments.Read(inRepository("lib/config"))
	if err != nil {
		t.Fatal(err)
	}
	kasha := reflect.TypeFor[config.Kasha]()
	page, err := reference.Page(kasha, said)
	if err != nil {
		t.Fatal(err)
	}
	generated.Compare(t, inRepository("docs/configuration.md"), update, generated.Part{Name: "fields", Text: page})
	want, err := reference.SchemaText(kasha, said)
	if err != nil {
		t.Fatal(err)
	}
	schema := inRepository("docs/cdk.schema.json")
	if got, err := os.ReadFile(schema); err == nil && bytes.Equal(got, want) {
		return
	}
	if os.Getenv("KASHA_UPDATE") != "1" {
		t.Errorf("%s differs from lib/config; fix: KASHA_UPDATE=1 %s", schema, update)
	} else if err := os.WriteFile(schema, want, 0o644); err != nil {
		t.Fatal(err)
	}
}
