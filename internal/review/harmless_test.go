package review_test

import (
	"testing"

	"kasha/internal/review"
)

// A review that cries wolf is not read.
func TestWhatIsNoChange(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
	}{
		{
			"construct paths and a description",
			app{"s": `{"Description": "one", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "a"}}}}`},
			app{"s": `{"Description": "two", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "b"}}, "CDKMetadata": {"Type": "AWS::CDK::Metadata"}}}`},
		},
		{
			"a parameter of Systems Manager under another logical id",
			app{"s": `{"Parameters": {"A": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "A"}}}}}`},
			app{"s": `{"Parameters": {"B": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "B"}}}}}`},
		},
		{
			"a literal that moves into a parameter",
			resources(`{"Db": {` + database + `, "Properties": {"KmsKeyId": "one"}}}`),
			app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "one"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
		},
		{
			"a weak reference instead of an export",
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::ImportValue": "exported"}`),
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
		},
		{
			"a join written as a substitution, a number as a text",
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Join": ["-", ["q", {"Ref": "AWS::Region"}]]}, "VisibilityTimeout": 30}}}`),
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Sub": "q-us-east-1"}, "VisibilityTimeout": "30"}}}`),
		},
		{
			"a policy with other spaces",
			resources(`{"R": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{\"rules\":[]}"}}}}`),
			resources(`{"R": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{ \"rules\": [] }"}}}}`),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if report := compare(t, c.base.assembly(t), c.head.assembly(t)); report.Verdict != review.Unchanged {
				t.Errorf("verdict %q: %+v", report.Verdict, report.Environments)
			}
		})
	}
}

func TestOrderOfDeploymentAloneIsHarmless(t *testing.T) {
	base := resources(`{"Db": {` + database + `, "DependsOn": ["Q"]}, "Q": {` + queue + `}}`)
	head := resources(`{"Db": {` + database + `}, "Q": {` + queue + `}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	if report.Verdict != review.NoLoss {
		t.Fatalf("verdict %q: %v", report.Verdict, said(report.Losses))
	}
	change := report.Environments[0].Stacks[0].Changes[0]
	if change.Kind != review.Changed || change.Properties[0].Name != "DependsOn" {
		t.Errorf("the change of order is not shown: %+v", change)
	}
}

// Nobody can know what a custom resource does with a change; calling each one a replacement would be noise.
func TestCustomResourceIsChanged(t *testing.T) {
	report := compare(t,
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 1}}}`).assembly(t),
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 2}}}`).assembly(t))
	if change := report.Environments[0].Stacks[0].Changes[0]; change.Kind != review.Changed {
		t.Errorf("%+v", change)
	}
}
