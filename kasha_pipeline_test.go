package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/stages"
)

// pipelineShape is the configuration as shipped, synthesized once with the rule packs on the pipeline's own stack.
var pipelineShape struct {
	once     sync.Once
	dir      string
	assembly assembly.Assembly
	err      error
}

func pipelineAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
	t.Setenv("CDK_VALIDATION", "false") // make synth validates this very configuration
	pipelineShape.once.Do(func() {
		var err error
		if pipelineShape.dir, err = os.MkdirTemp("", "kasha-pipeline-"); err == nil {
			err = synthesizePipeline(pipelineShape.dir)
		}
		if err == nil {
			pipelineShape.assembly, err = assembly.Read(pipelineShape.dir)
		}
		pipelineShape.err = err
	})
	if pipelineShape.err != nil {
		t.Fatal(pipelineShape.err)
	}
	return pipelineShape.assembly
}

func synthesizePipeline(outdir string) (err error) {
	defer stages.Refusal(&err)
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		return err
	}
	context, err := featureFlags("cdk.json")
	if err != nil {
		return err
	}
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(outdir)})
	build(app, kasha)
	reports := &cdknag.NagPackProps{ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_JSON}}
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(reports), nil)
	awscdk.Aspects_Of(app).Add(cdknag.NewNIST80053R5Checks(reports), nil)
	app.Synth(nil)
	return nil
}

