package handmade

import (
	"fmt"
	"strings"
)

const (
	policyType = "AWS::IAM::Policy"
	roleType   = "AWS::IAM::Role"
)

// allow appends a statement to a policy.
func (s *seeder) allow(policyPath string, statement object) {
	document, _ := s.properties(policyType, policyPath)["PolicyDocument"].(object)
	if document == nil {
		return
	}
	document["Statement"] = append(document["Statement"].([]any), statement)
}

// inline gives a role a policy of its own.
func (s *seeder) inline(rolePath string, statement object) {
	s.properties(roleType, rolePath)["Policies"] = []any{
		object{"PolicyName": "Seeded", "PolicyDocument": object{"Statement": []any{statement}}},
	}
}

// PermissionFaults are mistakes that give a principal a sensitive permission, or take a needed one away.
func PermissionFaults() []Fault {
	return append(append(plainGrants(), hiddenGrants()...), openGrants()...)
}

func plainGrants() []Fault {
	return []Fault{
		{Name: "every secret for one that is needed", seed: func(s *seeder) {
			s.allow("services/Backend/Task/ExecutionRole/DefaultPolicy/Resource", object{
				"Effect": "Allow", "Action": "secretsmanager:Get*", "Resource": "*",
			})
		}, Finds: []string{
			"Backend/Task/ExecutionRole may secretsmanager:GetSecretValue on *", "Allow secretsmanager:Get* on *",
			"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource",
		}},
		{Name: "the frontend at the backend's files, by a role's inline policy", seed: func(s *seeder) {
			s.inline("services/Frontend/Task/TaskRole/Resource", object{"Effect": "Allow", "Action": []any{"s3:*"}, "Resource": "arn:aws:s3:::*"})
		}, Finds: []string{"Frontend/Task/TaskRole may s3:DeleteObject on arn:aws:s3:::*", "Allow s3:* on arn:aws:s3:::*", "policy Seeded"}},
		{Name: "another password of the site", seed: func(s *seeder) {
			s.inline("services/Frontend/Task/TaskRole/Resource", object{
				"Effect": "Allow", "Action": "cloudfront-keyvaluestore:*", "Resource": "arn:aws:cloudfront::111111111111:key-value-store/a",
			})
		}, Finds: []string{"Frontend/Task/TaskRole may cloudfront-keyvaluestore:UpdateKeys on arn:aws:cloudfront::111111111111"}},
		{Name: "everything but one action", seed: func(s *seeder) {
			s.inline("services/Frontend/Task/TaskRole/Resource", object{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
		}, Finds: []string{"Frontend/Task/TaskRole may kms:Decrypt on *", "Allow all but iam:* on *"}},
		{Name: "passing any role", seed: func(s *seeder) {
			s.allow("services/Backend/Task/Uses-89f8e75a/Resource", object{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"})
		}, Finds: []string{"Backend/Task/TaskRole may iam:PassRole on *", "Allow iam:PassRole on *"}},
		{Name: "emptying queues", seed: func(s *seeder) {
			s.allow("services/Backend/Task/Uses-89f8e75a/Resource", object{
				"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:kasha-*",
			})
		}, Finds: []string{"Backend/Task/TaskRole may sqs:PurgeQueue on arn:aws:sqs:*:*:kasha-*"}},
		{Name: "a role that another account may become", seed: func(s *seeder) {
			s.properties(roleType, "services/Backend/Task/TaskRole/Resource")["AssumeRolePolicyDocument"] = object{
				"Statement": []any{
					object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": object{"AWS": "arn:aws:iam::444444444444:root"}},
				},
			}
		}, Finds: []string{"account 444444444444 may sts:AssumeRole on Backend/Task/TaskRole", "the trust policy of"}},
		{Name: "a queue that anybody may send to", seed: func(s *seeder) {
			policy := s.properties("AWS::SQS::QueuePolicy", "data/Messaging/jobs/Policy/Resource")["PolicyDocument"].(object)
			policy["Statement"] = append(policy["Statement"].([]any), object{
				"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": "*", "Resource": "*",
			})
		}, Finds: []string{"anybody may sqs:SendMessage on Messaging/jobs", "data/Messaging/jobs/Policy/Resource"}},
		{Name: "a bucket that anybody may read", seed: func(s *seeder) {
			policy := s.properties("AWS::S3::BucketPolicy", "data/Storage/Application/Policy/Resource")["PolicyDocument"].(object)
			policy["Statement"] = append(policy["Statement"].([]any), object{
				"Effect": "Allow", "Action": "s3:GetObject", "Principal": object{"AWS": "*"}, "Resource": "*",
			})
		}, Finds: []string{"anybody may s3:GetObject on Storage/Application"}},
		{Name: "a key that answers to CloudWatch on anybody's behalf", seed: func(s *seeder) {
			statements := s.properties("AWS::KMS::Key", "network/Key/Resource")["KeyPolicy"].(object)["Statement"].([]any)
			for _, statement := range statements {
				if strings.Contains(fmt.Sprint(statement.(object)["Principal"]), "cloudwatch.amazonaws.com") { // among others, perhaps
					delete(statement.(object), "Condition")
				}
			}
		}, Finds: []string{"service cloudwatch.amazonaws.com may kms:Decrypt on Key", "network/Key/Resource"}},
		{Name: "a key that forgets its account", seed: func(s *seeder) {
			policy := s.properties("AWS::KMS::Key", "network/Key/Resource")["KeyPolicy"].(object)
			policy["Statement"] = policy["Statement"].([]any)[1:]
		}, Finds: []string{"Backend/Task/TaskRole may s3:GetObject on Storage/Application, but not kms:Decrypt on its key Key"}},
		{Name: "the backend without its permissions", seed: func(s *seeder) {
			s.remove(policyType, "services/Backend/Task/Uses-89f8e75a/Resource")
		},
			Finds: []string{"Backend/Task/TaskRole must be allowed sqs:SendMessage on Messaging/jobs, and is not"}},
		{Name: "administrators' rights by a managed policy", seed: func(s *seeder) {
			s.properties(
				roleType, "services/Frontend/Task/TaskRole/Resource",
			)["ManagedPolicyArns"] = []any{"arn:aws:iam::aws:policy/AdministratorAccess"}
		}, Finds: []string{"not modelled", "AdministratorAccess", "services/Frontend/Task/TaskRole/Resource"}},
		{Name: "a user with a key", seed: func(s *seeder) {
			s.add("data", "SeededUser", "AWS::IAM::User", object{})
		}, Finds: []string{"not modelled", "SeededUser"}},
		{Name: "a policy where nobody looks", seed: func(s *seeder) {
			s.add("data", "SeededDomain", "AWS::OpenSearchService::Domain", object{
				"AccessPolicies": object{"Statement": []any{object{"Effect": "Allow", "Action": "es:*", "Principal": "*", "Resource": "*"}}},
			})
		}, Finds: []string{"not modelled", "SeededDomain", "policy document"}},
	}
}
