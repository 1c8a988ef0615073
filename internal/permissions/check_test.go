package permissions_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/allowlist"
	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/tests/handmade"
)

// Catches a permission to read a secret without permission for its key. A task with such a secret does not start.
func TestReadingWithoutTheKeyIsUseless(t *testing.T) {
	withoutKey := func(templates map[string]assembly.Template) {
		document := templates["services"].Resources["BackendExecutionPolicy"].Properties["PolicyDocument"].(object)
		statements := document["Statement"].([]any)
		document["Statement"] = statements[:len(statements)-1]
	}
	want := "Backend/Task/ExecutionRole may secretsmanager:GetSecretValue on Database/ConnectionSecret, but not kms:Decrypt on its key Key"
	said := func(model *permissions.Model) bool {
		return slices.ContainsFunc(check(model), func(v permissions.Violation) bool { return strings.Contains(v.String(), want) })
	}
	if !said(with(t, withoutKey)) {
		t.Error("no key, and nobody says so")
	}
	byKeyPolicy := func(templates map[string]assembly.Template) {
		document := templates["network"].Resources["Key"].Properties["KeyPolicy"].(object)
		document["Statement"] = append(document["Statement"].([]any), object{
			"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Principal": object{"AWS": "arn:aws:iam::111111111111:role/starter"},
		})
		templates["services"].Resources["BackendExecutionRole"].Properties["RoleName"] = "starter"
	}
	if said(with(t, withoutKey, byKeyPolicy)) {
		t.Error("the key's policy names the role")
	}
}

// Catches lines of the list that cover more than they say: dead-letter queues among the queues, every resource by a lone *.
func TestTheListAllowsNoMoreThanItSays(t *testing.T) {
	said := func(model *permissions.Model, want string) bool {
		return slices.ContainsFunc(check(model), func(v permissions.Violation) bool { return strings.Contains(v.String(), want) })
	}
	model := with(t, func(templates map[string]assembly.Template) {
		document := templates["services"].Resources["BackendTaskPolicy"].Properties["PolicyDocument"].(object)
		document["Statement"] = append(document["Statement"].([]any), object{
			"Effect": "Allow", "Action": "sqs:DeleteMessage", "Resource": "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs-dead",
		})
	})
	if !said(model, "Backend/Task/TaskRole may sqs:DeleteMessage on Messaging/jobs-dead") {
		t.Error(check(model))
	}
	withCheck := pipeline(t, object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111111111111:role/Admin",
		"Condition": object{"StringEquals": object{"iam:ResourceTag/aws-cdk:bootstrap-role": "deploy"}},
	})
	if !said(withCheck, "Pipeline/PipelinesSecurityCheck/Role may sts:AssumeRole on arn:aws:iam::111111111111:role/Admin") {
		t.Error(check(withCheck))
	}
	if everything := pipeline(t, object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*",
	}); !said(everything, "may sts:AssumeRole on *") {
		t.Error("everything, without the condition on the role's tag")
	}
}

// pipeline is a stack outside the environments, with one role.
func pipeline(t *testing.T, statement object) *permissions.Model {
	t.Helper()
	resources := map[string]assembly.Resource{
		"Role": {Type: "AWS::IAM::Role", LogicalID: "Role", Path: "Pipeline/PipelinesSecurityCheck/Role", Properties: object{
			"AssumeRolePolicyDocument": object{
				"Statement": object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": object{"Service": "codebuild.amazonaws.com"}},
			},
			"Policies": []any{object{"PolicyName": "Inline", "PolicyDocument": object{"Statement": statement}}},
		}},
	}
	return build(t, []assembly.Stack{{
		Name: "kasha-pipeline", Path: "kasha-pipeline", Account: "111111111111", Region: "us-east-1",
		Template: assembly.Template{Resources: resources},
	}})
}

// Catches the pipeline compared with the list of an environment.
func TestThePipelineHasAListOfItsOwn(t *testing.T) {
	model := pipeline(t, object{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:us-east-1:111111111111:other"})
	violations := check(model)
	if len(violations) == 0 {
		t.Error("no violation, want one: publishing to a topic that is not the pipeline's")
	}
	for _, violation := range violations {
		text := violation.String()
		if strings.Contains(text, "Backend/") || strings.Contains(text, "codebuild.amazonaws.com may") {
			t.Error(text)
		}
	}
}

// Catches a requirement that one queue of several satisfies. The backend needs every queue but the dead-letter queues.
func TestEveryQueueMustBeAllowed(t *testing.T) {
	model := with(t, func(templates map[string]assembly.Template) {
		templates["data"].Resources["Mails"] = assembly.Resource{
			Type: "AWS::SQS::Queue", LogicalID: "Mails", Path: "Messaging/mails/Resource", Properties: object{"QueueName": "kasha-test-mails"},
		}
	})
	var said []string
	for _, violation := range check(model) {
		said = append(said, violation.String())
	}
	all := strings.Join(said, "\n")
	if !strings.Contains(
		all, "Backend/Task/TaskRole must be allowed sqs:SendMessage on Messaging/mails, and is not",
	) || strings.Contains(all, "jobs") {
		t.Error(all)
	}
}

// Catches a permission that is there, under a weaker condition or for more, and is told as one that is missing.
func TestAWiderPermissionIsNotAMissingOne(t *testing.T) {
	model := build(t, handmade.Stacks(t))
	for _, c := range []struct {
		line allowlist.Permission
		want string
	}{
		{allowlist.Permission{Who: "Backend/Task/TaskRole", May: []string{"sqs:SendMessage"}, On: []string{"Messaging/jobs"}, Must: true,
			OnlyIf: "aws:SourceVpc"}, "only if aws:SourceVpc has a certain value, and is allowed it otherwise too"},
		{allowlist.Permission{Who: "Backend/Task/TaskRole", May: []string{"sqs:PurgeQueue"}, On: []string{"Messaging/jobs"}, Must: true},
			"must be allowed sqs:PurgeQueue on Messaging/jobs, and is not"},
	} {
		var said []string
		for _, violation := range model.Check([]allowlist.Permission{c.line}) {
			if violation.Kind == permissions.Missing || violation.Kind == permissions.Wider {
				said = append(said, violation.String())
			}
		}
		if len(said) != 1 || !strings.Contains(said[0], c.want) {
			t.Errorf("got %q, want one with %q", said, c.want)
		}
	}
}