// TestPipelineAndManualRolloutDeployTheSameStacks catches a pipeline that deploys something else than what was tried by
// hand: other names, other logical ids (data would be made anew), other templates.
func TestPipelineAndManualRolloutDeployTheSameStacks(t *testing.T) {
	withPipeline := pipelineAssembly(t)
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	kasha.Pipeline = nil
	dir := t.TempDir()
	if err := synthesize("cdk.json", kasha, dir); err != nil {
		t.Fatal(err)
	}
	byHand, err := assembly.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
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
	if !reflect.DeepEqual(names, deployed) {
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

// TestPipelineStageGraph holds the pipeline against a page that a person can read: what runs, in which order. KASHA_UPDATE=1
// rewrites it.
func TestPipelineStageGraph(t *testing.T) {
	a := pipelineAssembly(t)
	properties := pipelineProperties(t, a)
	var graph strings.Builder
	fmt.Fprintf(&graph, "kasha: CodePipeline %v, execution mode %v\n", properties["PipelineType"], properties["ExecutionMode"])
	for _, stage := range pipelineStages(t, a) {
		fmt.Fprintf(&graph, "\n%s\n", stage.Name)
		for _, action := range stage.Actions {
			fmt.Fprintf(&graph, "  %2d  %-38s %s %s\n", action.RunOrder, action.Name, action.ActionTypeId.Category, action.ActionTypeId.Provider)
		}
	}
	path := filepath.Join("testdata", "snapshots", "pipeline.txt")
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(graph.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readFile(t, path); want != graph.String() {
		t.Errorf("the pipeline is not as in %s (KASHA_UPDATE=1 rewrites it):\n%s", path, graph.String())
	}
}

// TestProductionWaitsForAPersonAndForPermissions catches a release that reaches production unasked, or before a look at
// whom it gives more rights.
func TestProductionWaitsForAPersonAndForPermissions(t *testing.T) {
	for _, stage := range pipelineStages(t, pipelineAssembly(t)) {
		first := map[string]int{}
		for i, action := range stage.Actions {
			first[strings.TrimPrefix(filepath.Ext(action.Name), ".")] = i
			if action.ActionTypeId.Category == "Approval" {
				first[action.Name] = i
			}
		}
		_, asked := first["Promote-to-prod"]
		if stage.Name == "prod" {
			if !asked || first["Promote-to-prod"] != 0 {
				t.Errorf("prod: the first action is %s, want the approval", stage.Actions[0].Name)
			}
			if first["Check"] != 1 || first["Permissions-of-prod.Confirm"] != 2 {
				t.Errorf("prod: the permission check does not stand between the approval and the first change")
			}
		} else if asked {
			t.Errorf("%s: waits for an approval; only production does", stage.Name)
		}
	}
}

// TestSmokeStepsAskTheDeployedSite catches a smoke test that runs before the deployment or asks nothing.
func TestSmokeStepsAskTheDeployedSite(t *testing.T) {
	for _, stage := range pipelineStages(t, pipelineAssembly(t)) {
		if stage.Name != "dev" && stage.Name != "staging" && stage.Name != "prod" {
			continue
		}
		last := stage.Actions[len(stage.Actions)-1]
		if last.Name != "Smoke-"+stage.Name {
			t.Errorf("%s ends with %s, want its smoke test", stage.Name, last.Name)
			continue
		}
		variables := fmt.Sprint(last.Configuration["EnvironmentVariables"])
		for name, output := range map[string]string{
			"DISTRIBUTION":  stage.Name + `edge[0-9A-F]{8}\.DistributionDomainName`,
			"LOAD_BALANCER": stage.Name + `services[0-9A-F]{8}\.PublicLoadBalancerDnsName`,
		} {
			wired := regexp.MustCompile(`"name":"` + name + `","type":"PLAINTEXT","value":"#{` + output + `}"`)
			if !wired.MatchString(variables) {
				t.Errorf("%s: %s is not wired to %s: %s", last.Name, name, output, variables)
			}
		}
	}
}

// TestPipelineInstallsPinnedTools catches the CDK's defaults, which install whatever is newest: npm's newest aws-cdk is
// another product line, and a pipeline that breaks overnight has not been changed by anyone.
func TestPipelineInstallsPinnedTools(t *testing.T) {
	template, err := json.Marshal(pipelineStack(t, pipelineAssembly(t)).Resources)
	if err != nil {
		t.Fatal(err)
	}
	installs := regexp.MustCompile(`npm install -g ([a-z-]+)@?([0-9.]*)`).FindAllStringSubmatch(string(template), -1)
	if len(installs) < 3 {
		t.Fatalf("only %d installations found: %q", len(installs), installs)
	}
	var pinned struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(readFile(t, "package.json")), &pinned); err != nil {
		t.Fatal(err)
	}
	for _, install := range installs {
		if name, version := install[1], install[2]; version == "" || (name == "aws-cdk" && version != pinned.Dependencies[name]) {
			t.Errorf("%q is not pinned as in package.json (%s)", install[0], pinned.Dependencies[name])
		}
	}
	toolchain := regexp.MustCompile(`(?m)^toolchain (go[0-9.]+)$`).FindStringSubmatch(readFile(t, "go.mod"))
	if toolchain == nil || !strings.Contains(string(template), `"Value":"`+toolchain[1]+`"`) {
		t.Errorf("the build's GOTOOLCHAIN is not go.mod's toolchain %q", toolchain)
	}
}

// TestPipelineAcknowledgementsAreNeeded catches an accepted finding of the pipeline's stack that no longer exists. That none
// is open is proven by synthesizing: an open finding fails it.
func TestPipelineAcknowledgementsAreNeeded(t *testing.T) {
	a := pipelineAssembly(t)
	stack, _ := a.Stack("kasha-pipeline")
	checkAcknowledgements(t, nagLines(t, a.Dir), []assembly.Stack{stack})
}

// TestConnectionMayBeUsedUnderBothNames catches a source action that fails with AccessDenied on its first push: the CDK
// grants the service's former name only.
func TestConnectionMayBeUsedUnderBothNames(t *testing.T) {
	found := map[string]bool{}
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		if resource.Type == "AWS::IAM::Policy" && strings.Contains(resource.Path, "Source/") {
			text := fmt.Sprint(resource.Properties)
			for _, action := range []string{"codestar-connections:UseConnection", "codeconnections:UseConnection"} {
				found[action] = found[action] || strings.Contains(text, action)
			}
		}
	}
	if len(found) != 2 || !found["codestar-connections:UseConnection"] || !found["codeconnections:UseConnection"] {
		t.Errorf("the source action may use: %v", found)
	}
}
