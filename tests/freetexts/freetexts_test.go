package freetexts

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kasha/lib/config"
)

// file is what scripts/lint and ./tests read.
const file = "../../testdata/free-texts.json"

// TestEveryTextHasOneVerdict catches a text that a field accepts and testdata/free-texts.json does not hold. It also catches a refusal
// that does not say where, what and what to write instead. ./tests synthesizes that file and scripts/lint checks its templates, so that a
// text which is accepted here and refused there is found.
func TestEveryTextHasOneVerdict(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: thousands of texts; run: make variants")
	}
	configuration, verdicts, err := Configuration(base(t))
	if err != nil {
		t.Fatal(err)
	}
	accepted, refused := map[string]int{}, map[string]int{}
	for _, verdict := range verdicts {
		if verdict.Err == nil {
			accepted[verdict.Field]++
			continue
		}
		refused[verdict.Field]++
		var problems config.Problems
		if !errors.As(verdict.Err, &problems) || len(problems) == 0 {
			t.Fatalf("%s = %.60q: %v, want config.Problems", verdict.Field, verdict.Text, verdict.Err)
		}
		for _, problem := range problems {
			for _, part := range []string{problem.Path, problem.Wrong, problem.Fix} {
				if part == "" || !utf8.ValidString(part) || strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || r == 0x7f }) {
					t.Errorf("%s = %.60q: %+q, want three texts that a terminal can show", verdict.Field, verdict.Text, problem)
				}
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(accepted)) {
		t.Logf("%-45s accepts %3d texts, refuses %3d", field, accepted[field], refused[field])
	}
	if fields := len(refused); fields < 35 || len(verdicts) < 10_000 {
		t.Errorf("%d texts were tried in %d fields, want all fields that hold text", len(verdicts), fields)
	}
	if _, err := config.Read(configuration); err != nil {
		t.Errorf("the accepted texts are refused together: %v", err)
	}
	compare(t, configuration)
}

// TestEveryFieldIsTried catches a field that holds text and is not set in any environment in which texts are tried. It also catches an
// accepted text that lib/config now refuses.
func TestEveryFieldIsTried(t *testing.T) {
	if _, err := owners(base(t)); err != nil {
		t.Error(err)
	}
	var configuration any
	decode(t, file, &configuration)
	if _, err := config.Read(configuration); err != nil {
		t.Errorf("%s is refused; fix: KASHA_UPDATE=1 go test -count=1 ./tests/freetexts\n%.2000v", file, err)
	}
}

// compare compares the configuration with the file.
func compare(t *testing.T, configuration map[string]any) {
	t.Helper()
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(configuration); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile(file, written.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	var want, got any
	decode(t, file, &want)
	if err := json.Unmarshal(written.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s lacks what the fields accept; fix: KASHA_UPDATE=1 go test -count=1 ./tests/freetexts, and then make lint", file)
	}
}

// TestUnknownTypesAreRefused catches a field in which no text would be tried.
func TestUnknownTypesAreRefused(t *testing.T) {
	defer func() {
		if said := recover(); said == nil || !strings.Contains(said.(string), "environments.labels has a type in which no text is tried") {
			t.Errorf("fieldsOf says %v, want that it does not know the type", said)
		}
	}()
	fieldsOf(reflect.TypeFor[struct {
		Labels []map[string]string `json:"labels"`
	}](), []string{"environments"})
}

// base is made of environments that have every field, and a team's pipeline.
func base(t *testing.T) Base {
	t.Helper()
	var every, product, shapes struct {
		Environments []map[string]any
		Pipeline     map[string]any
	}
	decode(t, "../../testdata/every-field.json", &every)
	decode(t, "../../testdata/product.json", &product) // has a schedule
	decode(t, "../../testdata/shapes.json", &shapes)   // has a copy in another account, and a domain with manual records
	return Base{
		Environments: slices.Concat(every.Environments, product.Environments[:1], shapes.Environments[2:4]), Pipeline: product.Pipeline,
	}
}

func decode(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
