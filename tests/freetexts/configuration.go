package freetexts

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"kasha/lib/config"
)

// Base is what unusual texts are laid over: environments as in cdk.json, and a pipeline. Each field stands in at least one of them.
type Base struct {
	Environments []map[string]any
	Pipeline     map[string]any
}

// Verdict is what lib/config says of one text in one field.
type Verdict struct {
	Field, Text string
	Err         error
}

// Configuration returns a configuration with every unusual text that lib/config accepts, and the verdict on each text. It fails for a
// field that stands in no environment of the base, because no text of it is tried.
func Configuration(base Base) (map[string]any, []Verdict, error) {
	var environments []any
	var verdicts []Verdict
	owners, err := owners(base)
	if err != nil {
		return nil, nil, err
	}
	for i, environment := range base.Environments {
		accepted := map[string][]string{}
		for _, field := range owners[i] {
			usual, _ := field.usual(environment)
			accepted[field.String()] = field.tried(usual, func(text string) bool {
				changed := clone(environment).(map[string]any)
				field.set(changed, text)
				verdicts = append(verdicts, Verdict{Field: "environments[]." + field.String(), Text: text, Err: read(changed, base.Pipeline)})
				return verdicts[len(verdicts)-1].Err == nil
			})
		}
		environments = append(environments, together(environment, base.Pipeline, owners[i], accepted, i)...)
	}
	pipeline := clone(base.Pipeline).(map[string]any)
	for _, field := range fieldsOf(reflect.TypeFor[config.Pipeline](), nil) {
		usual, ok := field.usual(base.Pipeline)
		if !ok {
			return nil, nil, fmt.Errorf("pipeline.%s is not in the pipeline that texts are tried in; fix: write it there", field)
		}
		accepted := field.tried(usual, func(text string) bool {
			changed := clone(base.Pipeline).(map[string]any)
			field.set(changed, text)
			verdicts = append(verdicts, Verdict{Field: "pipeline." + field.String(), Text: text, Err: read(base.Environments[0], changed)})
			return verdicts[len(verdicts)-1].Err == nil
		})
		if len(accepted) > 0 {
			field.set(pipeline, slices.MaxFunc(accepted, compareStrangeness))
		}
	}
	return map[string]any{"environments": environments, "pipeline": pipeline}, verdicts, nil
}

// read asks lib/config about one environment and a pipeline.
func read(environment, pipeline map[string]any) error {
	_, err := config.Read(map[string]any{"environments": []any{environment}, "pipeline": pipeline})
	return err
}

// owners assigns each field to the first environment that has it.
func owners(base Base) ([][]field, error) {
	owned := make([][]field, len(base.Environments))
	for _, field := range fieldsOf(reflect.TypeFor[config.Environment](), nil) {
		i := slices.IndexFunc(base.Environments, func(e map[string]any) bool { _, ok := field.usual(e); return ok })
		if i < 0 {
			return nil, fmt.Errorf("environments[].%s is in no environment that texts are tried in; fix: write it into testdata/every-field.json",
				field)
		}
		owned[i] = append(owned[i], field)
	}
	return owned, nil
}

// together puts accepted texts of all fields into as few environments as hold them. A text that another field already has may be refused
// beside it, such as the name of a queue; such a text is left out.
func together(base, pipeline map[string]any, fields []field, accepted map[string][]string, group int) []any {
	var environments []any
	for n := 0; ; n++ {
		environment, used := clone(base).(map[string]any), false
		identity(environment, string(rune('a'+group)), n)
		for _, field := range fields {
			texts, from := accepted[field.String()], n*field.perEnvironment()
			var kept []string
			before := environment
			for _, text := range texts[min(from, len(texts)):min(from+field.perEnvironment(), len(texts))] {
				changed := clone(before).(map[string]any)
				field.set(changed, append(slices.Clone(kept), text)...)
				if read(changed, pipeline) == nil {
					environment, kept, used = changed, append(kept, text), true
				}
			}
		}
		if !used {
			return environments
		}
		environments = append(environments, environment)
	}
}

// compareStrangeness orders texts by how many different characters they have. There is one pipeline, so one text of each field is kept.
func compareStrangeness(a, b string) int {
	kinds := func(text string) int {
		seen := map[rune]bool{}
		for _, r := range text {
			seen[r] = true
		}
		return len(seen)
	}
	return cmp.Or(cmp.Compare(kinds(a), kinds(b)), cmp.Compare(len(a), len(b)))
}
