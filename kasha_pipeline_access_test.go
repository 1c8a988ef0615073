package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// pipelineStacks are the stacks that are no environment's: the pipeline's, and one in each other region that it deploys to.
func pipelineStacks(t *testing.T) []assembly.Stack {
	t.Helper()
	var stacks []assembly.Stack
	for _, stack := range pipelineAssembly(t).Stacks {
		if stack.Stage == "" {
			stacks = append(stacks, stack)
		}
	}
	if len(stacks) != 3 {
		t.Fatalf("%d stacks beside the environments', want the pipeline's and two in other regions", len(stacks))
	}
	return stacks
}

// TestPipelineAcknowledgementsAreNeeded catches an accepted finding of the pipeline's stacks that no longer exists. That none
// is open is proven by synthesizing: an open finding fails it.
func TestPipelineAcknowledgementsAreNeeded(t *testing.T) {
	checkAcknowledgements(t, nagLines(t, pipelineAssembly(t).Dir), pipelineStacks(t))
}

// TestReasonsNameWhatTheyExcuse catches a reason for "any resource" that explains other actions than those allowed on it: a
// reviewer would sign something that is not there.
func TestReasonsNameWhatTheyExcuse(t *testing.T) {
	excused := 0
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		nag, _ := resource.Metadata["cdk_nag"].(map[string]any)
		suppressions, _ := nag["rules_to_suppress"].([]any)
		if resource.Type != "AWS::IAM::Policy" || len(suppressions) == 0 {
			continue
		}
		for _, statement := range properties(resource.Properties).Map("PolicyDocument").Maps("Statement") {
			if !slices.Contains(statement.Texts("Resource"), "*") {
				continue
			}
			for _, action := range statement.Texts("Action") {
				excused++
				if !strings.Contains(fmt.Sprint(suppressions), action) {
					t.Errorf("%s: no reason speaks of %s on any resource", resource.Path, action)
				}
			}
		}
	}
	if excused < 7 {
		t.Errorf("only %d actions on any resource were looked at", excused)
	}
}

// TestNotificationsGoThrough catches a topic that stays silent: the service that tells of failures and approvals, and the
// permission check, must be able to publish, and to use the key.
func TestNotificationsGoThrough(t *testing.T) {
	publishes, encrypts := 0, 0
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		document := ""
		switch resource.Type {
		case "AWS::SNS::TopicPolicy":
			document = "PolicyDocument"
		case "AWS::KMS::Key":
			document = "KeyPolicy"
		default:
			continue
		}
		for _, statement := range properties(resource.Properties).Map(document).Maps("Statement") {
			if !strings.Contains(fmt.Sprint(statement["Principal"]), "codestar-notifications.amazonaws.com") {
				continue
			}
			if slices.Contains(statement.Texts("Action"), "sns:Publish") {
				publishes++
			}
			if slices.Contains(statement.Texts("Action"), "kms:Decrypt") && slices.Contains(statement.Texts("Action"), "kms:GenerateDataKey*") {
				encrypts++
			}
		}
	}
	if publishes != 1 || encrypts != 1 {
		t.Errorf("%d statements let notifications publish, %d use the key; want one each", publishes, encrypts)
	}
}

// TestPipelineStacksAreTagged catches a stack whose cost nobody can find, above all those that CDK Pipelines makes in other
// regions by itself.
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
				t.Errorf("%s: %s has the tags %v", stack.Name, resource.Path, tags)
			}
		}
		if tagged < 2 {
			t.Errorf("%s: %d buckets and keys", stack.Name, tagged)
		}
	}
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
