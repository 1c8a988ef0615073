package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

type object = map[string]any

// change edits one resource of the hand-made environment, or adds one to the network stack.
func change(t *testing.T, edits ...func(stacks map[string]assembly.Template)) *reach.Model {
	t.Helper()
	stacks := environment(t)
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
	return func(templates map[string]assembly.Template) {
		templates[stack].Resources[id] = assembly.Resource{Type: resourceType, LogicalID: id, Path: "Added/" + id, Properties: properties}
	}
}

func set(stack, id, property string, value any) func(map[string]assembly.Template) {
	return func(templates map[string]assembly.Template) {
		templates[stack].Resources[id].Properties[property] = value
	}
}

func ask(t *testing.T, model *reach.Model, from, to string, port int) reach.Path {
	t.Helper()
	path, err := model.Reach(from, to, port)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func wantHop(t *testing.T, path reach.Path, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(path.String(), text) {
			t.Errorf("no %q in:\n%s", text, path)
		}
	}
}

// Catches a proof that stops at the first hop: a viewer's request goes through CloudFront and the load balancer to a task.
func TestRequestsPassDistributionAndLoadBalancer(t *testing.T) {
	path := ask(t, build(t, environment(t)), "internet", "Frontend", 80)
	if !path.Open || !path.Certain {
		t.Fatal(path)
	}
	wantHop(t, path, "connected to Edge/Distribution on tcp 443", "connected to PublicLoadBalancer on tcp 80",
		"forwarded with header X-Kasha-Origin, which Edge/Distribution sends: HeaderRule", "PrefixListIn", "FrontendFromPublic")
	if path := ask(t, build(t, environment(t)), "internet", "Backend", 8080); path.Open {
		t.Errorf("the frontend is no load balancer: it does what its program does\n%s", path)
	}
}

// Catches a model that takes CloudFront's addresses for ours: they are everybody's.
func TestAnotherDistributionConnectsButIsNotForwarded(t *testing.T) {
	model := build(t, environment(t))
	if path := ask(t, model, "another's distribution", "PublicLoadBalancer", 80); !path.Open {
		t.Error(path)
	}
	path := ask(t, model, "another's distribution", "Frontend", 80)
	if path.Open {
		t.Error(path)
	}
	wantHop(t, path, "forwards to Frontend only requests with the secret header X-Kasha-Origin", "port 80 answers 403")
}

// Catches paths that end without saying where and why.
func TestBlockedPathsSayWhereTheyStop(t *testing.T) {
	model := build(t, environment(t))
	for _, c := range []struct {
		from, to string
		port     int
		stop     string
	}{
		{"Frontend", "Database/Primary", 3306, "no egress rule of FrontendTasks (services/FrontendTasks/Resource) lets tcp 3306 out"},
		{"Backend", "Frontend", 443, "no ingress rule of FrontendTasks (services/FrontendTasks/Resource) lets tcp 443 in"},
		{"Backend", "InternalLoadBalancer", 9, "no listener on tcp 9"},
		{"Network/Vpc/databaseSubnet1", "internet", 443, "has no route out of the VPC"},
		{"Network/Vpc/databaseSubnet1", "aws:s3", 443, "has no route out of the VPC"},
		{"internet", "Database/Primary", 3306, "it has no public address"},
		{"PublicLoadBalancer", "Backend", 8080, "no listener of PublicLoadBalancer forwards to Backend"},
		{"Edge/Distribution", "Frontend", 80, ""},
	} {
		path := ask(t, model, c.from, c.to, c.port)
		if path.Open != (c.stop == "") || !strings.Contains(path.Stop, c.stop) {
			t.Errorf("%s to %s: %s", c.from, c.to, path)
		}
	}
}

