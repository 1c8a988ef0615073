package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPipelineStageGraph holds the pipeline against a page that a person can read: what runs, in which order. `make snapshots`
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
		t.Errorf("the pipeline is not as in %s (`make snapshots` rewrites it):\n%s", path, graph.String())
	}
}

// environmentStages are the pipeline's stages that deploy something, by name and in order.
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

func (s pipelineStage) actionNames() []string {
	var names []string
	for _, action := range s.Actions {
		names = append(names, action.Name)
	}
	return names
}

// TestProductionWaitsForAPersonAndForPermissions catches a release that reaches production unasked, or before a look at
// whom it gives more rights; and one that asks where nobody is to answer.
func TestProductionWaitsForAPersonAndForPermissions(t *testing.T) {
	for _, stage := range environmentStages(t) {
		if stage.Name != "prod" {
			for _, action := range stage.Actions {
				if action.ActionTypeId.Category == "Approval" {
					t.Errorf("%s waits for %s; only production does", stage.Name, action.Name)
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
				t.Errorf("prod: %s does not wait for %s", action.Name, stage.Actions[i].Name)
			}
		}
		for _, i := range []int{0, 2} {
			if category := stage.Actions[i].ActionTypeId.Category; category != "Approval" {
				t.Errorf("prod: %s is of the category %s, and waits for nobody", stage.Actions[i].Name, category)
			}
		}
		// Nobody else gets in before the question is answered, see docs/decisions/0003: the person must be told.
		if comment := fmt.Sprint(stage.Actions[0].Configuration["CustomData"]); !strings.Contains(comment, "reject") {
			t.Errorf("the approval does not say how a newer push gets in: %s", comment)
		}
	}
}

// TestSmokeStepsAskTheDeployedSite catches a smoke test that runs before the deployment, asks nothing, or asks a sleeping
// environment.
func TestSmokeStepsAskTheDeployedSite(t *testing.T) {
	for _, stage := range environmentStages(t) {
		last := stage.Actions[len(stage.Actions)-1]
		if last.Name != "Smoke-"+stage.Name {
			t.Errorf("%s ends with %s, want its smoke test", stage.Name, last.Name)
			continue
		}
		if before := stage.Actions[len(stage.Actions)-2]; last.RunOrder <= before.RunOrder {
			t.Errorf("%s does not wait for %s", last.Name, before.Name)
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
				t.Errorf("%s: %s is not wired to %s: %s", last.Name, name, output, variables)
			}
		}
		if strings.Contains(variables, `"SITE"`) != (stage.Name == "prod") {
			t.Errorf("%s: %s", last.Name, variables)
		}
	}
}
