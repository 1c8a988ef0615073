package tests

import (
	"maps"
	"slices"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/offers"
)

// TestEveryRuntimeHasAnEndOfLife catches a function or a canary on a runtime without a known end of life. It also catches a row of the
// table that nothing uses any more. It reads every shape of environment and the pipeline's stack.
func TestEveryRuntimeHasAnEndOfLife(t *testing.T) {
	known := map[string]bool{}
	for _, runtime := range offers.Runtimes() {
		known[runtime.Name] = false
	}
	functions := 0
	look := func(where string, stack assembly.Stack) {
		for id, resource := range stack.Template.Resources {
			property := map[string]string{"AWS::Lambda::Function": "Runtime", "AWS::Synthetics::Canary": "RuntimeVersion"}[resource.Type]
			if property == "" {
				continue
			}
			runtime, _ := resource.Properties[property].(string)
			functions++
			if _, ok := known[runtime]; !ok {
				t.Errorf("%s: %s %s runs on %q, which lib/offers/runtimes.go does not have, want its dates there", where, stack.Name, id, runtime)
				continue
			}
			known[runtime] = true
		}
	}
	eachShape(t, func(p platform) {
		for _, stack := range p.stacks {
			look(p.env.Name, stack)
		}
	})
	for _, stack := range pipelineStacks(t) {
		look("pipeline", stack)
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if !known[name] {
			t.Errorf("no template uses %s, want no row for it in lib/offers/runtimes.go", name)
		}
	}
	if functions < 10 {
		t.Errorf("%d functions and canaries were read, want at least 10", functions)
	}
}