// Catches names that lead to the wrong node, or an error that does not say which there are.
func TestNodesAreFoundByNameLogicalIDOrPart(t *testing.T) {
	model := build(t, environment(t))
	for name, want := range map[string]string{"Frontend": "Frontend", "FrontendService": "Frontend", "primary": "Database/Primary", "another": "another's distribution"} {
		if node, err := model.Node(name); err != nil || node.Name != want {
			t.Errorf("%s: %s, %v", name, node.Name, err)
		}
	}
	for name, want := range map[string]string{"": "there is no", "nowhere": "it has internet,", "LoadBalancer": "PublicLoadBalancer or InternalLoadBalancer"} {
		if _, err := model.Node(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Catches an endpoint that is passed by: with private DNS the service's name leads to the endpoint and nowhere else, so a
// closed endpoint is not saved by the NAT gateway.
func TestAnInterfaceEndpointIsTheOnlyWay(t *testing.T) {
	endpoint := func(ingress []any) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			add("network", "EndpointGroup", "AWS::EC2::SecurityGroup", object{"SecurityGroupIngress": ingress, "SecurityGroupEgress": []any{object{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}}})(templates)
			add("network", "Sqs", "AWS::EC2::VPCEndpoint", object{
				"ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface", "PrivateDnsEnabled": true,
				"SubnetIds": []any{object{"Ref": "BackendSubnet"}}, "SecurityGroupIds": []any{object{"Fn::GetAtt": []any{"EndpointGroup", "GroupId"}}},
			})(templates)
		}
	}
	open := change(t, endpoint([]any{object{"CidrIp": object{"Fn::GetAtt": []any{"Vpc", "CidrBlock"}}, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}}))
	if path := ask(t, open, "Backend", "aws:sqs", 443); path.Via != "interface endpoint" || !path.Certain {
		t.Error(path)
	}
	for _, violation := range open.Check() {
		t.Error(violation)
	}
	if path := ask(t, change(t, endpoint(nil)), "Backend", "aws:sqs", 443); path.Open {
		t.Error(path)
	}
}

// Catches network ACLs whose entries are read in the wrong order, or that are asked inside one subnet.
func TestNetworkACLsDecideByTheFirstEntryAndBetweenSubnetsOnly(t *testing.T) {
	entries := func(firstAllows bool) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			first, second := "deny", "allow"
			if firstAllows {
				first, second = "allow", "deny"
			}
			add("network", "Acl", "AWS::EC2::NetworkAcl", object{})(templates)
			add("network", "Join", "AWS::EC2::SubnetNetworkAclAssociation", object{"NetworkAclId": object{"Ref": "Acl"}, "SubnetId": object{"Ref": "BackendSubnet"}})(templates)
			for id, egress := range map[string]bool{"In": false, "Out": true} {
				for number, action := range map[float64]string{100: first, 200: second} {
					name := id + action
					add("network", name, "AWS::EC2::NetworkAclEntry", object{"NetworkAclId": object{"Ref": "Acl"}, "RuleNumber": number, "RuleAction": action, "Egress": egress, "Protocol": "-1", "CidrBlock": "0.0.0.0/0"})(templates)
				}
			}
		}
	}
	if path := ask(t, change(t, entries(true)), "Frontend", "InternalLoadBalancer", 8080); !path.Certain {
		t.Error(path)
	}
	closed := change(t, entries(false))
	path := ask(t, closed, "Frontend", "InternalLoadBalancer", 8080)
	if path.Open {
		t.Error(path)
	}
	wantHop(t, path, "the network ACL of Network/Vpc/backendSubnet1", "entry 100, Indeny")
	if path := ask(t, closed, "InternalLoadBalancer", "Backend", 8080); !path.Open {
		t.Errorf("both stand in one subnet\n%s", path)
	}
}

