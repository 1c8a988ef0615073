package config

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// bad is a configuration with one mistake: an environment, what is laid over it, and the one problem that must come of it.
type bad struct {
	name  string
	base  string // minimal nonproduction when empty
	patch string // JSON merge patch (RFC 7396) on the configuration's first environment
	path  string // below environments[0]; from the top with a leading /
	wrong string // part of what is wrong
	write string // part of what to write
}

const (
	minimalDev  = `{"name":"dev","tier":"nonproduction","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"]}`
	minimalProd = `{"name":"prod","tier":"production","region":"eu-west-1","availabilityZones":["eu-west-1a","eu-west-1c"]}`
)

func TestBadConfigurationsNamePathAndRemedy(t *testing.T) {
	count := 0
	for _, cases := range [][]bad{badTypes(), badIdentities(), badNetworks(), badServices(), badImages(), badVariables(), badDatabases(), badEdges(), badOperations(), badPipelines(), badBackups(), badSchedules(), badOffers(), badTogether()} {
		count += len(cases)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.check(t) })
		}
	}
	if count < 60 {
		t.Errorf("%d bad configurations, want at least 60", count)
	}
	t.Logf("%d bad configurations", count)
}

func (c bad) check(t *testing.T) {
	base := c.base
	if base == "" {
		base = minimalDev
	}
	problems := problemsOf(t, configuration(t, base, c.patch))
	if len(problems) != 1 {
		t.Fatalf("want exactly one problem, have %d:\n%v", len(problems), problems)
	}
	problem, path := problems[0], "environments[0]."+c.path
	switch {
	case strings.HasPrefix(c.path, "/"):
		path = c.path[1:]
	case c.path == "" || strings.HasPrefix(c.path, "["):
		path = "environments[0]" + c.path
	}
	if problem.Path != path {
		t.Errorf("path %s, want %s", problem.Path, path)
	}
	if c.wrong == "" || !strings.Contains(problem.Wrong, c.wrong) {
		t.Errorf("wrong: %s\nwant it to say: %s", problem.Wrong, c.wrong)
	}
	if c.write == "" || !strings.Contains(problem.Write, c.write) {
		t.Errorf("write: %s\nwant it to say: %s", problem.Write, c.write)
	}
}

// configuration lays a patch over an environment. A patch that begins with / replaces or adds top-level fields instead.
func configuration(t testing.TB, environment, patch string) any {
	top := map[string]any{"environments": []any{decodeJSON(t, environment)}}
	if rest, ok := strings.CutPrefix(patch, "/"); ok {
		return merge(top, decodeJSON(t, rest))
	}
	if patch != "" {
		top["environments"] = []any{merge(decodeJSON(t, environment), decodeJSON(t, patch))}
	}
	return top
}

func decodeJSON(t testing.TB, text string) any {
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// merge is RFC 7396, except that the text "<null>" stands for a null that is kept.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		if patch == "<null>" {
			return nil
		}
		return patch
	}
	merged := map[string]any{}
	if object, ok := target.(map[string]any); ok {
		for key, value := range object {
			merged[key] = value
		}
	}
	for key, value := range changes {
		if value == nil {
			delete(merged, key)
			continue
		}
		merged[key] = merge(merged[key], value)
	}
	return merged
}

func problemsOf(t testing.TB, raw any) Problems {
	_, err := Read(raw)
	var problems Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("error is a %T, want Problems", err)
	}
	return problems
}

func mustRead(t testing.TB, raw any) Kasha {
	kasha, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return kasha
}

