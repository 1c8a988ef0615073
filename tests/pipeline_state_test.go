package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// byHand is what the CDK's command line reads of a stack in the manifest, and does to it.
type byHand struct {
	Type        string
	Environment string
	Properties  map[string]any
}

// knownToTheCLI are the properties of a stack in the manifest that this test compares, and those that change nothing in a deployed stack.
func knownToTheCLI() map[string]string {
	const compared, nothing = "compared", "how the command line works, and not what it leaves"
	return map[string]string{
		"templateFile": compared, "tags": compared, "stackName": compared, "assumeRoleArn": compared, "cloudFormationExecutionRoleArn": compared,
		"terminationProtection":       "TestPipelineProtectsWhatAManualRolloutProtects compares it",
		"stackTemplateAssetObjectUrl": "where the template is uploaded to; the pipeline passes it as an artifact",
		"validateOnSynth":             nothing, "requiresBootstrapStackVersion": nothing, "bootstrapStackVersionSsmParameter": nothing,
		"additionalDependencies": nothing, "lookupRole": nothing,
	}
}

// TestPipelineAndManualRolloutLeaveTheSameState catches a pipeline that deploys the same templates in another way: with other tags, under
// another role, or in another region. It compares each action with what `cdk deploy` reads in the manifest.
//
// It cannot see what CloudFormation does with the same request, what an earlier rollout left, and what an application stores. Outputs and
// releases are the templates', which are one file for both.
func TestPipelineAndManualRolloutLeaveTheSameState(t *testing.T) {
	a := pipelineAssembly(t)
	prepared, executed := deployActions(t, a)
	for _, stack := range a.Stacks {
		if stack.Stage == "" {
			continue
		}
		manifest := filepath.Dir(stack.TemplateFile)
		manual, ok := manifestStacks(t, manifest)[stack.Name]
		if !ok {
			t.Errorf("%s: no stack in %s", stack.Name, manifest)
			continue
		}
		for property := range maps.Keys(manual.Properties) {
			if knownToTheCLI()[property] == "" {
				t.Errorf("%s: cdk deploy obeys %s in the manifest; fix: compare it with the pipeline here", stack.Name, property)
			}
		}
		for parameter, declared := range stack.Template.Parameters {
			if properties, _ := declared.(map[string]any); properties["Default"] == nil {
				t.Errorf("%s: parameter %s has no default, and neither rollout passes it", stack.Name, parameter)
			}
		}
		prepare, execute := prepared[stack.Name], executed[stack.Name]
		template := inArtifact(t, a, prepare.Configuration["TemplatePath"])
		var configuration map[string]map[string]any
		text := readPath(t, inArtifact(t, a, prepare.Configuration["TemplateConfiguration"]))
		if err := json.Unmarshal([]byte(text), &configuration); err != nil {
			t.Fatal(err)
		}
		for what, pair := range map[string][2]any{
			"template":       {template, filepath.Join(manifest, fmt.Sprint(manual.Properties["templateFile"]))},
			"tags":           {configuration["Tags"], manual.Properties["tags"]},
			"kinds of tags":  {len(configuration), 1}, // and no parameters or stack policy
			"execution role": {joined(prepare.Configuration["RoleArn"]), manual.Properties["cloudFormationExecutionRoleArn"]},
			"role":           {joined(prepare.RoleArn), manual.Properties["assumeRoleArn"]},
			"role at last":   {joined(execute.RoleArn), manual.Properties["assumeRoleArn"]},
			"environment":    {"aws://" + stack.Account + "/" + region(a, prepare), manual.Environment},
			"region at last": {region(a, execute), region(a, prepare)},
			"capabilities":   {prepare.Configuration["Capabilities"], "CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND"}, // of the CDK CLI, with IAM
			"mode":           {prepare.Configuration["ActionMode"], "CHANGE_SET_REPLACE"},
			"mode at last":   {execute.Configuration["ActionMode"], "CHANGE_SET_EXECUTE"},
			"change set":     {execute.Configuration["ChangeSetName"], prepare.Configuration["ChangeSetName"]},
		} {
			if pipeline, manual := fmt.Sprint(pair[0]), fmt.Sprint(pair[1]); pipeline != manual {
				t.Errorf("%s: %s of the pipeline %s, of cdk deploy %s", stack.Name, what, pipeline, manual)
			}
		}
	}
	if len(prepared) != 13 || len(executed) != 13 {
		t.Errorf("%d change sets and %d executions, want 13 of each", len(prepared), len(executed))
	}
}