// Catches an ACL entry for part of the traffic that is taken for all of it, or for none.
func TestNetworkACLEntriesForAPartLeaveTheRestOpenOrUnsure(t *testing.T) {
	acl := func(entries ...object) *reach.Model {
		return change(t, func(templates map[string]assembly.Template) {
			add("network", "Acl", "AWS::EC2::NetworkAcl", object{})(templates)
			add("network", "Join", "AWS::EC2::SubnetNetworkAclAssociation", object{"NetworkAclId": object{"Ref": "Acl"}, "SubnetId": object{"Ref": "BackendSubnet"}})(templates)
			add("network", "In", "AWS::EC2::NetworkAclEntry", object{"NetworkAclId": object{"Ref": "Acl"}, "RuleNumber": 50.0, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"})(templates)
			for i, entry := range entries {
				entry["NetworkAclId"], entry["Egress"], entry["Protocol"], entry["RuleNumber"] = object{"Ref": "Acl"}, true, "6", float64(100+i)
				add("network", "Out"+string(rune('A'+i)), "AWS::EC2::NetworkAclEntry", entry)(templates)
			}
		})
	}
	everything := func() object {
		return object{"RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 0.0, "To": 65535.0}}
	}
	for name, model := range map[string]*reach.Model{
		"answers on some ports only":    acl(object{"RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 1024.0, "To": 32767.0}}),
		"some ports refused first":      acl(object{"RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 3389.0, "To": 3389.0}}, everything()),
		"half of the subnet refused":    acl(object{"RuleAction": "deny", "CidrBlock": "10.0.1.0/25", "PortRange": object{"From": 0.0, "To": 65535.0}}, everything()),
		"answers to half of the subnet": acl(object{"RuleAction": "allow", "CidrBlock": "10.0.1.128/25", "PortRange": object{"From": 0.0, "To": 65535.0}}),
	} {
		if path := ask(t, model, "Frontend", "InternalLoadBalancer", 8080); !path.Open || path.Certain {
			t.Errorf("%s: %s", name, path)
		}
	}
	if path := ask(t, acl(everything()), "Frontend", "InternalLoadBalancer", 8080); !path.Certain {
		t.Error(path)
	}
}

// Catches gateways that serve whom they cannot: an internet gateway needs a public address at one end and a route at the other.
func TestInternetGatewaysNeedAPublicAddressAndARoute(t *testing.T) {
	public := []any{object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "PublicSubnet"}}}
	moved := change(t, func(templates map[string]assembly.Template) {
		templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)["Subnets"] = public
	})
	path := ask(t, moved, "Frontend", "internet", 443)
	if path.Open || !strings.Contains(path.Stop, "has no public address") {
		t.Error(path)
	}
	hidden := change(t, set("services", "PublicBalancer", "Subnets", []any{object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "DatabaseSubnet"}}}))
	path = ask(t, hidden, "another's distribution", "PublicLoadBalancer", 80)
	if path.Open || !strings.Contains(path.Stop, "databaseSubnet1 has no route to an internet gateway") {
		t.Error(path)
	}
}

// Catches edges that fall apart at every port that some rule mentions.
func TestPortsThatBehaveAlikeAreOneEdge(t *testing.T) {
	var found []reach.Edge
	for _, edge := range build(t, environment(t)).Edges() {
		if edge.From == "Network/Vpc/backendSubnet1" && edge.To == "internet" && edge.Protocol == "tcp" {
			found = append(found, edge)
		}
	}
	if len(found) != 1 || found[0].First != 1 || found[0].Last != 65535 || found[0].Ports() != "every tcp port" {
		t.Errorf("%+v", found)
	}
}

// Catches rules by address: they admit whatever will stand there.
func TestRulesByAddressAreMoreThanTheListNeeds(t *testing.T) {
	model := change(t, set("data", "DatabaseGroup", "SecurityGroupIngress", []any{object{"CidrIp": "10.0.2.0/24", "IpProtocol": "tcp", "FromPort": 3306.0, "ToPort": 3306.0}}))
	wantViolation(t, model, "lets more in of Database/Primary", "from 10.0.2.0/24")
}

// Catches parts of a network that nobody thought of, by their family or by what they refer to.
func TestUnknownPartsOfTheNetworkAreNamed(t *testing.T) {
	wantViolation(t, change(t, add("network", "Transit", "AWS::EC2::TransitGateway", object{})), "not modelled", "Transit")
	wantViolation(t, change(t, add("network", "Zone", "AWS::Route53::HostedZone", object{"VPCs": []any{object{"VPCId": object{"Ref": "Vpc"}}}})), "not modelled", "Zone", "refers to Vpc")
	wantViolation(t, change(t, set("network", "BackendSubnet", "Ipv6CidrBlock", "2001:db8::/64")), "not modelled", "IPv6 in BackendSubnet")
	wantViolation(t, change(t, set("services", "PublicBalancer", "Type", "network")), "not modelled", "load balancer of type network")
	wantViolation(t, change(t, set("network", "BackendRoute", "NatGatewayId", nil), set("network", "BackendRoute", "TransitGatewayId", "tgw-0")), "not modelled", "the route of BackendRoute")
	wantViolation(t, change(t, set("services", "FrontendTargets", "HealthCheckPort", "9000")), "not modelled", "health checks of FrontendTargets", "on port 9000")
	if unknown := change(t, add("network", "Table", "AWS::DynamoDB::Table", object{})).NotModelled(); len(unknown) > 0 {
		t.Error(unknown)
	}
}

func wantViolation(t *testing.T, model *reach.Model, texts ...string) {
	t.Helper()
	var said []string
	for _, violation := range model.Check() {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(violation.String(), text)
		}
		if all {
			return
		}
		said = append(said, violation.String())
	}
	t.Errorf("no violation says all of %q; there are:\n%s", texts, strings.Join(said, "\n"))
}

// Catches partial rules taken for whole ones: what covers a part makes a connection possible, not certain.
func TestPartsAreForbiddenByAndNotReliedOn(t *testing.T) {
	half := change(t, set("services", "FrontendTasks", "SecurityGroupIngress", []any{object{"CidrIp": "10.0.2.0/25", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}}))
	path := ask(t, half, "Backend", "Frontend", 443)
	if !path.Open || path.Certain {
		t.Error(path)
	}
	wantHop(t, path, "but not in every case")
	outside := change(t, set("services", "FrontendTasks", "SecurityGroupIngress", []any{object{"CidrIp": "10.0.3.0/24", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}}))
	if path := ask(t, outside, "Backend", "Frontend", 443); path.Open {
		t.Error(path)
	}
	unresolved := change(t, set("services", "FrontendTasks", "SecurityGroupIngress", []any{object{"CidrIp": object{"Fn::GetAZs": ""}, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}}))
	if path := ask(t, unresolved, "Backend", "Frontend", 443); !path.Open || path.Certain {
		t.Error(path)
	}
}

// Catches the default that AWS adds to a security group without egress rules: everything.
func TestASecurityGroupWithoutEgressRulesLetsEverythingOut(t *testing.T) {
	silent := change(t, set("data", "DatabaseGroup", "SecurityGroupEgress", nil), set("data", "Subnets", "SubnetIds", []any{
		object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "BackendSubnet"}}}))
	path := ask(t, silent, "Database/Primary", "internet", 22)
	if !path.Open {
		t.Error(path)
	}
	wantHop(t, path, "which has no egress rules")
	// The public load balancer's group has a separate egress rule alone, which takes the default away.
	for _, edge := range build(t, environment(t)).Edges() {
		if edge.From == "PublicLoadBalancer" && edge.To != "Frontend" {
			t.Errorf("%+v", edge)
		}
	}
}

