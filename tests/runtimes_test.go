package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/offers"
)

// TestEveryRuntimeHasAnEndOfLife catches a function, a canary or a build on a runtime without a known end of life. Functions are Lambda's
// and CloudFront's, and the runtimes of a build are its image and what the image installs. The test also catches a row of the
// table that nothing uses any more. It reads every shape of environment and the pipeline's stack.
func TestEveryRuntimeHasAnEndOfLife(t *testing.T) {
	known := map[string]bool{}
	for _, runtime := range offers.Runtimes() {
		known[runtime.Name] = false
	}
	functions := 0
	look := func(where string, stack assembly.Stack) {
		for id, resource := range stack.Template.Resources {
			for _, runtime := range runtimesOf(t, resource) {
				functions++
				if _, ok := known[runtime]; !ok {
					t.Errorf("%s: %s %s runs on %q, which lib/offers/runtimes.go does not have, want its dates there", where, stack.Name, id, runtime)
					continue
				}
				known[runtime] = true
			}
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
		t.Errorf("%d functions, canaries and builds were read, want at least 10", functions)
	}
}

// runtimesOf are the runtimes on which a resource runs code.
func runtimesOf(t *testing.T, resource assembly.Resource) []string {
	t.Helper()
	says := properties(resource.Properties)
	switch resource.Type {
	case "AWS::Lambda::Function":
		return []string{says.Text("Runtime")}
	case "AWS::Synthetics::Canary":
		return []string{says.Text("RuntimeVersion")}
	case "AWS::CloudFront::Function":
		return []string{says.Map("FunctionConfig").Text("Runtime")}
	case "AWS::CodeBuild::Project":
		found := []string{says.Map("Environment").Text("Image")}
		var spec struct {
			Phases struct {
				Install struct {
					Versions map[string]string `json:"runtime-versions"`
				}
			}
		}
		text := says.Map("Source").Text("BuildSpec")
		if !strings.HasPrefix(text, "{") {
			return found // with a reference in it; the security check, on imageNode like the others
		}
		if err := json.Unmarshal([]byte(text), &spec); err != nil {
			t.Fatalf("%s: %v", resource.Path, err)
		}
		for name, version := range spec.Phases.Install.Versions {
			found = append(found, name+": "+version)
		}
		return found
	}
	return nil
}
