package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestAcknowledgementsNameTheActionsTheyAllow catches a reason for "any resource" that explains other actions than those that the policy
// allows. A reviewer would approve something else.
func TestAcknowledgementsNameTheActionsTheyAllow(t *testing.T) {
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
					t.Errorf("%s: no acknowledgement names %s on any resource, want one", resource.Path, action)
				}
			}
		}
	}
	if excused < 7 {
		t.Errorf("found %d actions on any resource, want at least 7", excused)
	}
}

// TestTheNotificationServiceMayPublish catches a topic that stays silent. CodeStar Notifications, which reports failures and approvals,
// must be able to publish to the topic and to use its key.
func TestTheNotificationServiceMayPublish(t *testing.T) {
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

// TestConnectionMayBeUsedUnderBothNames catches a source action that fails with AccessDenied on its first push: the CDK grants the
// service's former name only.
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
		t.Errorf("the source action may use %v, want both names of the service", found)
	}
}