// Catches a rule that is relied on although CloudFormation removes it when a separate egress rule joins the group.
func TestAnInlineRuleForEverythingIsNotCertainBesideASeparateRule(t *testing.T) {
	everything := []any{object{"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}}
	path := ask(t, change(t, set("services", "BackendTasks", "SecurityGroupEgress", everything)), "Backend", "internet", 443)
	if !path.Open || path.Certain {
		t.Error(path)
	}
	alone := change(t, set("services", "BackendTasks", "SecurityGroupEgress", everything), func(templates map[string]assembly.Template) {
		delete(templates["services"].Resources, "BackendToDatabase")
	})
	if path := ask(t, alone, "Backend", "internet", 443); !path.Certain {
		t.Error(path)
	}
}

// Catches network interfaces that hide in types or places that nobody thought of.
func TestAnythingWithSubnetsAndGroupsIsANode(t *testing.T) {
	model := change(t, func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["BackendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		definition := object{"Fn::Join": []any{"", []any{
			`{"States":{"Run":{"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"NetworkConfiguration":{"AwsvpcConfiguration":{"AssignPublicIp":"ENABLED","Subnets":["`,
			vpc["Subnets"].([]any)[0], `"],"SecurityGroups":["`, vpc["SecurityGroups"].([]any)[0], `"]}}}}}}`,
		}}}
		add("services", "Machine", "AWS::StepFunctions::StateMachine", object{"DefinitionString": definition})(templates)
		add("services", "Proxy", "AWS::RDS::DBProxy", object{"VpcSubnetIds": vpc["Subnets"], "VpcSecurityGroupIds": vpc["SecurityGroups"]})(templates)
	})
	for _, name := range []string{"Added/Machine", "Added/Proxy"} {
		if path := ask(t, model, name, "Database/Primary", 3306); !path.Open {
			t.Error(path)
		}
	}
	found := false
	for _, violation := range model.Check() {
		found = found || strings.Contains(violation.String(), "Added/Machine has a public address")
	}
	if !found {
		t.Error("a task that a state machine runs with a public address")
	}
}

