package handmade

import "strings"

const frontendRole = "services/Frontend/Task/TaskRole/Resource"

func everything() object { return object{"Effect": "Allow", "Action": "*", "Resource": "*"} }

func document(statements ...any) object { return object{"Statement": statements} }

// hiddenGrants are permissions that something seems to take away, or whose principal or resource is hard to find.
func hiddenGrants() []Fault {
	return []Fault{
		{Name: "a refusal for a part of what is allowed", seed: func(s *seeder) {
			bucket := s.find("AWS::S3::Bucket", "data/Storage/Application/Resource").LogicalID
			arn := func(rest string) object {
				return object{"Fn::Join": []any{"", []any{object{"Fn::GetAtt": []any{bucket, "Arn"}}, rest}}}
			}
			policy := s.properties("AWS::S3::BucketPolicy", "data/Storage/Application/Policy/Resource")["PolicyDocument"].(object)
			policy["Statement"] = append(policy["Statement"].([]any), object{
				"Effect": "Deny", "Action": "s3:*", "Principal": "*", "Resource": arn("/private/*"),
			})
			s.inline(frontendRole, object{"Effect": "Allow", "Action": "s3:GetObject", "Resource": s.output("data", arn("/*"))})
		}, Finds: []string{"Frontend/Task/TaskRole may s3:GetObject on Storage/Application/*"}},
		{Name: "a refusal that may not be deployed", seed: func(s *seeder) {
			s.inline(frontendRole, everything())
			s.open("services", "x")
			s.add("services", "SeededRefusal", policyType, object{
				"Roles": []any{s.ref(roleType, frontendRole)}, "PolicyDocument": document(object{"Effect": "Deny", "Action": "*", "Resource": "*"}),
			})
			s.only(policyType, "services/Seeded/SeededRefusal")
		}, Finds: []string{"Frontend/Task/TaskRole may kms:Decrypt on *"}},
		{Name: "a condition that asks for the opposite", seed: func(s *seeder) { s.narrow("logs.", "ArnLike", "ArnNotLike") },
			Finds: []string{"may kms:Decrypt on Key, which is not on the list", "ArnNotLike"}},
		{Name: "a condition that holds where its key is missing", seed: func(s *seeder) { s.narrow("logs.", "ArnLike", "ArnLikeIfExists") },
			Finds: []string{"may kms:Decrypt on Key, which is not on the list", "ArnLikeIfExists"}},
		{Name: "another account's service", seed: func(s *seeder) {
			s.properties(roleType, "network/FlowLogs/Role/Resource")["AssumeRolePolicyDocument"] = document(object{
				"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": object{"Service": "vpc-flow-logs.amazonaws.com"},
				"Condition": object{"StringEquals": object{"aws:SourceAccount": "999999999999"}},
			})
		}, Finds: []string{"service vpc-flow-logs.amazonaws.com may sts:AssumeRole on FlowLogs/Role, which is not on the list", "999999999999"}},
		{Name: "what undoes a recovery", seed: func(s *seeder) {
			s.inline(frontendRole, object{
				"Effect": "Allow", "Action": []any{"s3:BypassGovernanceRetention", "cloudformation:DeleteStack"}, "Resource": "*",
			})
		}, Finds: []string{"Frontend/Task/TaskRole may cloudformation:DeleteStack on *"}},
		{Name: "a service that the model does not know", seed: func(s *seeder) {
			s.inline(frontendRole, object{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"})
		}, Finds: []string{"not modelled", "Frontend/Task/TaskRole may dynamodb:*, neither known as sensitive nor as harmless"}},
		{Name: "a user's policy", seed: func(s *seeder) {
			s.add("data", "SeededPolicy", policyType, object{"Users": []any{"somebody"}, "PolicyDocument": document(everything())})
		}, Finds: []string{"not modelled", "SeededPolicy", "a policy of somebody"}},
		{Name: "a policy of a role by its name", seed: func(s *seeder) {
			s.add("data", "SeededPolicy", "AWS::IAM::ManagedPolicy", object{"Roles": []any{"Developer"}, "PolicyDocument": document(everything())})
		}, Finds: []string{"not modelled", "SeededPolicy", "the role Developer"}},
		{Name: "a function's alias that anybody may call", seed: func(s *seeder) {
			s.add("data", "SeededFunction", "AWS::Lambda::Function", object{})
			s.add("data", "SeededAlias", "AWS::Lambda::Alias", object{"FunctionName": object{"Ref": "SeededFunction"}})
			s.add("data", "SeededPermission", "AWS::Lambda::Permission", object{
				"Action": "lambda:InvokeFunction", "FunctionName": object{"Ref": "SeededAlias"}, "Principal": "*",
			})
		}, Finds: []string{"anybody may lambda:InvokeFunction on ", "SeededFunction", "SeededPermission"}},
		{Name: "a secret's policy by what attaches it", seed: func(s *seeder) {
			secret := s.find("AWS::SecretsManager::Secret", "data/Database/ConnectionSecret/Resource").LogicalID
			s.add("data", "SeededAttachment", "AWS::SecretsManager::SecretTargetAttachment", object{"SecretId": object{"Ref": secret}})
			s.add("data", "SeededPolicy", "AWS::SecretsManager::ResourcePolicy", object{
				"SecretId":       object{"Ref": "SeededAttachment"},
				"ResourcePolicy": document(object{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Principal": "*", "Resource": "*"}),
			})
		}, Finds: []string{"anybody may secretsmanager:GetSecretValue on Database/ConnectionSecret"}},
		{Name: "a policy of something of another kind", seed: func(s *seeder) {
			s.add("data", "SeededPolicy", "AWS::SNS::TopicPolicy", object{
				"Topics":         []any{object{"Ref": "SeededTable"}},
				"PolicyDocument": document(object{"Effect": "Allow", "Action": "sns:Publish", "Principal": "*", "Resource": "*"}),
			})
			s.add("data", "SeededTable", "AWS::DynamoDB::Table", object{})
		}, Finds: []string{"not modelled", "SeededPolicy", "a AWS::DynamoDB::Table"}},
		{Name: "a bucket that its access control list opens", seed: func(s *seeder) {
			s.properties("AWS::S3::Bucket", "data/Storage/Application/Resource")["AccessControl"] = "PublicReadWrite"
		}, Finds: []string{"not modelled", "PublicReadWrite"}},
		{Name: "a layer for everybody", seed: func(s *seeder) {
			s.add("data", "SeededLayer", "AWS::Lambda::LayerVersionPermission", object{
				"Action": "lambda:GetLayerVersion", "Principal": "*", "LayerVersionArn": "arn:x",
			})
		}, Finds: []string{"not modelled", "SeededLayer"}},
		{Name: "a stack within a stack", seed: func(s *seeder) {
			s.add("data", "SeededStack", "AWS::CloudFormation::Stack", object{"TemplateURL": "https://example.com/x"})
		}, Finds: []string{"not modelled", "SeededStack", "may hold or change anything"}},
	}
}

// narrow replaces a condition operator in what a key's policy allows a service.
func (s *seeder) narrow(service, operator, other string) {
	for _, statement := range s.properties("AWS::KMS::Key", "network/Key/Resource")["KeyPolicy"].(object)["Statement"].([]any) {
		principal, _ := statement.(object)["Principal"].(object)
		name, _ := principal["Service"].(string)
		condition, _ := statement.(object)["Condition"].(object)
		if operands, ok := condition[operator]; ok && strings.HasPrefix(name, service) {
			delete(condition, operator)
			condition[other] = operands
		}
	}
}
