package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// pipelineStage is a stage of the pipeline.
type pipelineStage struct {
	Name    string
	Actions []pipelineAction
}

// pipelineAction is an action of a stage.
type pipelineAction struct {
	Name          string
	Region        string // empty: that of the pipeline
	RunOrder      int
	ActionTypeId  struct{ Category, Provider string }
	Configuration map[string]any
	RoleArn       any
}

// pipelineStack is the template of the pipeline's own stack.
func pipelineStack(t *testing.T, a assembly.Assembly) assembly.Template {
	t.Helper()
	stack, ok := a.Stack("kasha-pipeline")
	if !ok {
		t.Fatal("no stack kasha-pipeline, want one")
	}
	return stack.Template
}

// pipelineProperties are the properties of the pipeline.
func pipelineProperties(t *testing.T, a assembly.Assembly) map[string]any {
	t.Helper()
	for _, resource := range pipelineStack(t, a).Sorted() {
		if resource.Type == "AWS::CodePipeline::Pipeline" {
			return resource.Properties
		}
	}
	t.Fatal("no pipeline in kasha-pipeline, want one")
	return nil
}

// pipelineStages are the stages of the pipeline, each with its actions in the order of execution.
func pipelineStages(t *testing.T, a assembly.Assembly) []pipelineStage {
	t.Helper()
	data, err := json.Marshal(pipelineProperties(t, a)["Stages"])
	if err != nil {
		t.Fatal(err)
	}
	var list []pipelineStage
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, stage := range list {
		sort.SliceStable(stage.Actions, func(i, j int) bool { return stage.Actions[i].RunOrder < stage.Actions[j].RunOrder })
	}
	return list
}

func (s pipelineStage) actionNames() []string {
	var names []string
	for _, action := range s.Actions {
		names = append(names, action.Name)
	}
	return names
}

// environmentStages are the pipeline's stages that deploy an environment, in order.
func environmentStages(t *testing.T) []pipelineStage {
	t.Helper()
	var names []string
	var deploying []pipelineStage
	for _, stage := range pipelineStages(t, pipelineAssembly(t)) {
		if slices.ContainsFunc(stage.actionNames(), func(name string) bool { return strings.HasSuffix(name, ".Deploy") }) {
			names = append(names, stage.Name)
			deploying = append(deploying, stage)
		}
	}
	if want := []string{"dev", "staging", "prod"}; !slices.Equal(names, want) {
		t.Fatalf("the pipeline deploys %v, want %v", names, want)
	}
	return deploying
}

// deployedByPipeline lists the stacks in the order in which the pipeline's actions deploy them.
func deployedByPipeline(t *testing.T, a assembly.Assembly) []string {
	var names []string
	for _, stage := range pipelineStages(t, a) {
		for _, action := range stage.Actions {
			if name, ok := strings.CutSuffix(action.Name, ".Deploy"); ok {
				names = append(names, name)
			}
		}
	}
	return names
}

// buildSpec is the build specification of a project of the pipeline.
type buildSpec struct {
	name        string
	environment map[string]string
	commands    []string // of all phases

	Phases map[string]struct {
		RuntimeVersions map[string]string `json:"runtime-versions"`
		Commands        []string
	}
	Cache struct{ Paths []string }
}

// buildSpecs are all builds of the pipeline, in the order of their construct paths. References to other resources appear as REFERENCE.
func buildSpecs(t *testing.T) []buildSpec {
	t.Helper()
	var builds []buildSpec
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		if resource.Type != "AWS::CodeBuild::Project" {
			continue
		}
		build := buildSpec{name: resource.Path, environment: map[string]string{}}
		source := resource.Properties["Source"].(map[string]any)["BuildSpec"]
		text, ok := source.(string)
		if !ok {
			for _, part := range source.(map[string]any)["Fn::Join"].([]any)[1].([]any) {
				if literal, ok := part.(string); ok {
					text += literal
				} else {
					text += "REFERENCE"
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &build); err != nil {
			t.Fatalf("%s: %v in %s", resource.Path, err, text)
		}
		for _, phase := range slices.Sorted(maps.Keys(build.Phases)) {
			build.commands = append(build.commands, build.Phases[phase].Commands...)
		}
		variables, _ := resource.Properties["Environment"].(map[string]any)["EnvironmentVariables"].([]any)
		for _, variable := range variables {
			pair := variable.(map[string]any)
			build.environment[pair["Name"].(string)] = fmt.Sprint(pair["Value"])
		}
		builds = append(builds, build)
	}
	if len(builds) < 7 {
		t.Fatalf("%d builds, want synth, self-update, files, permissions and three smoke tests", len(builds))
	}
	return builds
}

// synthBuild is the build of the synth step.
func synthBuild(t *testing.T) buildSpec {
	t.Helper()
	for _, build := range buildSpecs(t) {
		if strings.Contains(build.name, "Synth") {
			return build
		}
	}
	t.Fatal("no build with Synth in its path, want one")
	return buildSpec{}
}