// Catches security groups that are passed over because their rules are elsewhere.
func TestGroupsOutsideTheTemplatesMayHoldAnyRule(t *testing.T) {
	model := change(t, func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		vpc["SecurityGroups"] = append(vpc["SecurityGroups"].([]any), "sg-0123456789abcdef0")
	})
	if path := ask(t, model, "Backend", "Frontend", 443); !path.Open || path.Certain {
		t.Error(path)
	}
	if unknown := strings.Join(model.NotModelled(), "\n"); !strings.Contains(unknown, "sg-0123456789abcdef0") {
		t.Error(unknown)
	}
}

// Catches a default security group that nobody watches: without one of its own, a resource is in it.
func TestWithoutGroupsOfItsOwnAResourceIsInTheDefaultGroup(t *testing.T) {
	bare := func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		delete(vpc, "SecurityGroups")
	}
	path := ask(t, change(t, bare), "Frontend", "internet", 22)
	if !path.Open {
		t.Error(path)
	}
	emptied := change(t, bare, add("network", "Emptied", "Custom::VpcRestrictDefaultSG", object{"DefaultSecurityGroupId": object{"Fn::GetAtt": []any{"Vpc", "DefaultSecurityGroup"}}}))
	if path := ask(t, emptied, "Frontend", "internet", 22); path.Open {
		t.Error(path)
	}
}

// Catches a prefix list of ours that is not looked into.
func TestPrefixListsOfTheTemplatesAreTheirEntries(t *testing.T) {
	list := func(cidr string) *reach.Model {
		return change(t, add("services", "Offices", "AWS::EC2::PrefixList", object{"Entries": []any{object{"Cidr": cidr}}}),
			set("services", "PrefixListIn", "SourcePrefixListId", object{"Fn::GetAtt": []any{"Offices", "PrefixListId"}}))
	}
	if path := ask(t, list("203.0.113.0/24"), "internet", "PublicLoadBalancer", 80); !path.Open || path.Certain {
		t.Error(path)
	}
	if path := ask(t, list("10.0.0.0/8"), "internet", "PublicLoadBalancer", 80); path.Open {
		t.Error(path)
	}
}

// Catches plain HTTP from viewers: CloudFront may serve it, redirect it or refuse it.
func TestWhatTheDistributionDoesWithHTTP(t *testing.T) {
	for policy, only := range map[string]string{"allow-all": "", "redirect-to-https": "to be redirected to HTTPS", "https-only": "to be refused"} {
		model := change(t, func(templates map[string]assembly.Template) {
			config := templates["edge"].Resources["Distribution"].Properties["DistributionConfig"].(object)
			config["DefaultCacheBehavior"].(object)["ViewerProtocolPolicy"] = policy
			config["HttpVersion"] = "http2and3"
		})
		if path := ask(t, model, "internet", "Edge/Distribution", 80); path.Only != only {
			t.Errorf("%s: %s", policy, path)
		}
		http3 := false
		for _, edge := range model.Edges() {
			http3 = http3 || edge.Protocol == "udp" && edge.To == "Edge/Distribution" && edge.First == 443 && edge.Last == 443
		}
		if !http3 {
			t.Error("HTTP/3 uses udp 443")
		}
	}
}

// Catches an origin behind a name of our own that is taken for somebody else's server.
func TestOriginsAreFollowedThroughRecords(t *testing.T) {
	rename := func(templates map[string]assembly.Template) {
		config := templates["edge"].Resources["Distribution"].Properties["DistributionConfig"].(object)
		config["Origins"].([]any)[0].(object)["DomainName"] = "origin.example.com"
	}
	lost := change(t, rename)
	if unknown := strings.Join(lost.NotModelled(), "\n"); !strings.Contains(unknown, "origin.example.com") {
		t.Error(unknown)
	}
	found := change(t, rename, add("services", "Record", "AWS::Route53::RecordSet", object{
		"Name": "origin.example.com.", "AliasTarget": object{"DNSName": object{"Fn::Join": []any{"", []any{"dualstack.", object{"Fn::GetAtt": []any{"PublicBalancer", "DNSName"}}}}}}}))
	for _, violation := range found.Check() {
		t.Error(violation)
	}
}
