package main

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/fixture"
	"kasha/internal/permissions"
)

// clonedPipeline is a copy of the pipeline's stacks, for tests that break them.
func clonedPipeline(t *testing.T) []assembly.Stack {
	t.Helper()
	return fixture.Clone(pipelineStacks(t))
}

func pipelineViolations(t *testing.T, stacks []assembly.Stack) []string {
	t.Helper()
	model, err := permissions.Build(stacks)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, violation := range model.Check() {
		said = append(said, violation.String())
	}
	return said
}

// Catches any sensitive permission that the pipeline has beyond its list.
func TestThePipelineHasTheListedPermissionsAndNoOther(t *testing.T) {
	for _, violation := range pipelineViolations(t, clonedPipeline(t)) {
		t.Error(violation)
	}
}

// Catches a list that allows the pipeline's roles anything.
func TestFaultsSeededIntoThePipelineAreFound(t *testing.T) {
	for want, statement := range map[string]map[string]any{
		"Pipeline/Pipeline/Role may sts:AssumeRole on *,":                          {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"},
		"Pipeline/Pipeline/Role may iam:PassRole on *,":                            {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
		"Pipeline/Pipeline/Role may codepipeline:PutApprovalResult on *,":          {"Effect": "Allow", "Action": "codepipeline:*", "Resource": "*"},
		"not modelled: that Pipeline/Pipeline/Role may lightsail:CreateInstances,": {"Effect": "Allow", "Action": "lightsail:CreateInstances", "Resource": "*"},
	} {
		stacks := clonedPipeline(t)
		seeded := false
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				if resource.Type == "AWS::IAM::Policy" && resource.Path == "Pipeline/Pipeline/Role/DefaultPolicy/Resource" {
					document := resource.Properties["PolicyDocument"].(map[string]any)
					document["Statement"] = append(document["Statement"].([]any), statement)
					seeded = true
				}
			}
		}
		if !seeded {
			t.Fatal("the pipeline's role has no policy")
		}
		if said := pipelineViolations(t, stacks); !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, want) }) {
			t.Errorf("no violation says %q; there are:\n%s", want, strings.Join(said, "\n"))
		}
	}
}

// Catches a line of the lists that nothing needs any more: a permission in reserve.
func TestEveryLineOfThePermissionListsIsUsed(t *testing.T) {
	t.Parallel()
	pipeline, err := permissions.Build(clonedPipeline(t))
	if err != nil {
		t.Fatal(err)
	}
	models := []*permissions.Model{pipeline}
	for _, shape := range reachShapes() {
		models = append(models, permissionsModel(t, shape))
	}
	for _, line := range permissions.Unused(models...) {
		// Regions that are newer than August 2022 have no account of load balancers; make shapes draws them.
		if !strings.HasPrefix(line, "service logdelivery.elasticloadbalancing.amazonaws.com may s3:PutObject") {
			t.Errorf("no shape needs: %s", line)
		}
	}
}
