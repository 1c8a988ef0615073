package handmade

// openFaults leave a part of the network to the deployment. An open value reads like an absent one, and what is absent looks closed.
func openFaults() []Fault {
	anybody := object{"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}
	return []Fault{
		{Name: "a rule under a condition", seed: func(s *seeder) {
			perhaps, _ := s.open("data", anybody)
			s.properties(groupType, databaseGroup)["SecurityGroupIngress"] = []any{perhaps}
		}, Finds: []string{"not modelled", "SecurityGroupIngress of Database", "Fn::If"}},
		{Name: "all rules under a condition", seed: func(s *seeder) {
			perhaps, _ := s.open("data", []any{anybody})
			s.properties(groupType, databaseGroup)["SecurityGroupIngress"] = perhaps
		}, Finds: []string{"not modelled", "SecurityGroupIngress of Database", "Fn::If"}},
		{Name: "a protocol by parameter", seed: func(s *seeder) {
			_, parameter := s.open("services", "icmp")
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "CidrIp": "0.0.0.0/0", "IpProtocol": parameter,
			})
		}, Finds: []string{"Backend may connect to Frontend on tcp 443", "everything, from 0.0.0.0/0, by SeededIngress"}},
		{Name: "a last port by parameter", seed: func(s *seeder) {
			_, parameter := s.open("services", "1")
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 1.0,
				"ToPort": parameter,
			})
		}, Finds: []string{"Backend may connect to Frontend on tcp 443", "by SeededIngress"}},
		{Name: "a range whose default is nobody's", seed: func(s *seeder) {
			_, parameter := s.open("services", "192.0.2.1/32")
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "CidrIp": parameter, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0,
			})
		}, Finds: []string{"Backend may connect to Frontend on tcp 443", "Backend reaches Frontend", "SeededParameter}, by SeededIngress"}},
		{Name: "a listener's default action under a condition", seed: func(s *seeder) {
			perhaps, _ := s.open("services", s.properties(ruleType, publicRule)["Actions"])
			s.properties(listenerType, "services/PublicLoadBalancer/PublicListener/Resource")["DefaultActions"] = perhaps
		}, Finds: []string{"not modelled", "DefaultActions of", "PublicListener", "Fn::If"}},
		{Name: "public addresses by parameter", seed: func(s *seeder) {
			_, parameter := s.open("services", "DISABLED")
			s.properties(
				serviceType, "services/Frontend/*",
			)["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)["AssignPublicIp"] = parameter
		}, Finds: []string{"Frontend may have a public address"}},
		{Name: "a database that is public by parameter", seed: func(s *seeder) {
			_, parameter := s.open("data", "false")
			s.properties(instanceType, "data/Database/Primary/Resource")["PubliclyAccessible"] = parameter
		}, Finds: []string{"Database/Primary may have a public address"}},
		{Name: "a gateway that is attached under a condition", seed: func(s *seeder) {
			attachment := s.properties(attachmentType, "network/Network/Vpc/VPCGW")
			attachment["InternetGatewayId"], _ = s.open("network", attachment["InternetGatewayId"])
		}, Finds: []string{"not modelled", "InternetGatewayId of", "Fn::If"}},
		{Name: "a refusal under a condition", seed: func(s *seeder) {
			s.open("network", "")
			s.add("network", "SeededDeny", aclEntryType, object{
				"NetworkAclId": object{"Fn::GetAtt": []any{s.find(vpcType, "network/Network/Vpc/Resource").LogicalID, "DefaultNetworkAcl"}},
				"RuleNumber":   1.0, "Protocol": -1.0, "RuleAction": "deny", "CidrBlock": "0.0.0.0/0",
			})
			s.only(aclEntryType, "network/Seeded/SeededDeny")
		}, Finds: []string{"not modelled", "whether there is SeededDeny", "condition SeededCondition"}},
		{Name: "a value of a stack that is not there", seed: func(s *seeder) {
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "CidrIp": object{"Fn::ImportValue": "elsewhere"}, "IpProtocol": "tcp",
				"FromPort": 443.0, "ToPort": 443.0,
			})
		}, Finds: []string{"not modelled", `import of "elsewhere"`}},
	}
}

// unreadFaults are resources that may open anything, or whose place in the network the model cannot know.
func unreadFaults() []Fault {
	unread := func(name, resourceType string, properties object, finds ...string) Fault {
		return Fault{Name: name, seed: func(s *seeder) { s.add("services", "SeededResource", resourceType, properties) },
			Finds: append([]string{"not modelled", "SeededResource", resourceType}, finds...)}
	}
	return []Fault{
		unread("a nested stack", "AWS::CloudFormation::Stack", object{"TemplateURL": "https://example.com/t.json"}),
		unread("a custom resource", "Custom::OpenUp", object{}),
		unread("a load balancer in a VPC that is looked up", balancerType, object{"Subnets": []any{"subnet-0123456789"}}, "where SeededResource"),
		unread(
			"a service in a VPC that is looked up", serviceType,
			object{"NetworkConfiguration": object{"AwsvpcConfiguration": object{"Subnets": []any{"subnet-0123456789"}}}}, "where SeededResource",
		),
		unread(
			"machines in a VPC that is looked up", "AWS::AutoScaling::AutoScalingGroup", object{"VPCZoneIdentifier": []any{"subnet-0123456789"}},
			"subnet-0123456789",
		),
		unread("a function that anybody may call", "AWS::Lambda::Url", object{"AuthType": "NONE"}),
		unread("an API in front of something", "AWS::ApiGatewayV2::Api", object{}),
		{Name: "a macro", seed: func(s *seeder) {
			for i := range s.stacks {
				s.stacks[i].Template.Transform = []any{"AWS::SecretsManager-2024-09-16", "OurMacro"}
			}
		}, Finds: []string{"not modelled", "the transform OurMacro"}},
		{Name: "a classic load balancer", seed: func(s *seeder) {
			s.add("services", "SeededBalancer", "AWS::ElasticLoadBalancing::LoadBalancer", object{
				"Scheme": "internet-facing", "Subnets": s.properties(balancerType, "services/PublicLoadBalancer/Resource")["Subnets"],
			})
		}, Finds: []string{"not modelled", "SeededBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"}},
		{Name: "a public broker", seed: func(s *seeder) {
			s.add("services", "SeededBroker", "AWS::AmazonMQ::Broker", object{
				"PubliclyAccessible": true, "SubnetIds": s.properties(balancerType, "services/PublicLoadBalancer/Resource")["Subnets"],
				"SecurityGroups": []any{s.group("services/BackendTasks/Resource")},
			})
		}, Finds: []string{"Seeded/SeededBroker has a public address in Network/Vpc/publicSubnet1"}},
		{Name: "other tasks behind the public load balancer", seed: func(s *seeder) {
			group := s.properties(ruleType, publicRule)["Actions"].([]any)[0].(object)["TargetGroupArn"]
			s.add("services", "SeededSet", "AWS::ECS::TaskSet", object{
				"LoadBalancers": []any{object{"TargetGroupArn": group, "ContainerPort": 22.0}},
			})
		}, Finds: []string{"not modelled", "SeededSet", "which may register targets in"}},
	}
}
