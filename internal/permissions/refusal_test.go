package permissions_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
)

// Catches a refusal that hides what it does not speak of: another queue whose name begins alike, another object of the bucket.
func TestRefusalsReachNoFurtherThanTheySay(t *testing.T) {
	deny := func(id string, statement object) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			document := templates["data"].Resources[id].Properties["PolicyDocument"].(object)
			document["Statement"] = append(document["Statement"].([]any), statement)
		}
	}
	purge := role(object{"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": []any{"arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs-dead", "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs"}})
	model := with(t, purge, deny("JobsPolicy", object{"Effect": "Deny", "Action": "sqs:*", "Principal": "*", "Resource": "*"}))
	if !may(model, "Added/Role", "sqs:PurgeQueue", "Messaging/jobs-dead") {
		t.Error("the other queue's policy")
	}
	if may(model, "Added/Role", "sqs:PurgeQueue", "Messaging/jobs") {
		t.Error("the queue's own policy")
	}
	read := role(object{"Effect": "Allow", "Action": "s3:GetObject", "Resource": []any{object{"Fn::Sub": "${Application.Arn}/*"}, object{"Fn::Sub": "${Application.Arn}/private/x"}}})
	for _, key := range []string{"Resource", "NotResource"} {
		part := object{"Effect": "Deny", "Action": "s3:*", "Principal": "*", key: object{"Fn::Sub": "${Application.Arn}/private/*"}}
		model := with(t, read, deny("ApplicationPolicy", part))
		if may(model, "Added/Role", "s3:GetObject", "Storage/Application/private/x") == (key == "Resource") || !may(model, "Added/Role", "s3:GetObject", "Storage/Application/*") {
			t.Errorf("%s: %v", key, model.Grants())
		}
	}
}

// Catches a queue's refusal that may not be deployed, taken for one that is.
func TestAPolicyThatMayNotBeThereRefusesNothing(t *testing.T) {
	purge := role(object{"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs"})
	refusal := object{"Queues": []any{object{"Ref": "Jobs"}}, "PolicyDocument": object{"Statement": object{"Effect": "Deny", "Action": "sqs:*", "Principal": "*", "Resource": "*"}}}
	for condition, refused := range map[string]bool{"": true, "Perhaps": false} {
		stacks := environment(t)
		for i, stack := range stacks {
			if stack.Path != "test/data" {
				continue
			}
			templates := map[string]assembly.Template{"data": stack.Template}
			purge(templates)
			add("data", "Refusal", "AWS::SQS::QueuePolicy", refusal)(templates)
			resource := stack.Template.Resources["Refusal"]
			resource.Condition = condition
			stack.Template.Resources["Refusal"] = resource
			stacks[i].Template.Parameters = object{"Switch": object{"Type": "String"}}
			stacks[i].Template.Conditions = object{"Perhaps": object{"Fn::Equals": []any{object{"Ref": "Switch"}, "on"}}}
		}
		if may(build(t, stacks), "Added/Role", "sqs:PurgeQueue", "Messaging/jobs") == refused {
			t.Errorf("condition %q: refused %v", condition, !refused)
		}
	}
}

