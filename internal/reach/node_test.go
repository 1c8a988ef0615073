package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// Catches a name that finds the wrong node, and an error that does not list the nodes.
func TestNodesAreFoundByNameLogicalIDOrPart(t *testing.T) {
	model := build(t, handmade.Stacks(t))
	for name, want := range map[string]string{
		"Frontend": "Frontend", "FrontendService": "Frontend", "primary": "Database/Primary", "another": "another's distribution",
	} {
		if path, err := model.Reach(name, "internet", 443); err != nil || path.From != want {
			t.Errorf("%s: %s, %v", name, path.From, err)
		}
	}
	for name, want := range map[string]string{
		"": "there is no", "nowhere": "choose one of internet,", "LoadBalancer": "PublicLoadBalancer or InternalLoadBalancer",
	} {
		if _, err := model.Reach("internet", name, 443); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Catches parts of a network that the model silently ignores: by their family or by what they refer to.
func TestUnknownPartsOfTheNetworkAreNamed(t *testing.T) {
	wantViolation(t, change(t, add("network", "Transit", "AWS::EC2::TransitGateway", object{})), "not modelled", "Transit")
	wantViolation(
		t, change(t, add("network", "Zone", "AWS::Route53::HostedZone", object{"VPCs": []any{object{"VPCId": object{"Ref": "Vpc"}}}})),
		"not modelled", "Zone", "refers to Vpc",
	)
	wantViolation(t, change(t, set("network", "BackendSubnet", "Ipv6CidrBlock", "2001:db8::/64")), "not modelled", "IPv6 in BackendSubnet")
	wantViolation(t, change(t, set("services", "PublicBalancer", "Type", "network")), "not modelled", "load balancer of type network")
	wantViolation(
		t, change(t, set("network", "BackendRoute", "NatGatewayId", nil), set("network", "BackendRoute", "TransitGatewayId", "tgw-0")),
		"not modelled", "the route of BackendRoute",
	)
	wantViolation(
		t, change(t, set("services", "FrontendTargets", "HealthCheckPort", "9000")), "not modelled", "health checks of FrontendTargets",
		"on port 9000",
	)
	if unknown := change(t, add("network", "Table", "AWS::DynamoDB::Table", object{})).NotModelled(); len(unknown) > 0 {
		t.Error(unknown)
	}
}

// Catches network interfaces of a resource type that the model does not know, or deep in a definition.
func TestAnythingWithSubnetsAndGroupsIsANode(t *testing.T) {
	model := change(t, func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["BackendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		definition := object{"Fn::Join": []any{"", []any{
			`{"States":{"Run":{"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"NetworkConfiguration":`,
			`{"AwsvpcConfiguration":{"AssignPublicIp":"ENABLED","Subnets":["`,
			vpc["Subnets"].([]any)[0], `"],"SecurityGroups":["`, vpc["SecurityGroups"].([]any)[0], `"]}}}}}}`,
		}}}
		add("services", "Machine", "AWS::StepFunctions::StateMachine", object{"DefinitionString": definition})(templates)
		add("services", "Proxy", "AWS::RDS::DBProxy", object{
			"VpcSubnetIds": vpc["Subnets"], "VpcSecurityGroupIds": vpc["SecurityGroups"],
		})(templates)
	})
	for _, name := range []string{"Added/Machine", "Added/Proxy"} {
		if path := ask(t, model, name, "Database/Primary", 3306); !path.Open {
			t.Error(path)
		}
	}
	found := false
	for _, violation := range check(model) {
		found = found || strings.Contains(violation.String(), "Added/Machine has a public address")
	}
	if !found {
		t.Error("a task that a state machine runs with a public address")
	}
}

// Catches security groups that are ignored because no template describes them.
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

// Catches a resource without security groups taken for one without access. AWS puts it into the VPC's default group.
func TestWithoutGroupsOfItsOwnAResourceIsInTheDefaultGroup(t *testing.T) {
	bare := func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		delete(vpc, "SecurityGroups")
	}
	path := ask(t, change(t, bare), "Frontend", "internet", 22)
	if !path.Open {
		t.Error(path)
	}
	emptied := change(
		t, bare,
		add("network", "Emptied", "Custom::VpcRestrictDefaultSG", object{
			"DefaultSecurityGroupId": object{"Fn::GetAtt": []any{"Vpc", "DefaultSecurityGroup"}},
		}),
	)
	if path := ask(t, emptied, "Frontend", "internet", 22); path.Open {
		t.Error(path)
	}
}

// Catches a read replica that is ignored because it takes its subnets from its source.
func TestAReplicaStandsWhereItsSourceDoes(t *testing.T) {
	model := change(t, add("data", "Copy", "AWS::RDS::DBInstance", object{
		"SourceDBInstanceIdentifier": object{"Fn::Join": []any{"", []any{"arn:aws:rds:us-east-1:111111111111:db:", object{"Ref": "Primary"}}}},
		"VPCSecurityGroups":          []any{object{"Fn::GetAtt": []any{"DatabaseGroup", "GroupId"}}}, "Port": "3306",
	}))
	if path := ask(t, model, "Backend", "Added/Copy", 3306); !path.Certain {
		t.Error(path)
	}
}

// Catches a matrix that repeats rows or columns which are alike, or shows rows without connections.
func TestTheMatrixJoinsWhatIsAlike(t *testing.T) {
	matrix := build(t, handmade.Stacks(t)).Matrix()
	for _, want := range []string{
		"| another's distribution, Edge/Distribution |", "| Network/Vpc/databaseSubnet1 | – | – |", "every port via NAT gateway",
	} {
		if !strings.Contains(matrix, want) {
			t.Errorf("no %q in:\n%s", want, matrix)
		}
	}
	if strings.Contains(matrix, "| Database/Primary | –") {
		t.Errorf("the database connects to nothing:\n%s", matrix)
	}
}
