package tests

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPipelineStageGraph compares the order of the pipeline's actions with testdata/snapshots/pipeline.txt. `make snapshots` writes the
// file anew.
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
	const path = "testdata/snapshots/pipeline.txt"
	if updating() {
		writeFile(t, path, graph.String())
	}
	if want := readFile(t, path); want != graph.String() {
		t.Errorf("the pipeline differs from %s; fix, if that is intended: make snapshots\ngot\n%s", path, graph.String())
	}
}

// TestProductionWaitsForAPersonAndForPermissions catches a release that reaches production without an approval, or without a confirmation
// of widened permissions. It also catches an approval in an environment where nobody is expected to answer.
func TestProductionWaitsForAPersonAndForPermissions(t *testing.T) {
	for _, stage := range environmentStages(t) {
		if stage.Name != "prod" {
			for _, action := range stage.Actions {
				if action.ActionTypeId.Category == "Approval" {
					t.Errorf("%s waits for %s, want no approval before production", stage.Name, action.Name)
				}
			}
			continue
		}
		begins := []string{"Promote-to-prod", "Permissions-of-prod.Check", "Permissions-of-prod.Confirm"}
		if names := stage.actionNames(); !slices.Equal(names[:len(begins)], begins) {
			t.Errorf("prod begins with %v, want %v", names[:len(begins)], begins)
		}
		for i, action := range stage.Actions[1:] {
			if i < len(begins) && action.RunOrder <= stage.Actions[i].RunOrder {
				t.Errorf("prod: %s has no later run order than %s, want one", action.Name, stage.Actions[i].Name)
			}
		}
		for _, i := range []int{0, 2} {
			if category := stage.Actions[i].ActionTypeId.Category; category != "Approval" {
				t.Errorf("prod: %s is of the category %s, want Approval", stage.Actions[i].Name, category)
			}
		}
		// No newer push enters the stage before this approval is answered (docs/decisions/0003), so its text must say so.
		if comment := fmt.Sprint(stage.Actions[0].Configuration["CustomData"]); !strings.Contains(comment, "reject") {
			t.Errorf("the approval says %q, want the word reject: a newer push waits until this one is answered", comment)
		}
	}
}

// TestNotificationsOfThePipelineNameItsRunbook catches a notification of a failed run, or of an approval, that does not say what to do.
// AWS writes the text of a failure. Ours are the sender's name of its email, and the comment of an approval.
func TestNotificationsOfThePipelineNameItsRunbook(t *testing.T) {
	const runbook = "docs/runbooks/pipeline.md"
	readFile(t, runbook)
	said := map[string]string{}
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		if resource.Type == "AWS::SNS::Topic" {
			said["topic"] = fmt.Sprint(resource.Properties["DisplayName"])
		}
	}
	for _, stage := range environmentStages(t) {
		if stage.Name == "prod" {
			said["approval"] = fmt.Sprint(stage.Actions[0].Configuration["CustomData"])
		}
	}
	for _, what := range []string{"topic", "approval"} {
		if !strings.Contains(said[what], runbook) {
			t.Errorf("the %s says %q, want %s in it", what, said[what], runbook)
		}
	}
	if len(said["topic"]) > 100 { // SNS API, CreateTopic, DisplayName
		t.Errorf("the topic's display name has %d characters, want at most 100", len(said["topic"]))
	}
}

// TestSmokeStepsAskTheDeployedSite catches a smoke test that runs before the deployment or asks other addresses than those of the deployed
// environment.
func TestSmokeStepsAskTheDeployedSite(t *testing.T) {
	for _, stage := range environmentStages(t) {
		last := stage.Actions[len(stage.Actions)-1]
		if last.Name != "Smoke-"+stage.Name {
			t.Errorf("%s ends with %s, want its smoke test", stage.Name, last.Name)
			continue
		}
		if before := stage.Actions[len(stage.Actions)-2]; last.RunOrder <= before.RunOrder {
			t.Errorf("%s has no later run order than %s, want one", last.Name, before.Name)
		}
		outputs := map[string]string{
			"DISTRIBUTION":  stage.Name + `edge[0-9A-F]{8}\.DistributionDomainName`,
			"LOAD_BALANCER": stage.Name + `services[0-9A-F]{8}\.PublicLoadBalancerDnsName`,
		}
		if stage.Name == "prod" { // which has a domain
			outputs["SITE"] = `prodedge[0-9A-F]{8}\.SiteAddress`
		}
		variables := fmt.Sprint(last.Configuration["EnvironmentVariables"])
		for name, output := range outputs {
			wired := regexp.MustCompile(`"name":"` + name + `","type":"PLAINTEXT","value":"#{` + output + `}"`)
			if !wired.MatchString(variables) {
				t.Errorf("%s: want %s from the output %s, got %s", last.Name, name, output, variables)
			}
		}
		if strings.Contains(variables, `"SITE"`) != (stage.Name == "prod") {
			t.Errorf("%s has the variables %s, want SITE in prod only, which has a domain", last.Name, variables)
		}
	}
}

// TestSmokeTestKnowsTheOffHours catches an environment with a schedule whose off-hours fail every release, and one without a schedule that
// is excused from its smoke test.
func TestSmokeTestKnowsTheOffHours(t *testing.T) {
	smokes := 0
	for _, build := range buildSpecs(t) {
		if !strings.Contains(build.name, "Smoke-") {
			continue
		}
		smokes++
		want := ""
		if strings.Contains(build.name, "Smoke-dev") { // the one with a schedule
			want = "MON,TUE,WED,THU,FRI 07:00 20:00 Europe/Berlin"
		}
		if got := build.environment["AWAKE"]; got != want {
			t.Errorf("%s is awake at %q, want %q", build.name, got, want)
		}
	}
	if smokes != 3 {
		t.Errorf("%d smoke tests, want 3", smokes)
	}
}
