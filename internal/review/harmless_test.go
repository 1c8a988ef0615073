package review_test

import (
	"strings"
	"testing"

	"kasha/internal/review"
)

// Catches false alarms about templates that differ without an effect, and a changed template of which the review says that nothing changes.
func TestDifferencesWithoutEffect(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
		says       []string
	}{
		{
			name: "construct paths and a description",
			base: app{"s": `{"Description": "one", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "a"}}}}`},
			head: app{"s": `{"Description": "two", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "b"}},
				"CDKMetadata": {"Type": "AWS::CDK::Metadata"}}}`},
			says: []string{"which change no resource: Description.", "only the metadata changes of Q", "AWS::CDK::Metadata changes"},
		},
		{
			name: "a parameter of Systems Manager under another logical id",
			base: app{"s": `{"Parameters": {"A": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}},
				"Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "A"}}}}}`},
			head: app{"s": `{"Parameters": {"B": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}},
				"Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "B"}}}}}`},
			says: []string{"Parameters.A changes", "Parameters.B changes", "only the text changes, and no value, of Db"},
		},
		{
			name: "a literal that moves into a parameter",
			base: resources(`{"Db": {` + database + `, "Properties": {"KmsKeyId": "one"}}}`),
			head: app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "one"}}, "Resources": {"Db": {` + database + `,
				"Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			says: []string{"Parameters.Key changes", "no value, of Db"},
		},
		{
			name: "a join written as a substitution, a number as a text",
			base: resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Join": ["-", ["q", {"Ref": "AWS::Region"}]]},
				"VisibilityTimeout": 30}}}`),
			head: resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Sub": "q-us-east-1"}, "VisibilityTimeout": "30"}}}`),
			says: []string{"no value, of Q"},
		},
		{
			name: "a policy with other spaces",
			base: resources(`{"R": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{\"rules\":[]}"}}}}`),
			head: resources(`{"R": {"Type": "AWS::ECR::Repository",
				"Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{ \"rules\": [] }"}}}}`),
			says: []string{"no value, of R"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			stack := report.Environments[0].Stacks[0]
			found := len(report.Openings) + len(report.Weakenings) + len(report.Failures) + len(report.Notes) + len(report.Unjudged)
			if report.Verdict != review.NoLoss || len(stack.Changes)+found > 0 {
				t.Errorf("verdict %q, want %q without a finding: %+v", report.Verdict, review.NoLoss, report)
			}
			for _, part := range c.says {
				if !strings.Contains(stack.Note, part) {
					t.Errorf("note %q, want %q in it", stack.Note, part)
				}
			}
			if same := compare(t, c.base.Assembly(t), c.base.Assembly(t)); same.Verdict != review.Unchanged {
				t.Errorf("with itself: verdict %q, want %q: %+v", same.Verdict, review.Unchanged, same.Environments)
			}
		})
	}
}

// Catches a change of DependsOn that is reported as a loss, or is not shown.
func TestChangedDependsOnIsHarmless(t *testing.T) {
	base := resources(`{"Db": {` + database + `, "DependsOn": ["Q"]}, "Q": {` + queue + `}}`)
	head := resources(`{"Db": {` + database + `}, "Q": {` + queue + `}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	if report.Verdict != review.NoLoss {
		t.Fatalf("verdict %q: %v", report.Verdict, lossLines(report.Losses))
	}
	change := report.Environments[0].Stacks[0].Changes[0]
	if change.Kind != review.Changed || change.Properties[0].Name != "DependsOn" {
		t.Errorf("change %+v, want one of DependsOn", change)
	}
}

// Catches custom resources that are reported as replaced: no one knows what they do with a change.
func TestCustomResourceIsChanged(t *testing.T) {
	report := compare(t,
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 1}}}`).Assembly(t),
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 2}}}`).Assembly(t))
	if change := report.Environments[0].Stacks[0].Changes[0]; change.Kind != review.Changed {
		t.Errorf("change %q, want %q", change.Kind, review.Changed)
	}
}
