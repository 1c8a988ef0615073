package permissions_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/permissions"
)

// Catches a resource that is not recognized by one of the ways to name it.
func TestResourcesAreRecognizedByReferenceNameAndPattern(t *testing.T) {
	model := with(t, role(
		object{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": object{"Fn::GetAtt": []any{"Jobs", "Arn"}}},
		object{"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "arn:aws:sqs:us-east-1:111111111111:kasha-test-jobs-dead"},
		object{
			"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
			"Resource": "arn:aws:secretsmanager:us-east-1:111111111111:secret:kasha/test/rds/mysql/connection-??????",
		},
		object{"Effect": "Allow", "Action": "secretsmanager:PutSecretValue", "Resource": object{"Ref": "Attachment"}},
		object{"Effect": "Allow", "Action": "s3:GetObject", "Resource": object{"Fn::Sub": "${Application.Arn}/reports/*"}},
		object{"Effect": "Allow", "Action": "s3:PutObject", "Resource": object{"Fn::Sub": "arn:aws:s3:::${Application}/*"}},
		object{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/*"},
	), add("data", "Attachment", "AWS::SecretsManager::SecretTargetAttachment", object{"SecretId": object{"Ref": "ConnectionSecret"}}))
	for _, want := range [][2]string{
		{"sqs:SendMessage", "Messaging/jobs"}, {"sqs:ReceiveMessage", "Messaging/jobs-dead"}, {
			"secretsmanager:GetSecretValue", "Database/ConnectionSecret",
		},
		{"secretsmanager:PutSecretValue", "Database/ConnectionSecret"},
		{"s3:GetObject", "Storage/Application/reports/*"}, {"s3:PutObject", "Storage/Application/*"}, {"iam:PassRole", "arn:aws:iam::*:role/*"},
	} {
		if !may(model, "Added/Role", want[0], want[1]) {
			t.Errorf("%s on %s", want[0], want[1])
		}
	}
}

// Catches a pattern for several secrets taken for the one whose name it begins with.
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

// Catches "nobody" for an action outside the table, and answers that claim more than the statement allows.
func TestAnyActionCanBeAskedFor(t *testing.T) {
	model := with(t, role(
		object{"Effect": "Allow", "Action": []any{"dynamodb:*", "s3:List*"}, "Resource": "*"},
		object{"Effect": "Allow", "NotAction": "sqs:*", "Resource": "arn:x"},
	))
	for asked, want := range map[string]string{
		"logs:PutLogEvents": "Backend/Task/ExecutionRole: logs:PutLogEvents", "DynamoDB:PutItem": "Added/Role: DynamoDB:PutItem",
		"s3:*":       "Added/Role: s3:List*",
		"dynamodb:*": "Added/Role: dynamodb:*", "glue:StartJobRun": "Added/Role: glue:StartJobRun",
		"kms:GenerateDataKey": "Backend/Task/TaskRole: kms:GenerateDataKey",
		"kms:*":               "this account: kms:*",
	} {
		who, action, _ := strings.Cut(want, ": ")
		if !does(model.Who(asked), who, action) {
			t.Errorf("%s: no %s in %v", asked, want, model.Who(asked))
		}
	}
	all := with(
		t,
		add("data", "Open", "AWS::SQS::QueuePolicy", object{
			"Queues":         []any{object{"Ref": "Jobs"}},
			"PolicyDocument": object{"Statement": object{"Effect": "Allow", "Action": "*", "Principal": "*", "Resource": "*"}},
		}),
	)
	if !does(all.Who("*"), "anybody", "sqs:*") || !does(all.Who("sqs:Tag*"), "anybody", "sqs:Tag*") || does(
		all.Who("kms:Decrypt"), "anybody", "kms:Decrypt",
	) {
		t.Error("a queue's policy applies to other queues")
	}
	if nobody := with(t).Who("glue:StartJobRun"); len(nobody) > 0 {
		t.Error(nobody)
	}
	if refused := with(
		t,
		role(object{"Effect": "Allow", "Action": "glue:*", "Resource": "*"}, object{
			"Effect": "Deny", "Action": "glue:Start*", "Resource": "*",
		}),
	).Who("glue:StartJobRun"); len(refused) > 0 {
		t.Error(refused)
	}
}
