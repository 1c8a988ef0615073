package permissions_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// Catches a Deny that hides what it does not cover: a queue whose name begins alike, another object of the bucket.
func TestADenyCoversNoMoreThanItSays(t *testing.T) {
	deny := func(id string, statement object) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			document := templates["data"].Resources[id].Properties["PolicyDocument"].(object)
			document["Statement"] = append(document["Statement"].([]any), statement)
		}
	}
	purge := role(object{
		"Effect": "Allow", "Action": "sqs:PurgeQueue",
		"Resource": []any{"arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs-dead", "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs"},
	})
	model := with(t, purge, deny("JobsPolicy", object{"Effect": "Deny", "Action": "sqs:*", "Principal": "*", "Resource": "*"}))
	if !may(model, "Added/Role", "sqs:PurgeQueue", "Messaging/jobs-dead") {
		t.Error("the other queue's policy")
	}
	if may(model, "Added/Role", "sqs:PurgeQueue", "Messaging/jobs") {
		t.Error("the queue's own policy")
	}
	read := role(object{
		"Effect": "Allow", "Action": "s3:GetObject",
		"Resource": []any{object{"Fn::Sub": "${Application.Arn}/*"}, object{"Fn::Sub": "${Application.Arn}/private/x"}},
	})
	for _, key := range []string{"Resource", "NotResource"} {
		part := object{"Effect": "Deny", "Action": "s3:*", "Principal": "*", key: object{"Fn::Sub": "${Application.Arn}/private/*"}}
		model := with(t, read, deny("ApplicationPolicy", part))
		if may(
			model, "Added/Role", "s3:GetObject", "Storage/Application/private/x",
		) == (key == "Resource") || !may(model, "Added/Role", "s3:GetObject", "Storage/Application/*") {
			t.Errorf("%s: %v", key, model.Grants())
		}
	}
}

// Catches a Deny of a queue's policy that may not exist, taken for one that does.
func TestAPolicyThatMayNotExistDeniesNothing(t *testing.T) {
	purge := role(object{"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs"})
	refusal := object{
		"Queues":         []any{object{"Ref": "Jobs"}},
		"PolicyDocument": object{"Statement": object{"Effect": "Deny", "Action": "sqs:*", "Principal": "*", "Resource": "*"}},
	}
	for condition, refused := range map[string]bool{"": true, "Perhaps": false} {
		stacks := handmade.Stacks(t)
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

// Catches a key whose policy is not understood, taken for one that denies.
func TestAKeyWhosePolicyIsNotUnderstoodDeniesNothing(t *testing.T) {
	decrypt := role(object{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": object{"Fn::GetAtt": []any{"DatabaseKey", "Arn"}}})
	for name, policy := range map[string]any{
		"no object": "${x}", "everybody but one": object{
			"Statement": object{
				"Effect": "Allow", "Action": "kms:*", "Resource": "*", "NotPrincipal": object{"AWS": "arn:aws:iam::111111111111:role/x"},
			},
		},
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
