package picture

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

func action(name, category string, order float64) map[string]any {
	return map[string]any{"Name": name, "RunOrder": order, "ActionTypeId": map[string]any{"Category": category}}
}

// Catches a stage, an action or an approval that the picture of a pipeline leaves out.
func TestAPipelinesPictureHasEveryAction(t *testing.T) {
	stage := func(name string, actions ...any) any { return map[string]any{"Name": name, "Actions": actions} }
	stages := Stages(assembly.Resource{Properties: map[string]any{"Stages": []any{
		stage("Source", action("Code", "Source", 1)), stage("Build", action("Synth", "Build", 1)), stage("dev", action("network", "Deploy", 1)),
		stage("Empty"), stage("prod", action("Approve", "Approval", 1), action("data", "Deploy", 2)),
	}}})
	drawn := OfPipeline(Pipeline{Name: "pipe", Stages: stages}, Options{InPage: true, Prefix: "p-"})
	for _, part := range []string{">Source<", ">1  Synth<", ">1  Approve, a person<", ">2  data<", "Empty ()"} {
		if !strings.Contains(drawn, part) {
			t.Errorf("no %q in\n%s", part, drawn)
		}
	}
	if tops, height := stageTops(stages, 1); len(tops) != 2 || height < tops[1] {
		t.Errorf("got rows at %v in a height of %v, want two rows that fit", tops, height)
	}
}
