package handmade

// openGrants leave a part of a permission to the deployment. An open value reads like an absent one.
func openGrants() []Fault {
	allow := func(action any) object { return object{"Effect": "Allow", "Action": action, "Resource": "*"} }
	return []Fault{
		{Name: "an action that a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("services", "*")
			s.inline(frontendRole, allow([]any{"sqs:GetQueueUrl", perhaps}))
		}, Finds: []string{"not modelled", "Policies of Frontend", "SeededSwitch"}},
		{Name: "an action by a parameter with a harmless default", seed: func(s *seeder) {
			_, parameter := s.open("services", "sqs:GetQueueUrl")
			s.inline(frontendRole, allow(parameter))
		}, Finds: []string{"not modelled", "Policies of Frontend", "SeededParameter"}},
		{Name: "a whole policy that a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("services", object{"PolicyName": "Seeded", "PolicyDocument": document(everything())})
			s.properties(roleType, frontendRole)["Policies"] = []any{perhaps}
		}, Finds: []string{"not modelled", "Policies of Frontend", "SeededSwitch"}},
		{Name: "all policies that a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("services", []any{object{"PolicyName": "Seeded", "PolicyDocument": document(everything())}})
			s.properties(roleType, frontendRole)["Policies"] = perhaps
		}, Finds: []string{"not modelled", "Policies of Frontend", "SeededSwitch"}},
		{Name: "anyone that a condition trusts", seed: func(s *seeder) {
			perhaps, _ := s.open("services", object{"AWS": "*"})
			s.properties(roleType, frontendRole)["AssumeRolePolicyDocument"] = document(object{
				"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": perhaps,
			})
		}, Finds: []string{"not modelled", "the trust policy of Frontend", "a principal that is not understood"}},
		{Name: "a role that a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("services", s.ref(roleType, frontendRole))
			s.add("services", "SeededPolicy", policyType, object{"Roles": []any{perhaps}, "PolicyDocument": document(everything())})
		}, Finds: []string{"not modelled", "SeededPolicy", "SeededSwitch"}},
		{Name: "a refusal whose condition a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("services", object{"Bool": object{"aws:SecureTransport": "false"}})
			s.properties(roleType, frontendRole)["Policies"] = []any{object{"PolicyName": "Seeded", "PolicyDocument": document(
				allow("sqs:PurgeQueue"), object{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": perhaps})}}
		}, Finds: []string{"Frontend/Task/TaskRole may sqs:PurgeQueue on *"}},
		{Name: "a policy document elsewhere that a condition chooses", seed: func(s *seeder) {
			perhaps, _ := s.open("data", document(object{"Effect": "Allow", "Action": "es:*", "Principal": "*", "Resource": "*"}))
			s.add("data", "SeededDomain", "AWS::OpenSearchService::Domain", object{"AccessPolicies": perhaps})
		}, Finds: []string{"not modelled", "SeededDomain", "policy document"}},
	}
}