func TestEverythingIsReportedAtOnce(t *testing.T) {
	problems := problemsOf(t, decodeJSON(t, `{
		"colour": "red",
		"environments": [
			{"name": "dev", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1a"],
			 "database": {"engineVersion": "8.0.35", "backupRetentionDays": 40}},
			{"name": "dev", "tier": "prod", "region": "eu-west-9", "availabilityZones": ["eu-west-9a", "eu-west-9b"], "account": "12",
			 "frontend": {"image": "nginx", "port": "80", "cpu": 256, "memoryMiB": 4096}, "logs": {"retentionDays": 8}}
		]}`))
	var paths []string
	for _, problem := range problems {
		paths = append(paths, problem.Path)
	}
	want := []string{
		"colour",
		"environments[0].availabilityZones",
		"environments[0].database.backupRetentionDays",
		"environments[0].database.engineVersion",
		"environments[1].account",
		"environments[1].frontend.image",
		"environments[1].frontend.memoryMiB",
		"environments[1].frontend.port",
		"environments[1].logs.retentionDays",
		"environments[1].name",
		"environments[1].region",
		"environments[1].tier",
	}
	if !reflect.DeepEqual(paths, want) {
		t.Errorf("paths\n%s\nwant\n%s", strings.Join(paths, "\n"), strings.Join(want, "\n"))
	}
}

// A mistake in one field must not make rules speak of others that are only wrong because of it.
func TestAnUnknownTierSaysNothingOfDefaults(t *testing.T) {
	raw := configuration(t, minimalDev, `{"tier": "prod", "database": {"insights": true, "backupRetentionDays": 1}, "frontend": {"cpu": 4096, "minTasks": 5}}`)
	if problems := problemsOf(t, raw); len(problems) != 1 || problems[0].Path != "environments[0].tier" {
		t.Errorf("want the tier alone:\n%v", problems)
	}
}

// An unknown region hides what depends on it, and nothing else.
func TestAnUnknownRegionHidesOnlyWhatDependsOnIt(t *testing.T) {
	raw := configuration(t, minimalDev, `{"region": "mars-1", "edge": {"originPrefixList": "cloudfront"}}`)
	problems := problemsOf(t, raw)
	if len(problems) != 2 || problems[0].Path != "environments[0].edge.originPrefixList" || problems[1].Path != "environments[0].region" {
		t.Errorf("want the list and the region:\n%v", problems)
	}
}

func TestNumbersAreReadAlikeFromEveryDecoder(t *testing.T) {
	for _, port := range []any{8080.0, json.Number("8080"), json.Number("8080.0"), json.Number("8.08e3"), 8080} {
		raw := decodeJSON(t, minimalDev).(map[string]any)
		raw["backend"] = map[string]any{"port": port}
		if got := mustRead(t, map[string]any{"environments": []any{raw}}).Environments[0].Backend.Port; got != 8080 {
			t.Errorf("%T %v was read as %d", port, port, got)
		}
	}
	for _, port := range []any{80.5, json.Number("80.5"), json.Number("1e400"), json.Number("9007199254740993")} {
		raw := decodeJSON(t, minimalDev).(map[string]any)
		raw["backend"] = map[string]any{"port": port}
		if problems := problemsOf(t, map[string]any{"environments": []any{raw}}); len(problems) != 1 || problems[0].Path != "environments[0].backend.port" {
			t.Errorf("%T %v: %v", port, port, problems)
		}
	}
}

// A new field of a kind that the decoder does not know must fail here, not in front of a user.
func TestEveryTypeDecodes(t *testing.T) {
	var visit func(path string, kind reflect.Type)
	visit = func(path string, kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(path, kind.Elem())
		case reflect.Struct:
			for i := range kind.NumField() {
				field := kind.Field(i)
				if field.Tag.Get("json") == "" {
					t.Errorf("%s.%s has no json tag", path, field.Name)
				}
				visit(path+"."+field.Name, field.Type)
			}
		case reflect.Map:
			if kind != reflect.TypeFor[map[string]string]() {
				t.Errorf("%s: the decoder reads maps of text to text only", path)
			}
		case reflect.String, reflect.Bool, reflect.Int:
		default:
			t.Errorf("%s: the decoder does not know %s", path, kind)
		}
	}
	visit("Kasha", reflect.TypeFor[Kasha]())
}
