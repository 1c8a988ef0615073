package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// TestPipelineProtectsWhatAManualRolloutProtects catches a stack that has termination protection after `cdk deploy` and none after a
// release of the pipeline: CDK Pipelines does not apply it (aws/aws-cdk#17871).
func TestPipelineProtectsWhatAManualRolloutProtects(t *testing.T) {
	steps := map[string]string{} // of each environment: the lines REGION STACK ROLE
	for _, build := range buildSpecs(t) {
		if _, environment, found := strings.Cut(build.name, "Protect-"); found {
			steps[strings.Split(environment, "/")[0]] = build.environment["STACKS"]
		}
	}
	protected := 0
	for _, stack := range pipelineAssembly(t).Stacks {
		if stack.Stage == "" || !stack.TerminationProtection {
			continue
		}
		protected++
		role := fmt.Sprintf("role/cdk-hnb659fds-deploy-role-%s-%s", stack.Account, stack.Region)
		found := false
		for _, line := range strings.Split(steps[stack.Stage], "\n") {
			found = found || strings.HasPrefix(line, stack.Region+" "+stack.Name+" ") && strings.HasSuffix(line, role)
		}
		if !found {
			t.Errorf("%s is protected by hand, and the pipeline's steps are %q; want a line with its region, name and %s", stack.Name, steps, role)
		}
	}
	if protected != 3 {
		t.Errorf("%d protected stacks, want network, data and archive of production", protected)
	}
	for _, stage := range environmentStages(t) {
		if _, has := steps[stage.Name]; has != (stage.Name == "prod") {
			t.Errorf("%s has a protection step: %v, want one in production only", stage.Name, has)
		}
	}
}

// TestProtectionComesBeforeTheSmokeTest catches stacks that stay unprotected because the site does not answer.
func TestProtectionComesBeforeTheSmokeTest(t *testing.T) {
	order := map[string]int{}
	for _, stage := range environmentStages(t) {
		for _, action := range stage.Actions {
			order[action.Name] = action.RunOrder
		}
	}
	if protect, smoke := order["Protect-prod"], order["Smoke-prod"]; protect == 0 || protect >= smoke {
		t.Errorf("Protect-prod runs at %d, Smoke-prod at %d; want the protection first", protect, smoke)
	}
}

// TestPipelineLeavesNothingThatGrowsForEver catches artifacts and build logs without an expiry, and a pipeline's stack that one command
// deletes. It also catches resources that outlive a deleted pipeline: a support bucket has a fixed name, so it could not be created again.
func TestPipelineLeavesNothingThatGrowsForEver(t *testing.T) {
	deleted := func(stack, id string, resource assembly.Resource) {
		if resource.DeletionPolicy != "Delete" {
			t.Errorf("%s: %s has the deletion policy %q, want Delete: it holds copies only", stack, id, resource.DeletionPolicy)
		}
	}
	for _, stack := range pipelineStacks(t) {
		if stack.Name == "kasha-pipeline" && !stack.TerminationProtection {
			t.Errorf("%s has no termination protection", stack.Name)
		}
		for id, resource := range stack.Template.Resources {
			switch resource.Type {
			case "AWS::S3::Bucket":
				if !strings.Contains(fmt.Sprint(resource.Properties["LifecycleConfiguration"]), "ExpirationInDays") {
					t.Errorf("%s: %s has no lifecycle, want one that expires its objects", stack.Name, id)
				}
				deleted(stack.Name, id, resource)
			case "AWS::Logs::LogGroup":
				if days, _ := resource.Properties["RetentionInDays"].(float64); days == 0 || days > 90 {
					t.Errorf("%s: %s keeps logs for %v days, want at most 90", stack.Name, id, days)
				}
				deleted(stack.Name, id, resource)
			case "AWS::KMS::Key":
				deleted(stack.Name, id, resource)
			case "AWS::CodeBuild::Project":
				logs := fmt.Sprint(resource.Properties["LogsConfig"])
				if !strings.Contains(logs, "BuildLogs") {
					t.Errorf("%s: %s logs to %s, want the group BuildLogs, which expires", stack.Name, id, logs)
				}
			}
		}
	}
}
