package main

import (
	"encoding/json"
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
	pipelineDev = `
    {"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"],
     "schedule": {"timeZone": "Europe/Berlin"}}`
	pipelineStaging = `
    {"name": "staging", "tier": "nonproduction", "account": "222222222222", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "database": {"instanceClass": "db.t4g.medium", "multiAz": true, "readReplica": true}}`
	pipelineProd = `
    {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "backup": {"copyRegion": "us-west-2"},
     "edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}}`
	pipelineConfiguration = `{"environments": [` + pipelineDev + "," + pipelineStaging + "," + pipelineProd + `], "pipeline": {
    "repository": "example/kasha", "account": "111111111111", "region": "us-east-1", "email": "oncall@example.com",
    "connectionArn": "arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000"}}`
)

// pipelineShape is that configuration with the rule packs on what is not an environment's. It is not validated: make synth does
// that for a pipeline, and TestNoFindingIsOpen for environments.
var pipelineShape sharedAssembly

func pipelineAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
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

// TestPipelineAndManualRolloutDeployTheSameStacks catches a pipeline that deploys something else than what was tried by
// hand: other names, other logical ids (data would be made anew), other templates. And it catches anything in the templates that
// changes from one run to the next (map order, time, temporary paths), or with an environment beside one: it would show up in
// every review and be deployed for nothing. By hand it is the nonproduction environment in another region than the pipeline's, and
// production; staging, beside them in the pipeline, is not there.
func TestPipelineAndManualRolloutDeployTheSameStacks(t *testing.T) {
	t.Parallel()
	withPipeline := pipelineAssembly(t)
	byHand := synthesizeTo(t, t.TempDir(), `{"environments": [`+pipelineDev+","+pipelineProd+`]}`)
	for _, manual := range byHand.Stacks {
		automatic, ok := withPipeline.Stack(manual.Name)
		if !ok {
			t.Errorf("%s: only deployed by hand", manual.Name)
		} else if readFile(t, manual.TemplateFile) != readFile(t, automatic.TemplateFile) {
			t.Errorf("%s: the pipeline would deploy another template than a person", manual.Name)
		}
	}
	if len(byHand.Stacks) != 9 {
		t.Errorf("%d stacks were compared, the fixture has 9", len(byHand.Stacks))
	}
}

// TestPipelineDeploysEveryStackInOrder catches a stack that the pipeline forgets, or deploys before one that it needs.
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
				t.Errorf("the pipeline deploys %s before %s, which it needs", stack.Name, needed)
			}
		}
	}
	if len(names) != 13 {
		t.Errorf("the environments have %d stacks, the fixture has 13", len(names))
	}
	slices.Sort(names)
	slices.Sort(deployed)
	if !slices.Equal(names, deployed) {
		t.Errorf("the pipeline deploys\n %v\nthe environments have\n %v", deployed, names)
	}
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
