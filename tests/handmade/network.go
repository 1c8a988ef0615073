package handmade

import "slices"

type object = map[string]any

const (
	groupType    = "AWS::EC2::SecurityGroup"
	ingressType  = "AWS::EC2::SecurityGroupIngress"
	egressType   = "AWS::EC2::SecurityGroupEgress"
	routeType    = "AWS::EC2::Route"
	tableType    = "AWS::EC2::RouteTable"
	balancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer"
	listenerType = "AWS::ElasticLoadBalancingV2::Listener"
	ruleType     = "AWS::ElasticLoadBalancingV2::ListenerRule"
	serviceType  = "AWS::ECS::Service"
	endpointType = "AWS::EC2::VPCEndpoint"
	publicRule   = "services/PublicLoadBalancer/PublicListener/FromCloudFrontRule/Resource"
)

// NetworkFaults are mistakes that open a connection which must not exist or close one that must, and templates that leave it open
// whether they do.
func NetworkFaults() []Fault {
	return slices.Concat(plainFaults(), sourceFaults(), routeFaults(), formFaults(), openFaults(), unreadFaults())
}

func plainFaults() []Fault {
	return []Fault{
		{Name: "an ingress rule too wide, inline", seed: func(s *seeder) {
			s.properties(groupType, "services/BackendTasks/Resource")["SecurityGroupIngress"] = []any{
				object{"CidrIp": "10.0.0.0/8", "IpProtocol": "tcp", "FromPort": 0.0, "ToPort": 65535.0},
			}
		}, Finds: []string{
			"Frontend may connect to Backend on tcp 443", "Frontend reaches Backend", "tcp 0-65535, from 10.0.0.0/8, by inline rule 1 of",
		}},
		{Name: "an ingress rule too wide, a resource of its own", seed: func(s *seeder) {
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "CidrIp": "0.0.0.0/0", "IpProtocol": "-1",
			})
		}, Finds: []string{
			"Backend may connect to Frontend on tcp 443", "Backend reaches Frontend", "everything, from 0.0.0.0/0, by SeededIngress",
		}},
		{Name: "a port that nothing needs, behind a closed door", seed: func(s *seeder) {
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId":               s.group("services/BackendTasks/Resource"),
				"SourceSecurityGroupId": s.group("services/InternalLoadBalancerSecurityGroup/Resource"), "IpProtocol": "tcp", "FromPort": 22.0,
				"ToPort": 22.0,
			})
		}, Finds: []string{"lets more in of Backend", "tcp 22", "SeededIngress"}},
		{Name: "UDP where TCP is meant", seed: func(s *seeder) {
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/BackendTasks/Resource"), "SourceSecurityGroupId": s.group("services/FrontendTasks/Resource"),
				"IpProtocol": "udp", "FromPort": 53.0, "ToPort": 53.0,
			})
			s.add("services", "SeededEgress", egressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "DestinationSecurityGroupId": s.group("services/BackendTasks/Resource"),
				"IpProtocol": "udp", "FromPort": 53.0, "ToPort": 53.0,
			})
		}, Finds: []string{"Frontend may connect to Backend on udp 53", "SeededIngress"}},
		{Name: "the frontend at the database", seed: func(s *seeder) {
			database := s.output("data", s.group("data/Database/SecurityGroup/Resource"))
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": database, "SourceSecurityGroupId": s.group("services/FrontendTasks/Resource"), "IpProtocol": "tcp", "FromPort": 3306.0,
				"ToPort": 3306.0,
			})
			s.add("services", "SeededEgress", egressType, object{
				"GroupId": s.group("services/FrontendTasks/Resource"), "DestinationSecurityGroupId": database, "IpProtocol": "tcp",
				"FromPort": 3306.0, "ToPort": 3306.0,
			})
		}, Finds: []string{"Frontend may connect to Database/Primary on tcp 3306", "SeededEgress", "SeededIngress"}},
		{Name: "a route from a database subnet to the NAT gateway", seed: func(s *seeder) {
			nat := s.properties(routeType, "network/Network/Vpc/backendSubnet1/DefaultRoute")["NatGatewayId"]
			s.add("network", "SeededRoute", routeType, object{
				"RouteTableId": s.ref(tableType, "network/Network/Vpc/databaseSubnet1/RouteTable"), "DestinationCidrBlock": "0.0.0.0/0",
				"NatGatewayId": nat,
			})
		}, Finds: []string{"Network/Vpc/databaseSubnet1 may connect to internet", "via NAT gateway", "by SeededRoute"}},
		{Name: "a route from a database subnet to half of the internet", seed: func(s *seeder) {
			gateway := s.properties(routeType, "network/Network/Vpc/publicSubnet1/DefaultRoute")["GatewayId"]
			s.add("network", "SeededRoute", routeType, object{
				"RouteTableId": s.ref(tableType, "network/Network/Vpc/databaseSubnet1/RouteTable"), "DestinationCidrBlock": "128.0.0.0/1",
				"GatewayId": gateway,
			})
		}, Finds: []string{"Database/Primary stands in Network/Vpc/databaseSubnet1", "internet gateway", "SeededRoute"}},
		{Name: "tasks in public subnets with public addresses", seed: func(s *seeder) {
			vpc := s.properties(serviceType, "services/Frontend/*")["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
			vpc["Subnets"] = s.properties(balancerType, "services/PublicLoadBalancer/Resource")["Subnets"]
			vpc["AssignPublicIp"] = "ENABLED"
		}, Finds: []string{"Frontend may connect to internet on tcp 443 via internet gateway", "Frontend reaches internet", "publicSubnet1"}},
		{Name: "a network ACL that blocks answers", seed: func(s *seeder) {
			subnet := s.ref("AWS::EC2::Subnet", "network/Network/Vpc/backendSubnet1/Subnet")
			s.add("network", "SeededAcl", "AWS::EC2::NetworkAcl", object{"VpcId": s.ref("AWS::EC2::VPC", "network/Network/Vpc/Resource")})
			s.add("network", "SeededAssociation", "AWS::EC2::SubnetNetworkAclAssociation", object{
				"NetworkAclId": object{"Ref": "SeededAcl"}, "SubnetId": subnet,
			})
			s.add("network", "SeededIn", "AWS::EC2::NetworkAclEntry", object{
				"NetworkAclId": object{"Ref": "SeededAcl"}, "RuleNumber": 100.0, "Protocol": -1.0, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0",
			})
			s.add("network", "SeededOut", "AWS::EC2::NetworkAclEntry", object{
				"NetworkAclId": object{"Ref": "SeededAcl"}, "RuleNumber": 100.0, "Protocol": 6.0, "RuleAction": "allow", "Egress": true,
				"CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 0.0, "To": 8080.0},
			})
		}, Finds: []string{
			"Frontend must reach InternalLoadBalancer on tcp 8080", "entry 100, SeededIn", "does not let the answers (ports 1024 to 65535) out to",
		}},
		{Name: "an endpoint policy without the image layers", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{
				"Statement": []any{object{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::kasha-*"}},
			}
		}, Finds: []string{"Frontend must reach aws:s3", "does not allow s3:GetObject on arn:aws:s3:::prod-", "starport-layer-bucket"}},
		{Name: "an endpoint policy that admits own principals to the image layers only", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{"Statement": []any{
				ownAccount("aws:PrincipalAccount", "111111111111"),
			}}
		}, Finds: []string{"Frontend must reach aws:s3", "does not allow s3:GetObject on arn:aws:s3:::prod-", "starport-layer-bucket"}},
		{Name: "an endpoint policy for another account", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{"Statement": []any{
				ownAccount("aws:ResourceAccount", "222222222222"), layers(),
			}}
		}, Finds: []string{"Backend must reach aws:s3", "does not allow s3:", "kasha-"}},
		{Name: "an endpoint policy that refuses what the backend needs", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{"Statement": []any{
				object{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
				object{"Effect": "Deny", "Principal": "*", "Action": "s3:Delete*", "Resource": "*"},
			}}
		}, Finds: []string{"Backend must reach aws:s3", "refuses s3:DeleteObject", "Deny s3:Delete* on *"}},
		{Name: "a listener open by default", seed: func(s *seeder) {
			s.properties(
				listenerType, "services/PublicLoadBalancer/PublicListener/Resource",
			)["DefaultActions"] = s.properties(ruleType, publicRule)["Actions"]
		}, Finds: []string{"PublicLoadBalancer may connect to Frontend on tcp 80", "forwarded for any caller: the default action of"}},
		{Name: "a header rule that asks for a path instead", seed: func(s *seeder) {
			s.properties(ruleType, publicRule)["Conditions"] = []any{
				object{"Field": "path-pattern", "PathPatternConfig": object{"Values": []any{"/*"}}},
			}
		}, Finds: []string{"PublicLoadBalancer may connect to Frontend on tcp 80", "for requests by path-pattern"}},
		{Name: "a header whose value the template gives away", seed: func(s *seeder) {
			condition := s.properties(ruleType, publicRule)["Conditions"].([]any)[0].(object)
			condition["HttpHeaderConfig"].(object)["Values"] = []any{"open sesame"}
		}, Finds: []string{"PublicLoadBalancer may connect to Frontend on tcp 80", "for any caller"}},
		{Name: "a header that the distribution does not send", seed: func(s *seeder) {
			config := s.properties("AWS::CloudFront::Distribution", "edge/Edge/Distribution/Resource")["DistributionConfig"].(object)
			delete(config["Origins"].([]any)[0].(object), "OriginCustomHeaders")
		}, Finds: []string{"PublicLoadBalancer must reach Frontend on tcp 80", "no distribution sends it"}},
		{Name: "the header rule removed", seed: func(s *seeder) { s.remove(ruleType, publicRule) },
			Finds: []string{"PublicLoadBalancer must reach Frontend on tcp 80", "answers 403"}},
		{Name: "the internet in place of the prefix list", seed: func(s *seeder) {
			rule := s.properties(ingressType, "services/FromCloudFront80/*")
			delete(rule, "SourcePrefixListId")
			rule["CidrIp"] = "0.0.0.0/0"
		}, Finds: []string{"internet may connect to PublicLoadBalancer on tcp 80", "from 0.0.0.0/0"}},
		{Name: "another prefix list", seed: func(s *seeder) {
			s.properties(ingressType, "services/FromCloudFront80/*")["SourcePrefixListId"] = "pl-00000000"
		}, Finds: []string{"internet may connect to PublicLoadBalancer on tcp 80", "pl-00000000"}},
		{Name: "a public database", seed: func(s *seeder) {
			s.properties(
				"AWS::RDS::DBSubnetGroup", "data/Database/Subnets/Default",
			)["SubnetIds"] = s.properties(balancerType, "services/PublicLoadBalancer/Resource")["Subnets"]
			s.properties("AWS::RDS::DBInstance", "data/Database/Primary/Resource")["PubliclyAccessible"] = true
			s.add("data", "SeededIngress", ingressType, object{
				"GroupId": s.group("data/Database/SecurityGroup/Resource"), "CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 3306.0,
				"ToPort": 3306.0,
			})
		}, Finds: []string{
			"internet may connect to Database/Primary on tcp 3306", "internet gateway to Network/Vpc/publicSubnet1", "SeededIngress",
		}},
		{Name: "an internal load balancer that faces the internet", seed: func(s *seeder) {
			internal := s.properties(balancerType, "services/InternalLoadBalancer/Resource")
			internal["Scheme"] = "internet-facing"
			internal["Subnets"] = s.properties(balancerType, "services/PublicLoadBalancer/Resource")["Subnets"]
		}, Finds: []string{"InternalLoadBalancer has a public address"}},
		{Name: "a subnet without its route to the NAT gateway", seed: func(s *seeder) {
			s.remove(routeType, "network/Network/Vpc/frontendSubnet1/DefaultRoute")
		},
			Finds: []string{"Frontend must reach aws:ecr.api on tcp 443", "has no route out of the VPC"}},
		{Name: "a NAT gateway in a subnet without the internet", seed: func(s *seeder) {
			s.remove(routeType, "network/Network/Vpc/publicSubnet1/DefaultRoute")
		},
			Finds: []string{"must reach aws:ecr.api on tcp 443", "where the NAT gateway stands, has no route to an internet gateway"}},
		{Name: "something that the model does not know", seed: func(s *seeder) {
			s.add("network", "SeededPeering", "AWS::EC2::VPCPeeringConnection", object{
				"VpcId": s.ref("AWS::EC2::VPC", "network/Network/Vpc/Resource"), "PeerVpcId": "vpc-00000000",
			})
		}, Finds: []string{"not modelled", "SeededPeering", "AWS::EC2::VPCPeeringConnection"}},
		{Name: "a function in the backend's subnets that nobody listed", seed: func(s *seeder) {
			vpc := s.properties(serviceType, "services/Backend/*")["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
			s.add("services", "SeededFunction", "AWS::Lambda::Function", object{
				"VpcConfig": object{"SubnetIds": vpc["Subnets"], "SecurityGroupIds": vpc["SecurityGroups"]},
			})
		}, Finds: []string{"Seeded/SeededFunction may connect to Database/Primary on tcp 3306"}},
	}
}

// ownAccount is the statement of an endpoint's policy that admits one account; layers admits the images in ECR.
func ownAccount(key, account string) object {
	return object{
		"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*",
		"Condition": object{"StringEquals": object{key: account}},
	}
}

func layers() object {
	return object{
		"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
	}
}