// Catches a pattern that may mean several secrets, taken for the one that it begins like.
func TestPatternsThatMayMeanMoreKeepTheirName(t *testing.T) {
	const prefix = "arn:aws:secretsmanager:us-east-1:111111111111:secret:kasha/test/rds/mysql/connection"
	for rest, known := range map[string]bool{"": true, "-??????": true, "-*": true, "*": false, "?": false, "-?*": false, "-???????": false} {
		model := with(t, role(object{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": prefix + rest}))
		if may(model, "Added/Role", "secretsmanager:GetSecretValue", "Database/ConnectionSecret") != known {
			t.Errorf("%q: known %v", rest, !known)
		}
	}
}

func does(grants []permissions.Grant, who, action string) bool {
	return slices.ContainsFunc(grants, func(g permissions.Grant) bool { return g.Who == who && g.Action == action })
}

// Catches "nobody" for an action that the table does not have, and answers that say more than the statement.
func TestAnyActionCanBeAskedFor(t *testing.T) {
	model := with(t, role(
		object{"Effect": "Allow", "Action": []any{"dynamodb:*", "s3:List*"}, "Resource": "*"},
		object{"Effect": "Allow", "NotAction": "sqs:*", "Resource": "arn:x"},
	))
	for asked, want := range map[string]string{
		"logs:PutLogEvents": "Backend/Task/ExecutionRole: logs:PutLogEvents", "DynamoDB:PutItem": "Added/Role: DynamoDB:PutItem", "s3:*": "Added/Role: s3:List*",
		"dynamodb:*": "Added/Role: dynamodb:*", "glue:StartJobRun": "Added/Role: glue:StartJobRun", "kms:GenerateDataKey": "Backend/Task/TaskRole: kms:GenerateDataKey",
		"kms:*": "this account: kms:*",
	} {
		who, action, _ := strings.Cut(want, ": ")
		if !does(model.Who(asked), who, action) {
			t.Errorf("%s: no %s in %v", asked, want, model.Who(asked))
		}
	}
	all := with(t, add("data", "Open", "AWS::SQS::QueuePolicy", object{"Queues": []any{object{"Ref": "Jobs"}}, "PolicyDocument": object{"Statement": object{"Effect": "Allow", "Action": "*", "Principal": "*", "Resource": "*"}}}))
	if !does(all.Who("*"), "anybody", "sqs:*") || !does(all.Who("sqs:Tag*"), "anybody", "sqs:Tag*") || does(all.Who("kms:Decrypt"), "anybody", "kms:Decrypt") {
		t.Error("a queue's policy speaks of queues")
	}
	if nobody := with(t).Who("glue:StartJobRun"); len(nobody) > 0 {
		t.Error(nobody)
	}
	if refused := with(t, role(object{"Effect": "Allow", "Action": "glue:*", "Resource": "*"}, object{"Effect": "Deny", "Action": "glue:Start*", "Resource": "*"})).Who("glue:StartJobRun"); len(refused) > 0 {
		t.Error(refused)
	}
}

// Catches a key whose policy is not understood, taken for one that refuses.
func TestAKeyWhosePolicyIsNotUnderstoodTakesNothingAway(t *testing.T) {
	decrypt := role(object{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": object{"Fn::GetAtt": []any{"DatabaseKey", "Arn"}}})
	for name, policy := range map[string]any{
		"no object": "${x}", "everybody but one": object{"Statement": object{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "NotPrincipal": object{"AWS": "arn:aws:iam::111111111111:role/x"}}},
		"everybody": object{"Statement": object{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": "*"}},
	} {
		model := with(t, decrypt, func(templates map[string]assembly.Template) {
			templates["data"].Resources["DatabaseKey"].Properties["KeyPolicy"] = policy
		})
		if !may(model, "Added/Role", "kms:Decrypt", "Database/Key") {
			t.Error(name)
		}
	}
}

// Catches one queue of several that is enough: the backend needs each that is no dead letter.
func TestWhatMustBeThereIsAskedOfEachQueue(t *testing.T) {
	model := with(t, func(templates map[string]assembly.Template) {
		templates["data"].Resources["Mails"] = assembly.Resource{Type: "AWS::SQS::Queue", LogicalID: "Mails", Path: "Messaging/mails/Resource", Properties: object{"QueueName": "kasha-test-mails"}}
	})
	var said []string
	for _, violation := range model.Check() {
		said = append(said, violation.String())
	}
	all := strings.Join(said, "\n")
	if !strings.Contains(all, "Backend/Task/TaskRole must be allowed sqs:SendMessage on Messaging/mails, and is not") || strings.Contains(all, "jobs") {
		t.Error(all)
	}
}
