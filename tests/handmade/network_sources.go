package handmade

const (
	vpcType      = "AWS::EC2::VPC"
	instanceType = "AWS::RDS::DBInstance"
	selection    = "AWS::Backup::RestoreTestingSelection"

	databaseGroup = "data/Database/SecurityGroup/Resource"
	sqlGroup      = "data/SqlTask/SecurityGroup/Resource"
	restoredGroup = "data/Recovery/RestoredSecurityGroup/Resource"
)

// sourceFaults are rules whose other side is wider than it looks. It is a security group or prefix list outside the templates,
// addresses that no subnet has yet, or groups that nothing in the templates has.
func sourceFaults() []Fault {
	mysqlFrom := func(name string, source object, finds ...string) Fault {
		return Fault{Name: name, seed: func(s *seeder) {
			rule := object{"GroupId": s.group(databaseGroup), "IpProtocol": "tcp", "FromPort": 3306.0, "ToPort": 3306.0}
			for key, value := range source {
				rule[key] = value
			}
			s.add("data", "SeededIngress", ingressType, rule)
		}, Finds: append([]string{"lets more in of Database/Primary", "by SeededIngress"}, finds...)}
	}
	return []Fault{
		mysqlFrom("the database open to somebody's group", object{"SourceSecurityGroupId": "sg-0deadbeef"}, "tcp 3306, from sg-0deadbeef"),
		mysqlFrom("the database open to a prefix list", object{"SourcePrefixListId": "pl-0feed"}, "tcp 3306, from prefix list pl-0feed"),
		mysqlFrom(
			"the database open to a network that is not ours", object{"CidrIp": "192.168.0.0/16", "IpProtocol": "-1"},
			"everything, from 192.168.0.0/16",
		),
		mysqlFrom("the database open to addresses that no subnet has yet", object{"CidrIp": "10.0.128.0/17"}, "tcp 3306, from 10.0.128.0/17"),
		{Name: "a group of somebody's, which no template describes", seed: func(s *seeder) {
			s.add("data", "SeededIngress", ingressType, object{
				"GroupId": s.group(databaseGroup), "SourceSecurityGroupId": "sg-0deadbeef", "IpProtocol": "icmp",
			})
		}, Finds: []string{"not modelled", "sg-0deadbeef"}},
		{Name: "the one-off task's group open to the world", seed: func(s *seeder) {
			s.add("data", "SeededIngress", ingressType, object{"GroupId": s.group(sqlGroup), "CidrIp": "0.0.0.0/0", "IpProtocol": "-1"})
		}, Finds: []string{
			"internet may connect to SqlTask/SecurityGroup", "internet gateway to Network/Vpc/publicSubnet1", "from 0.0.0.0/0, by SeededIngress",
		}},
		{Name: "the one-off task's group opens more of the internet", seed: func(s *seeder) {
			s.add("data", "SeededEgress", egressType, object{
				"GroupId": s.group(sqlGroup), "CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 22.0, "ToPort": 22.0,
			})
		}, Finds: []string{
			"SqlTask/SecurityGroup may connect to internet on tcp 22", "route: 0.0.0.0/0 to the", "to 0.0.0.0/0, by SeededEgress",
		}},
		{Name: "restored copies open to the VPC", seed: func(s *seeder) {
			s.add("data", "SeededIngress", ingressType, object{"GroupId": s.group(restoredGroup), "CidrIp": "10.0.0.0/8", "IpProtocol": "-1"})
		}, Finds: []string{
			"Backend may connect to Recovery/RestoreTestDatabase on tcp 443", "Backend reaches Recovery/RestoreTestDatabase",
			"from 10.0.0.0/8, by SeededIngress",
		}},
		{Name: "restored copies in the database's own group", seed: func(s *seeder) {
			overrides := s.properties(selection, "data/Recovery/*")["RestoreMetadataOverrides"].(object)
			overrides["vpcSecurityGroupIds"] = object{"Fn::Join": []any{"", []any{`["`, s.group(databaseGroup), `"]`}}}
		}, Finds: []string{"Backend may connect to Recovery/RestoreTestDatabase on tcp 3306", "Backend reaches Recovery/RestoreTestDatabase"}},
		{Name: "restored copies wherever AWS Backup puts them", seed: func(s *seeder) {
			delete(s.properties(selection, "data/Recovery/*"), "RestoreMetadataOverrides")
		}, Finds: []string{"not modelled", "Recovery/RestoreTestDatabase", "stands", selection}},
		{Name: "tasks of one service that call each other", seed: func(s *seeder) {
			group := s.group("services/BackendTasks/Resource")
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": group, "SourceSecurityGroupId": group, "IpProtocol": "tcp", "FromPort": 8080.0, "ToPort": 8080.0,
			})
			s.add("services", "SeededEgress", egressType, object{
				"GroupId": group, "DestinationSecurityGroupId": group, "IpProtocol": "tcp", "FromPort": 8080.0, "ToPort": 8080.0,
			})
		}, Finds: []string{"Backend may connect to Backend on tcp 8080", "by SeededEgress", "by SeededIngress"}},
		{Name: "a service open to its own group, and nothing else to it yet", seed: func(s *seeder) {
			group := s.group("services/BackendTasks/Resource")
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": group, "SourceSecurityGroupId": group, "IpProtocol": "tcp", "FromPort": 8080.0, "ToPort": 8080.0,
			})
		}, Finds: []string{"lets more in of Backend", "by SeededIngress"}},
		{Name: "a database that does not say whether it is public", seed: func(s *seeder) {
			delete(s.properties(instanceType, "data/Database/Primary/Resource"), "PubliclyAccessible")
		}, Finds: []string{"Database/Primary may have a public address in Network/Vpc/databaseSubnet1"}},
		{Name: "a header whose secret the template spells out", seed: func(s *seeder) {
			condition := s.properties(ruleType, publicRule)["Conditions"].([]any)[0].(object)
			condition["HttpHeaderConfig"].(object)["Values"] = []any{"{{resolve:secretsmanager:seeded:SecretString}}"}
			s.add("services", "SeededSecret", "AWS::SecretsManager::Secret", object{"Name": "seeded", "SecretString": "open sesame"})
		}, Finds: []string{"PublicLoadBalancer may connect to Frontend on tcp 80", "forwarded for any caller"}},
	}
}
