package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches "nobody" for an action that is not sensitive, for one that is none, and where not everything is understood.
func TestPermissionsSayNobodyOnlyWhenTheyKnow(t *testing.T) {
	text, err := output(t, permissionsCommand, fixtureAssembly(t, nil), "--action", "logs:putlogevents")
	if err != nil || !strings.Contains(text, "Backend/Task/ExecutionRole on ") || !strings.Contains(text, "    logs:PutLogEvents\n") || strings.Contains(text, "nobody") {
		t.Error(text, err)
	}
	if text, err := output(t, permissionsCommand, fixtureAssembly(t, nil), "--action", "GetObject"); err == nil || !strings.Contains(err.Error(), "s3:GetObject") {
		t.Error(text, err)
	}
	stranger := fixtureAssembly(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Nested"] = assembly.Resource{Type: "AWS::CloudFormation::Stack", LogicalID: "Nested", Path: "Nested", Properties: map[string]any{}}
	})
	text, err = output(t, permissionsCommand, stranger, "--action", "glue:StartJobRun")
	if err != nil || !strings.Contains(text, "no statement was found, but") || !strings.Contains(text, "not modelled: Nested") || strings.Contains(text, "nobody") {
		t.Error(text, err)
	}
}

// Catches an ordinary CDK app, without a stage, whose stacks are read one by one: the first reference between them would be an
// unknown, and a role in one that may use a queue of the other would not be seen to.
func TestPermissionsReadStacksWithoutAStageTogether(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"manifest.json": `{"artifacts": {
			"one": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/us-east-1", "displayName": "one", "properties": {"templateFile": "one.json"}},
			"two": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/us-east-1", "displayName": "two", "dependencies": ["one"], "properties": {"templateFile": "two.json"}}}}`,
		"one.json": `{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}, "Export": {"Name": "one:Arn"}}}}`,
		"two.json": `{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}, "Policies": [
			{"PolicyName": "P", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": {"Fn::ImportValue": "one:Arn"}}}}]}}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{dir}, {dir, "--env", "one"}} {
		text, err := output(t, permissionsCommand, args...)
		if err != nil || !strings.Contains(text, "## one+two") || !strings.Contains(text, "Role on Queue") || strings.Contains(text, "not modelled") {
			t.Error(text, err)
		}
	}
}
