package permissions_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/tests/handmade"
)

type object = map[string]any

// with builds the hand-made environment after edits; a template is named by its stack's last part.
func with(t *testing.T, edits ...func(templates map[string]assembly.Template)) *permissions.Model {
	t.Helper()
	stacks := handmade.Stacks(t)
	templates := map[string]assembly.Template{}
	for _, stack := range stacks {
		templates[strings.TrimPrefix(stack.Path, "test/")] = stack.Template
	}
	for _, edit := range edits {
		edit(templates)
	}
	return build(t, stacks)
}

func add(stack, id, resourceType string, properties object) func(map[string]assembly.Template) {
	return handmade.Add(stack, id, resourceType, properties)
}

func role(statements ...any) func(map[string]assembly.Template) {
	return add("data", "Role", "AWS::IAM::Role", object{
		"AssumeRolePolicyDocument": object{"Statement": []any{}},
		"Policies":                 []any{object{"PolicyName": "Inline", "PolicyDocument": object{"Statement": statements}}},
	})
}

func may(model *permissions.Model, who, action, on string) bool {
	return slices.ContainsFunc(model.Grants(), func(g permissions.Grant) bool { return g.Who == who && g.Action == action && g.On == on })
}

// Catches a Deny that is ignored, and a conditional Deny that takes a grant away.
func TestADenyCountsOnlyWithoutACondition(t *testing.T) {
	allow := object{"Effect": "Allow", "Action": "s3:*", "Resource": object{"Fn::Sub": "${Application.Arn}/*"}}
	deny := object{"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
	on := "Storage/Application/*"
	if model := with(t, role(allow, deny)); may(model, "Added/Role", "s3:DeleteObject", on) || !may(model, "Added/Role", "s3:GetObject", on) {
		t.Error("a refusal of the role's own policy")
	}
	sometimes := object{
		"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*", "Condition": object{"Bool": object{"aws:SecureTransport": "false"}},
	}
	if model := with(t, role(allow, sometimes)); !may(model, "Added/Role", "s3:DeleteObject", on) {
		t.Error("a refusal under a condition")
	}
	for name, principal := range map[string]any{
		"account": object{"AWS": "arn:aws:iam::111111111111:root"}, "anybody": "*",
		"role": object{"AWS": object{"Fn::GetAtt": []any{"Role", "Arn"}}},
	} {
		model := with(t, role(allow), func(templates map[string]assembly.Template) {
			document := templates["data"].Resources["ApplicationPolicy"].Properties["PolicyDocument"].(object)
			document["Statement"] = append(document["Statement"].([]any), object{
				"Effect": "Deny", "Action": "s3:DeleteObject", "Principal": principal, "Resource": "*",
			})
		})
		if may(model, "Added/Role", "s3:DeleteObject", on) {
			t.Errorf("a refusal of the bucket's policy to the %s", name)
		}
	}
}

// Catches permissions on a key that the key's policy does not leave to the account.
func TestAKeyDecidesWhetherRolesPoliciesCount(t *testing.T) {
	decrypt := role(object{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": object{"Fn::GetAtt": []any{"DatabaseKey", "Arn"}}})
	if !may(with(t, decrypt), "Added/Role", "kms:Decrypt", "Database/Key") {
		t.Error("the key leaves it to the account")
	}
	alone := func(templates map[string]assembly.Template) {
		templates["data"].Resources["DatabaseKey"].Properties["KeyPolicy"] = object{
			"Statement": object{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": object{"Service": "rds.amazonaws.com"}},
		}
	}
	if may(with(t, decrypt, alone), "Added/Role", "kms:Decrypt", "Database/Key") {
		t.Error("the key does not leave it to the account")
	}
}

// Catches one account taken for another, in an environment with stacks in two accounts.
func TestThisAccountIsThatOfThePolicy(t *testing.T) {
	resources := map[string]assembly.Resource{
		"Copies": {Type: "AWS::KMS::Key", LogicalID: "Copies", Path: "Copies/Resource", Properties: object{"KeyPolicy": object{"Statement": []any{
			object{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Principal": object{"AWS": "arn:aws:iam::444444444444:root"}},
			object{"Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*", "Principal": object{"AWS": "arn:aws:iam::111111111111:root"}},
		}}}},
		"Bus": {Type: "AWS::Events::EventBusPolicy", LogicalID: "Bus", Path: "Bus", Properties: object{
			"EventBusName": "default",
			"Statement": object{
				"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*", "Principal": object{"AWS": "arn:aws:iam::111111111111:root"},
			},
		}},
	}
	model := build(t, append(handmade.Stacks(t), assembly.Stack{
		Name: "kasha-test-archive", Path: "test/archive", Stage: "test", Account: "444444444444", Region: "eu-central-1",
		Template: assembly.Template{Resources: resources},
	}))
	for _, want := range [][3]string{
		{"this account", "kms:Decrypt", "Copies"}, {"account 111111111111", "kms:CreateGrant", "Copies"}, {"this account", "kms:Decrypt", "Key"},
		{"account 111111111111", "events:PutEvents", "Bus"},
	} {
		if !may(model, want[0], want[1], want[2]) {
			t.Errorf("%v: %v", want, model.Grants())
		}
	}
}

// Catches NotResource and * read as nothing, or as more than the policy can be about.
func TestWildcardsCoverWhatTheirPolicyIsAbout(t *testing.T) {
	model := with(t, role(object{
		"Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:sqs:*:*:other",
	}), func(templates map[string]assembly.Template) {
		document := templates["data"].Resources["JobsPolicy"].Properties["PolicyDocument"].(object)
		document["Statement"] = append(document["Statement"].([]any), object{
			"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": object{"AWS": "222222222222"},
		})
	})
	if !may(model, "Added/Role", "sqs:PurgeQueue", "*") {
		t.Error("NotResource")
	}
	if !may(
		model, "account 222222222222", "sqs:PurgeQueue", "Messaging/jobs",
	) || may(model, "account 222222222222", "kms:Decrypt", "Messaging/jobs") {
		t.Error("a queue's policy applies to other queues")
	}
}

// Catches a policy that is not found by one of the ways to attach it to a role.
func TestPoliciesReachRolesInEveryForm(t *testing.T) {
	document := object{"Statement": object{"Effect": "Allow", "Action": "sqs:PurgeQueue", "Resource": "*"}}
	for name, edit := range map[string]func(map[string]assembly.Template){
		"policy":         add("data", "Policy", "AWS::IAM::Policy", object{"PolicyDocument": document, "Roles": []any{object{"Ref": "Role"}}}),
		"policy by name": add("data", "Policy", "AWS::IAM::Policy", object{"PolicyDocument": document, "Roles": []any{"named"}}),
		"role policy":    add("data", "Policy", "AWS::IAM::RolePolicy", object{"PolicyDocument": document, "RoleName": object{"Ref": "Role"}}),
		"managed, by roles": add("data", "Policy", "AWS::IAM::ManagedPolicy", object{
			"PolicyDocument": document, "Roles": []any{object{"Ref": "Role"}},
		}),
		"managed, attached": func(templates map[string]assembly.Template) {
			add("data", "Policy", "AWS::IAM::ManagedPolicy", object{"PolicyDocument": document})(templates)
			templates["data"].Resources["Role"].Properties["ManagedPolicyArns"] = []any{object{"Ref": "Policy"}}
		},
	} {
		bare := add("data", "Role", "AWS::IAM::Role", object{"RoleName": "named", "AssumeRolePolicyDocument": object{"Statement": []any{}}})
		if model := with(t, bare, edit); !may(model, "Added/Role", "sqs:PurgeQueue", "*") {
			t.Errorf("%s: %v", name, model.Grants())
		}
	}
}

// Catches AWS managed policies taken for policies without statements.
func TestManagedPoliciesAreKnownOrNamed(t *testing.T) {
	attach := func(arn string) *permissions.Model {
		return with(
			t,
			add("data", "Role", "AWS::IAM::Role", object{
				"AssumeRolePolicyDocument": object{"Statement": []any{}}, "ManagedPolicyArns": []any{arn},
			}),
		)
	}
	monitoring := attach("arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole")
	if !may(monitoring, "Added/Role", "logs:PutRetentionPolicy", "arn:aws:logs:*:*:log-group:RDS*") {
		t.Error("RDS's policy")
	}
	if unknown := strings.Join(
		attach("arn:aws:iam::aws:policy/PowerUserAccess").NotModelled(), "\n",
	); !strings.Contains(unknown, "PowerUserAccess") {
		t.Error(unknown)
	}
	boundary := with(
		t,
		add("data", "Role", "AWS::IAM::Role", object{
			"AssumeRolePolicyDocument": object{"Statement": []any{}}, "PermissionsBoundary": "arn:aws:iam::111111111111:policy/limit",
		}),
	)
	if unknown := strings.Join(boundary.NotModelled(), "\n"); !strings.Contains(unknown, "policy/limit") {
		t.Error(unknown)
	}
}

// Catches a kind of principal that is not named, in trust policies and in the permissions of functions.
func TestPrincipalsAreNamed(t *testing.T) {
	trust := func(principal any) *permissions.Model {
		return with(t, add("data", "Role", "AWS::IAM::Role", object{"AssumeRolePolicyDocument": object{"Statement": []any{
			object{"Effect": "Allow", "Action": []any{"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"}, "Principal": principal},
		}}}))
	}
	for who, principal := range map[string]any{
		"anybody":                          "*",
		"service lambda.amazonaws.com":     object{"Service": "lambda.amazonaws.com"},
		"this account":                     object{"AWS": "111111111111"},
		"account 222222222222":             object{"AWS": "arn:aws:iam::222222222222:root"},
		"federated login.example.com":      object{"Federated": "login.example.com"},
		"arn:aws:iam::222222222222:role/x": object{"AWS": "arn:aws:iam::222222222222:role/x"},
	} {
		if !may(trust(principal), who, "sts:AssumeRole", "Added/Role") {
			t.Errorf("%s: %v", who, principal)
		}
	}
	called := with(t, add("data", "Function", "AWS::Lambda::Function", object{}), add("data", "Permission", "AWS::Lambda::Permission", object{
		"Action": "lambda:InvokeFunction", "FunctionName": object{
			"Fn::GetAtt": []any{"Function", "Arn"},
		}, "Principal": "events.amazonaws.com", "SourceArn": "arn:aws:events:us-east-1:111111111111:rule/x",
	}))
	if !may(called, "service events.amazonaws.com", "lambda:InvokeFunction", "Added/Function") {
		t.Error("a function's permission")
	}
}
