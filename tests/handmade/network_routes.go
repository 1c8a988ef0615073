package handmade

const (
	aclType         = "AWS::EC2::NetworkAcl"
	aclEntryType    = "AWS::EC2::NetworkAclEntry"
	associationType = "AWS::EC2::SubnetNetworkAclAssociation"
	attachmentType  = "AWS::EC2::VPCGatewayAttachment"
)

// routeFaults are ways out of the VPC beside the intended one, and ways to AWS services that only look open.
func routeFaults() []Fault {
	gateway := func(s *seeder) any {
		return s.properties(routeType, "network/Network/Vpc/publicSubnet1/DefaultRoute")["GatewayId"]
	}
	route := func(s *seeder, subnet, destination string, to any) {
		s.add("network", "SeededRoute", routeType, object{
			"RouteTableId": s.ref(tableType, "network/Network/Vpc/"+subnet+"/RouteTable"), "DestinationCidrBlock": destination, "GatewayId": to,
		})
	}
	return []Fault{
		{Name: "a route to a part of the internet beside the NAT gateway's", seed: func(s *seeder) {
			route(s, "backendSubnet1", "52.0.0.0/6", gateway(s))
		}, Finds: []string{
			"Network/Vpc/backendSubnet1 may connect to internet", "via internet gateway",
			"route: 52.0.0.0/6 to the internet gateway, by SeededRoute",
		}},
		{Name: "a service behind a route to half of the internet", seed: func(s *seeder) {
			route(s, "backendSubnet1", "0.0.0.0/1", gateway(s))
			s.properties(
				serviceType, "services/Backend/*",
			)["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)["AssignPublicIp"] = "ENABLED"
			s.add("services", "SeededIngress", ingressType, object{
				"GroupId": s.group("services/BackendTasks/Resource"), "CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 8080.0,
				"ToPort": 8080.0,
			})
		}, Finds: []string{
			"internet may connect to Backend on tcp 8080", "internet gateway to Network/Vpc/backendSubnet1", "answers by route SeededRoute",
			"by SeededIngress",
		}},
		{Name: "two routes for one destination", seed: func(s *seeder) { route(s, "backendSubnet1", "0.0.0.0/0", gateway(s)) },
			Finds: []string{"not modelled", "SeededRoute", "they have one destination"}},
		{Name: "a gateway that is attached to nothing", seed: func(s *seeder) { s.remove(attachmentType, "network/Network/Vpc/VPCGW") },
			Finds: []string{"not modelled", "whose internet gateway no template attaches"}},
		{Name: "a network ACL that lets nothing of S3's pass", seed: func(s *seeder) {
			s.add("network", "SeededAcl", aclType, object{"VpcId": s.ref(vpcType, "network/Network/Vpc/Resource")})
			s.add("network", "SeededAssociation", associationType, object{
				"NetworkAclId": object{"Ref": "SeededAcl"}, "SubnetId": s.ref("AWS::EC2::Subnet", "network/Network/Vpc/frontendSubnet1/Subnet"),
			})
			for id, egress := range map[string]bool{"SeededIn": false, "SeededOut": true} {
				s.add("network", id, aclEntryType, object{
					"NetworkAclId": object{"Ref": "SeededAcl"}, "RuleNumber": 100.0, "Protocol": -1.0, "RuleAction": "allow", "Egress": egress,
					"CidrBlock": "10.0.0.0/8",
				})
			}
		}, Finds: []string{"Frontend must reach aws:s3", "does not let packets out to the internet", "no entry of SeededAcl"}},
		{Name: "an endpoint policy for another organization", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{"Statement": []any{object{
				"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": object{
					"StringEquals": object{"aws:PrincipalOrgID": "o-other"},
				},
			}}}
		}, Finds: []string{"Frontend must reach aws:s3", "does not allow s3:GetObject"}},
		{Name: "an endpoint policy for another account", seed: func(s *seeder) {
			s.properties(endpointType, "network/Network/Vpc/S3/Resource")["PolicyDocument"] = object{"Statement": []any{object{
				"Effect": "Allow", "Principal": object{"AWS": "arn:aws:iam::222222222222:root"}, "Action": "*", "Resource": "*",
			}}}
		}, Finds: []string{"Frontend must reach aws:s3", "does not allow s3:GetObject"}},
	}
}

// formFaults name resources by an attribute that is their id or ARN, instead of by Ref.
func formFaults() []Fault {
	attribute := func(s *seeder, resourceType, path, name string) object {
		return object{"Fn::GetAtt": []any{s.find(resourceType, path).LogicalID, name}}
	}
	const listener = "services/PublicLoadBalancer/PublicListener/Resource"
	return []Fault{
		{Name: "a rule for everybody, by the listener's ARN", seed: func(s *seeder) {
			s.add("services", "SeededRule", ruleType, object{
				"ListenerArn": attribute(
					s, listenerType, listener, "ListenerArn",
				), "Priority": 2.0, "Actions": s.properties(ruleType, publicRule)["Actions"],
				"Conditions": []any{object{"Field": "path-pattern", "PathPatternConfig": object{"Values": []any{"/*"}}}},
			})
		}, Finds: []string{"PublicLoadBalancer may connect to Frontend on tcp 80", "for any caller: SeededRule"}},
		{Name: "a second listener, by the load balancer's ARN", seed: func(s *seeder) {
			s.add("services", "SeededListener", listenerType, object{
				"LoadBalancerArn": attribute(s, balancerType, "services/PublicLoadBalancer/Resource", "LoadBalancerArn"), "Port": 8443.0,
				"DefaultActions": s.properties(ruleType, publicRule)["Actions"],
			})
		}, Finds: []string{
			"PublicLoadBalancer may connect to Frontend on tcp 80", "for any caller: the default action of SeededListener",
		}},
		{Name: "a route from the database subnets, by the table's id", seed: func(s *seeder) {
			s.add("network", "SeededRoute", routeType, object{
				"RouteTableId":         attribute(s, tableType, "network/Network/Vpc/databaseSubnet1/RouteTable", "RouteTableId"),
				"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": attribute(
					s, "AWS::EC2::InternetGateway", "network/Network/Vpc/IGW", "InternetGatewayId",
				),
			})
		}, Finds: []string{"Network/Vpc/databaseSubnet1 may connect to internet", "via internet gateway", "by SeededRoute"}},
		{Name: "a rule of a listener that is elsewhere", seed: func(s *seeder) {
			s.add("services", "SeededRule", ruleType, object{
				"ListenerArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/x/1/2", "Priority": 2.0,
				"Actions": s.properties(ruleType, publicRule)["Actions"],
			})
		}, Finds: []string{"not modelled", "the ListenerArn of SeededRule"}},
	}
}
