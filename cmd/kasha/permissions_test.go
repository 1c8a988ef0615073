package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// TestPermissionsSayNobodyOnlyWhenTheyKnow catches "nobody" for an action that is not sensitive, for a text that is no action, and
// where not everything is modelled.
func TestPermissionsSayNobodyOnlyWhenTheyKnow(t *testing.T) {
	text, err := output(t, "permissions", handmadeAssembly(t, nil), "--action", "logs:putlogevents")
	if err != nil || !strings.Contains(text, "Backend/Task/ExecutionRole on ") || !strings.Contains(text, "    logs:PutLogEvents\n") ||
		strings.Contains(text, "nobody") {
		t.Errorf("error %v, got\n%s\nwant the backend's execution role", err, text)
	}
	text, err = output(t, "permissions", handmadeAssembly(t, nil), "--action", "GetObject")
	if err == nil || !strings.Contains(err.Error(), "s3:GetObject") {
		t.Errorf("error %v, got\n%s\nwant an error that says how to write an action", err, text)
	}
	stranger := handmadeAssembly(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Nested"] = assembly.Resource{
			Type: "AWS::CloudFormation::Stack", LogicalID: "Nested", Path: "Nested", Properties: map[string]any{},
		}
	})
	text, err = output(t, "permissions", stranger, "--action", "glue:StartJobRun")
	if err != nil || !strings.Contains(text, "no statement was found, but") || !strings.Contains(text, "not modelled: Nested") ||
		strings.Contains(text, "nobody") {
		t.Errorf("error %v, got\n%s\nwant what is not modelled instead of nobody", err, text)
	}
}

// TestPermissionsAreFiltered catches filters that let everything through, or nothing.
func TestPermissionsAreFiltered(t *testing.T) {
	dir := handmadeAssembly(t, nil)
	text, err := output(t, "permissions", dir, "--action", "S3:delete*", "--role", "backend")
	if err != nil || !strings.Contains(text, "Backend/Task/TaskRole on Storage/Application/*") ||
		!strings.Contains(text, "by BackendTaskPolicy (services/") ||
		strings.Contains(text, "sqs:SendMessage\n") || strings.Contains(text, "s3:GetObject\n") {
		t.Errorf("error %v, got\n%s\nwant only the backend's deletions", err, text)
	}
	if text, err := output(t, "permissions", dir, "--action", "iam:PassRole"); err != nil || !strings.Contains(text, "nobody") {
		t.Errorf("error %v, got\n%s\nwant nobody", err, text)
	}
	text, err = output(t, "permissions", dir, "--check", "--env", "test")
	if err != nil || !strings.Contains(text, "test: no violations") {
		t.Errorf("error %v, got\n%s\nwant no violations", err, text)
	}
}

const (
	twoStacks = `{"artifacts": {
		"one": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/us-east-1", "displayName": "one",
			"properties": {"templateFile": "one.json"}},
		"two": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/us-east-1", "displayName": "two",
			"dependencies": ["one"], "properties": {"templateFile": "two.json"}}}}`
	queueStack = `{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
		"Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}, "Export": {"Name": "one:Arn"}}}}`
	roleStack = `{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []},
		"Policies": [{"PolicyName": "P", "PolicyDocument": {"Statement":
			{"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": {"Fn::ImportValue": "one:Arn"}}}}]}}}}`
)

// TestPermissionsReadStacksWithoutAStageTogether catches an ordinary CDK app without stages whose stacks are read one by one. The
// first reference between them would then be unknown. A role of one stack that may use a queue of the other would be missed.
func TestPermissionsReadStacksWithoutAStageTogether(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"manifest.json": twoStacks, "one.json": queueStack, "two.json": roleStack} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{dir}, {dir, "--env", "one"}} {
		text, err := output(t, append([]string{"permissions"}, args...)...)
		if err != nil || !strings.Contains(text, "## one+two") || !strings.Contains(text, "Role on Queue") ||
			strings.Contains(text, "not modelled") {
			t.Errorf("%v: error %v, got\n%s\nwant the role's permission on the queue", args, err, text)
		}
	}
}
