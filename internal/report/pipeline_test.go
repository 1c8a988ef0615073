package report

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches an environment beside which another's pipeline stands, and a pipeline whose stage of the environment is not marked.
func TestThePipelineStandsBesideItsEnvironments(t *testing.T) {
	stage := func(name string) any { return map[string]any{"Name": name, "Actions": []any{}} }
	a := assembly.Assembly{Stacks: []assembly.Stack{
		{Name: "dev-network", Path: "dev/network", Stage: "dev"}, {Name: "other-network", Path: "other/network", Stage: "other"},
		{Name: "pipe", Path: "pipe", Template: assembly.Template{Resources: map[string]assembly.Resource{
			"P": {Type: "AWS::CodePipeline::Pipeline", LogicalID: "P", Path: "P", Properties: map[string]any{
				"Stages": []any{stage("dev"), stage("prod")}}},
		}}},
	}}
	for name, want := range map[string]int{"": 1, "dev": 1, "other": 0} {
		if got := pipelinesOf(a, name); len(got) != want {
			t.Errorf("%q: got %d pipelines, want %d", name, len(got), want)
		}
	}
	if drawn := string(pipelinesOf(a, "dev")[0].Picture); strings.Count(drawn, `class="box here"`) != 1 {
		t.Errorf("want one marked stage in\n%s", drawn)
	}
}
