package config

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/internal/fields/comments"
)

// TestFieldsAreDocumented catches a field without unit, default, allowed values or source, and a default that differs from the code.
// The reference of cdk.json is made of these comments.
func TestFieldsAreDocumented(t *testing.T) {
	said, err := comments.Read(".")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	var visit func(owner reflect.Type, values []sample)
	visit = func(owner reflect.Type, values []sample) {
		for i := range owner.NumField() {
			field, inner := owner.Field(i), []sample{}
			for _, value := range values {
				inner = append(inner, sample{value: value.value.Field(i), qualifiers: value.qualifiers})
			}
			if field.Anonymous {
				visit(field.Type, inner)
				continue
			}
			name := owner.Name() + "." + field.Name
			comment, ok := said[name]
			if !ok || !strings.HasPrefix(comment.Doc, field.Name+" ") {
				t.Errorf("%s: its doc comment does not begin with its name: %q", name, comment.Doc)
			}
			if kind := field.Type; kind.Kind() == reflect.Struct && !isText(kind) {
				visit(kind, named(inner, field.Name))
				continue
			}
			count++
			checkLabels(t, name, comment.Doc, field.Type.Kind() == reflect.Int || field.Type.Kind() == reflect.Float64)
			checkDefault(t, name, comment.Default, inner)
		}
	}
	var environments []sample
	for _, tier := range []Tier{Production, Nonproduction} {
		environments = append(environments, sample{
			value: reflect.ValueOf(defaults(tier, "<name>", "us-east-1")), qualifiers: []string{"in " + string(tier)},
		})
	}
	var schedule Schedule
	schedule.prepare(nil)
	var pipeline Pipeline
	pipeline.prepare(nil)
	visit(reflect.TypeFor[Kasha](), []sample{{value: reflect.ValueOf(Kasha{})}})
	visit(reflect.TypeFor[Environment](), environments)
	visit(reflect.TypeFor[Schedule](), []sample{{value: reflect.ValueOf(schedule)}})
	visit(reflect.TypeFor[Pipeline](), []sample{{value: reflect.ValueOf(pipeline)}})
	var writable WritablePath
	writable.prepare(nil)
	visit(reflect.TypeFor[WritablePath](), []sample{{value: reflect.ValueOf(writable)}})
	var health HealthCheck
	health.prepare(nil)
	visit(reflect.TypeFor[HealthCheck](), []sample{{value: reflect.ValueOf(health)}})
	visit(reflect.TypeFor[Egress](), []sample{{value: reflect.ValueOf(Egress{})}})
	visit(reflect.TypeFor[Injection](), []sample{{value: reflect.ValueOf(Injection{})}})
	visit(reflect.TypeFor[PathRate](), []sample{{value: reflect.ValueOf(PathRate{})}})
	visit(reflect.TypeFor[PathCount](), []sample{{value: reflect.ValueOf(PathCount{})}})
	visit(reflect.TypeFor[Headers](), []sample{{value: reflect.ValueOf(Headers{})}})
	var cors CORS
	cors.prepare(nil)
	visit(reflect.TypeFor[CORS](), []sample{{value: reflect.ValueOf(cors)}})
	var further FurtherService
	further.prepare(nil)
	visit(reflect.TypeFor[FurtherService](), []sample{{
		value: reflect.ValueOf(further), qualifiers: []string{"in production", "for the frontend"}, // whose defaults it has
	}})
	visit(reflect.TypeFor[Route](), []sample{{value: reflect.ValueOf(Route{})}})
	var worker Worker
	worker.prepare(nil)
	visit(reflect.TypeFor[Worker](), []sample{{value: reflect.ValueOf(worker), qualifiers: []string{"in production", "for a worker"}}})
	var queue Queue
	queue.prepare(nil)
	visit(reflect.TypeFor[Queue](), []sample{{value: reflect.ValueOf(queue)}})
	var job Job
	job.prepare(nil)
	visit(reflect.TypeFor[Job](), []sample{{value: reflect.ValueOf(job)}})
	visit(reflect.TypeFor[Alias](), []sample{{value: reflect.ValueOf(Alias{})}})
	visit(reflect.TypeFor[Domain](), []sample{{value: reflect.ValueOf(Domain{})}})
	if count < 60 {
		t.Errorf("%d fields were visited, want at least 60", count)
	}
}

// sample is a default value, and the words with which a comment tells it from others.
type sample struct {
	value      reflect.Value
	qualifiers []string
}

// named adds the section's name to the qualifiers of the two services, which share a type.
func named(samples []sample, section string) []sample {
	for i := range samples {
		if section == "Frontend" || section == "Backend" {
			samples[i].qualifiers = append(slices.Clone(samples[i].qualifiers), "for the "+strings.ToLower(section))
		}
	}
	return samples
}

// checkLabels: the labels are there, once and in order; numbers have a unit and nothing else has.
func checkLabels(t *testing.T, name, comment string, isNumber bool) {
	t.Helper()
	want := []string{"Default", "Allowed", "Source"}
	if isNumber {
		want = append([]string{"Unit"}, want...)
	}
	var got []string
	for _, line := range strings.Split(comment, "\n") {
		if text, isLabel := strings.CutPrefix(line, "\t"); isLabel && !strings.HasPrefix(text, " ") {
			word, rest, _ := strings.Cut(text, ":")
			if got = append(got, word); strings.TrimSpace(rest) == "" {
				t.Errorf("%s: %s is empty", name, word)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: the labels are %v, want %v", name, got, want)
	}
}

// checkDefault compares a default with the code. It is "none", or JSON values with their qualifiers, and then, after a semicolon,
// anything: 2 in production, 1 in nonproduction; 3 on Sundays.
func checkDefault(t *testing.T, name, text string, samples []sample) {
	t.Helper()
	if text == "none" || strings.HasPrefix(text, "none; required") || strings.HasPrefix(text, "none, ") {
		for _, sample := range samples {
			isEmpty := sample.value.IsZero() || sample.value.Kind() == reflect.Slice && sample.value.Len() == 0
			if !isEmpty && !slices.Contains([]string{"Environment.Name", "Environment.Tier", "Environment.Region"}, name) {
				t.Errorf("%s: its default is %v, and its comment says %q", name, sample.value, text)
			}
		}
		return
	}
	if strings.HasPrefix(text, "the region's id") {
		return // TestEveryRegionIsUsable sees to edge.originPrefixList
	}
	written := map[string]any{} // by qualifier
	for rest := text; ; {
		decoder := json.NewDecoder(strings.NewReader(rest))
		var value any
		if err := decoder.Decode(&value); err != nil {
			t.Errorf("%s: its default is not JSON: %q", name, rest)
			return
		}
		rest = rest[decoder.InputOffset():]
		end := strings.IndexAny(rest+";", ",;")
		written[strings.TrimSpace(rest[:end])] = value
		if end >= len(rest) || rest[end] == ';' {
			break
		}
		rest = rest[end+1:]
	}
	for _, sample := range samples {
		want, ok := written[""]
		for _, qualifier := range sample.qualifiers {
			if value, found := written[qualifier]; found {
				want, ok = value, true
			}
		}
		encoded, err := json.Marshal(sample.value.Interface())
		if err != nil {
			t.Fatal(err)
		}
		if got := decodeJSON(t, string(encoded)); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: its default %v is %s, and its comment says %q", name, sample.qualifiers, encoded, text)
		}
	}
}
