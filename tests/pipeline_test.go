package tests

import (
	"slices"
	"testing"

	"kasha/lib/config"
)

// TestPipelineAndManualRolloutDeployTheSameStacks catches a pipeline that deploys something else than `cdk deploy`: other names, other
// logical ids (data would be replaced), other templates. It also catches whatever changes from one run to the next, such as map order, time
// and temporary paths. That would show in every review and be deployed without need. The manual rollout has two environments: the
// nonproduction one in another region than the pipeline's, and production. Staging is left out, so a template that depends on its
// neighbours is caught too.
func TestPipelineAndManualRolloutDeployTheSameStacks(t *testing.T) {
	t.Parallel()
	withPipeline := pipelineAssembly(t)
	kasha, err := readConfiguration(pipelineFile)
	if err != nil {
		t.Fatal(err)
	}
	kasha.Pipeline = nil
	kasha.Environments = slices.DeleteFunc(kasha.Environments, func(env config.Environment) bool { return env.Name == "staging" })
	byHand := synthesizeTo(t, t.TempDir(), kasha)
	for _, manual := range byHand.Stacks {
		automatic, ok := withPipeline.Stack(manual.Name)
		if !ok {
			t.Errorf("%s: not in the pipeline, want it there", manual.Name)
		} else if readPath(t, manual.TemplateFile) != readPath(t, automatic.TemplateFile) {
			t.Errorf("%s: the pipeline and cdk deploy have different templates, want the same", manual.Name)
		}
	}
	if len(byHand.Stacks) != 9 {
		t.Errorf("compared %d stacks, want 9", len(byHand.Stacks))
	}
}

// TestPipelineDeploysEveryStackInOrder catches a stack that the pipeline leaves out, or deploys before one that it needs.
func TestPipelineDeploysEveryStackInOrder(t *testing.T) {
	withPipeline := pipelineAssembly(t)
	deployed := deployedByPipeline(t, withPipeline)
	var names []string
	for _, stack := range withPipeline.Stacks {
		if stack.Stage != "" {
			names = append(names, stack.Name)
		}
		for _, needed := range stack.DependsOn {
			if slices.Index(deployed, needed) > slices.Index(deployed, stack.Name) {
				t.Errorf("the pipeline deploys %s before %s, want the reverse", stack.Name, needed)
			}
		}
	}
	if len(names) != 13 {
		t.Errorf("the environments have %d stacks, want 13", len(names))
	}
	slices.Sort(names)
	slices.Sort(deployed)
	if !slices.Equal(names, deployed) {
		t.Errorf("the pipeline deploys\n %v\nwant\n %v", deployed, names)
	}
}

// TestPipelineStacksAreTagged catches a stack without cost tags, above all the support stacks that CDK Pipelines creates in other regions.
func TestPipelineStacksAreTagged(t *testing.T) {
	for _, stack := range pipelineStacks(t) {
		tagged := 0
		for _, resource := range stack.Template.Sorted() {
			if resource.Type != "AWS::S3::Bucket" && resource.Type != "AWS::KMS::Key" {
				continue
			}
			tagged++
			tags := pairs(properties(resource.Properties).Maps("Tags"), "Key", "Value")
			if tags["application"] != "kasha" || tags["component"] != "pipeline" {
				t.Errorf("%s: %s has the tags %v, want application=kasha and component=pipeline", stack.Name, resource.Path, tags)
			}
		}
		if tagged < 2 {
			t.Errorf("%s: %d buckets and keys, want at least 2", stack.Name, tagged)
		}
	}
}