// TestPipelinePublishesWhatAManualRolloutPublishes catches a file, such as the code of a function, that only cdk deploy uploads.
func TestPipelinePublishesWhatAManualRolloutPublishes(t *testing.T) {
	a := pipelineAssembly(t)
	var commands []string
	for _, build := range buildSpecs(t) {
		commands = append(commands, build.commands...)
	}
	published := strings.Join(commands, "\n")
	files := 0
	for _, stack := range a.Stacks {
		if stack.Stage == "" {
			continue
		}
		list := strings.TrimSuffix(stack.TemplateFile, ".template.json") + ".assets.json"
		var assets struct {
			Files map[string]struct{ Source struct{ Path string } }
		}
		if err := json.Unmarshal([]byte(readPath(t, list)), &assets); err != nil {
			t.Fatal(err)
		}
		for id, file := range assets.Files {
			if file.Source.Path == filepath.Base(stack.TemplateFile) {
				continue // the template, which is in the artifact
			}
			files++
			if !strings.Contains(published, filepath.Base(list)) || !strings.Contains(published, id) {
				t.Errorf("%s: no step of the pipeline publishes %s (%s)", stack.Name, id, file.Source.Path)
			}
		}
	}
	if files == 0 {
		t.Error("no files, want at least the rotation function's")
	}
}

// deployActions are the pipeline's actions of each stack: the one that creates the change set, and the one that executes it.
func deployActions(t *testing.T, a assembly.Assembly) (prepared, executed map[string]pipelineAction) {
	t.Helper()
	prepared, executed = map[string]pipelineAction{}, map[string]pipelineAction{}
	for _, stage := range pipelineStages(t, a) {
		for _, action := range stage.Actions {
			if action.ActionTypeId.Provider != "CloudFormation" {
				continue
			}
			name := fmt.Sprint(action.Configuration["StackName"])
			switch action.Name {
			case name + ".Prepare":
				prepared[name] = action
			case name + ".Deploy":
				executed[name] = action
			default:
				t.Errorf("%s does something to %s that no manual rollout does", action.Name, name)
			}
		}
	}
	return prepared, executed
}

func manifestStacks(t *testing.T, dir string) map[string]byHand {
	t.Helper()
	var manifest struct{ Artifacts map[string]byHand }
	if err := json.Unmarshal([]byte(readPath(t, filepath.Join(dir, "manifest.json"))), &manifest); err != nil {
		t.Fatal(err)
	}
	stacks := map[string]byHand{}
	for _, artifact := range manifest.Artifacts {
		if artifact.Type == "aws:cloudformation:stack" {
			stacks[fmt.Sprint(artifact.Properties["stackName"])] = artifact
		}
	}
	return stacks
}

// inArtifact is the file of the assembly that a path in the pipeline's source artifact names.
func inArtifact(t *testing.T, a assembly.Assembly, path any) string {
	t.Helper()
	artifact, file, ok := strings.Cut(fmt.Sprint(path), "::")
	if !ok || artifact != "Synth_Output" {
		t.Fatalf("%v is no file of Synth_Output", path)
	}
	return filepath.Join(a.Dir, file)
}

// joined is a text of which parts are references, as the manifest writes it.
func joined(value any) string {
	join, _ := value.(map[string]any)["Fn::Join"].([]any)
	if len(join) != 2 {
		return fmt.Sprint(value)
	}
	var text strings.Builder
	for _, part := range join[1].([]any) {
		if reference, ok := part.(map[string]any); ok {
			part = fmt.Sprintf("${%v}", reference["Ref"])
		}
		fmt.Fprint(&text, part)
	}
	return text.String()
}

// region is where an action deploys: in the pipeline's region, unless it says otherwise.
func region(a assembly.Assembly, action pipelineAction) string {
	if action.Region != "" {
		return action.Region
	}
	pipeline, _ := a.Stack("kasha-pipeline")
	return pipeline.Region
}
