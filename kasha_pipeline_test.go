package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"kasha/internal/assembly"
	"kasha/stages"
)

// The tests of the pipeline look at a configuration of their own, because cdk.json is the user's. It deploys to another region
// than the pipeline's (dev), to another account (staging, with what costs more as in the cdk.json that Kasha ships with), and to
// production with a domain and a copy of the archive in a third region.
const (
	pipelineEnvironments = `[
    {"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"],
     "schedule": {"timeZone": "Europe/Berlin"}},
    {"name": "staging", "tier": "nonproduction", "account": "222222222222", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "database": {"instanceClass": "db.t4g.medium", "multiAz": true, "readReplica": true}},
    {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "backup": {"copyRegion": "us-west-2"},
     "edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}}
  ]`
	pipelineConfiguration = `{"environments": ` + pipelineEnvironments + `, "pipeline": {
    "repository": "example/kasha", "account": "111111111111", "region": "us-east-1", "email": "oncall@example.com",
    "connectionArn": "arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000"}}`
)

// pipelineShape is that configuration with the rule packs on what is not an environment's.
var pipelineShape sharedAssembly

func pipelineAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
	t.Setenv("CDK_VALIDATION", "false") // make synth validates a pipeline, and TestNoFindingIsOpen the environments
	return pipelineShape.read(t, synthesizePipeline)
}

func synthesizePipeline(outdir string) (err error) {
	defer stages.Refusal(&err)
	kasha, err := readConfig(pipelineConfiguration)
	if err != nil {
		return err
	}
	context, err := featureFlags("cdk.json")
	if err != nil {
		return err
	}
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(outdir), TreeMetadata: jsii.Bool(false)})
	build(app, kasha)
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nagReports()), nil)
	awscdk.Aspects_Of(app).Add(cdknag.NewNIST80053R5Checks(nagReports()), nil)
	app.Synth(nil)
	return nil
}

// handShape is that configuration without its pipeline, as people deploy it.
var handShape sharedAssembly

func assemblyByHand(t *testing.T) assembly.Assembly {
	t.Helper()
	return handShape.read(t, func(outdir string) error {
		return synthesizeUnvalidated(t, outdir, `{"environments": `+pipelineEnvironments+`}`)
	})
}

// TestPipelineAndManualRolloutDeployTheSameStacks catches a pipeline that deploys something else than what was tried by
// hand: other names, other logical ids (data would be made anew), other templates.
func TestPipelineAndManualRolloutDeployTheSameStacks(t *testing.T) {
	withPipeline := pipelineAssembly(t)
	byHand := assemblyByHand(t)
	deployed := deployedByPipeline(t, withPipeline)
	var names []string
	for _, manual := range byHand.Stacks {
		names = append(names, manual.Name)
		automatic, ok := withPipeline.Stack(manual.Name)
		if !ok {
			t.Errorf("%s: only deployed by hand", manual.Name)
			continue
		}
		if !reflect.DeepEqual(withoutMetadata(manual.Template), withoutMetadata(automatic.Template)) {
			t.Errorf("%s: the pipeline would deploy another template than a person", manual.Name)
		}
	}
	if len(names) != 13 {
		t.Errorf("%d stacks were compared, the fixture has 13", len(names))
	}
	for _, stack := range withPipeline.Stacks {
		for _, needed := range stack.DependsOn {
			if slices.Index(deployed, needed) > slices.Index(deployed, stack.Name) {
				t.Errorf("the pipeline deploys %s before %s, which it needs", stack.Name, needed)
			}
		}
	}
	slices.Sort(names)
	slices.Sort(deployed)
	if !slices.Equal(names, deployed) {
		t.Errorf("the pipeline deploys\n %v\nby hand\n %v", deployed, names)
	}
}

// withoutMetadata drops the construct paths, which may differ with where a stage hangs in the tree.
func withoutMetadata(template assembly.Template) assembly.Template {
	resources := map[string]assembly.Resource{}
	for id, resource := range template.Resources {
		resource.Metadata, resource.Path = nil, ""
		resources[id] = resource
	}
	template.Resources = resources
	return template
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

type pipelineStage struct {
	Name    string
	Actions []struct {
		Name          string
		RunOrder      int
		ActionTypeId  struct{ Category, Provider string }
		Configuration map[string]any
	}
}

func pipelineStack(t *testing.T, a assembly.Assembly) assembly.Template {
	t.Helper()
	stack, ok := a.Stack("kasha-pipeline")
	if !ok {
		t.Fatal("no stack kasha-pipeline")
	}
	return stack.Template
}

func pipelineProperties(t *testing.T, a assembly.Assembly) map[string]any {
	t.Helper()
	for _, resource := range pipelineStack(t, a).Sorted() {
		if resource.Type == "AWS::CodePipeline::Pipeline" {
			return resource.Properties
		}
	}
	t.Fatal("no pipeline in kasha-pipeline")
	return nil
}

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
