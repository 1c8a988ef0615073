package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// TestNetworkFaultsSeededIntoProductionAreFound catches a model of the network that finds faults in the small environment of its own tests,
// but not in the CDK's templates.
func TestNetworkFaultsSeededIntoProductionAreFound(t *testing.T) {
	t.Parallel() // this does not call the CDK, while most other tests wait for it
	handmade.Find(t, handmade.NetworkFaults(), stacksOf(t, "prod"), func(t *testing.T, stacks []assembly.Stack) []string {
		return connectionViolations(buildReach(t, stacks))
	})
}

// TestPermissionFaultsSeededIntoProductionAreFound catches a model of permissions that finds faults in the small environment of its own
// tests, but not in the CDK's templates.
func TestPermissionFaultsSeededIntoProductionAreFound(t *testing.T) {
	t.Parallel()
	handmade.Find(t, handmade.PermissionFaults(), stacksOf(t, "prod"), func(t *testing.T, stacks []assembly.Stack) []string {
		return permissionViolations(buildPermissions(t, stacks))
	})
}

// TestFaultsSeededIntoThePipelineAreFound catches a list that allows the pipeline's roles everything.
func TestFaultsSeededIntoThePipelineAreFound(t *testing.T) {
	for want, action := range map[string]string{
		"Pipeline/Pipeline/Role may sts:AssumeRole on *,":                          "sts:AssumeRole",
		"Pipeline/Pipeline/Role may iam:PassRole on *,":                            "iam:*",
		"Pipeline/Pipeline/Role may codepipeline:PutApprovalResult on *,":          "codepipeline:*",
		"not modelled: that Pipeline/Pipeline/Role may lightsail:CreateInstances,": "lightsail:CreateInstances",
	} {
		statement := map[string]any{"Effect": "Allow", "Action": action, "Resource": "*"}
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
			t.Fatal("the pipeline's role has no policy, want one to seed faults into")
		}
		said := permissionViolations(buildPermissions(t, stacks))
		if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, want) }) {
			t.Errorf("want a violation with %q, got\n%s", want, strings.Join(said, "\n"))
		}
	}
}
