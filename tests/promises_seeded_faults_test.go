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

// TestFaultsSeededIntoTheStaticFilesAreFound catches a bucket of edge.static that more than the environment's distribution may use. The
// edits are those that people make when CloudFront answers 403.
func TestFaultsSeededIntoTheStaticFilesAreFound(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(statement map[string]any){
		"everybody may read":        func(s map[string]any) { s["Principal"] = map[string]any{"AWS": "*"}; delete(s, "Condition") },
		"any distribution may read": func(s map[string]any) { delete(s, "Condition") },
		"CloudFront may write":      func(s map[string]any) { s["Action"] = "s3:*" },
	} {
		stacks := handmade.Clone(stacksOf(t, "prod-domain"))
		if said := permissionViolations(buildPermissions(t, stacks)); len(said) > 0 {
			t.Fatalf("before the edit there is %v, want nothing", said)
		}
		seeded := false
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				if resource.Path != "Assets/Policy/Resource" {
					continue
				}
				for _, statement := range resource.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
					if s := statement.(map[string]any); s["Effect"] == "Allow" {
						spoil(s)
						seeded = true
					}
				}
			}
		}
		if said := permissionViolations(buildPermissions(t, stacks)); !seeded || len(said) == 0 {
			t.Errorf("%s: seeded %v, found %v, want a violation", name, seeded, said)
		}
	}
}
