package reach_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
	"kasha/tests/handmade"
)

// Catches a rule by addresses taken for one of the listed connections. It admits whatever stands there later.
func TestRulesByAddressAreMoreThanTheListNeeds(t *testing.T) {
	model := change(
		t,
		set("data", "DatabaseGroup", "SecurityGroupIngress", []any{
			object{"CidrIp": "10.0.2.0/24", "IpProtocol": "tcp", "FromPort": 3306.0, "ToPort": 3306.0},
		}),
	)
	wantViolation(t, model, "lets more in of Database/Primary", "from 10.0.2.0/24")
}

// Catches a rule for a part of the addresses taken for one for all. It makes a connection possible, not certain.
func TestARuleForAPartMakesAConnectionPossibleAndNotCertain(t *testing.T) {
	half := change(
		t,
		set("services", "FrontendTasks", "SecurityGroupIngress", []any{
			object{"CidrIp": "10.0.2.0/25", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0},
		}),
	)
	path := ask(t, half, "Backend", "Frontend", 443)
	if !path.Open || path.Certain {
		t.Error(path)
	}
	wantHop(t, path, "but not in every case")
	outside := change(
		t,
		set("services", "FrontendTasks", "SecurityGroupIngress", []any{
			object{"CidrIp": "10.0.3.0/24", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0},
		}),
	)
	if path := ask(t, outside, "Backend", "Frontend", 443); path.Open {
		t.Error(path)
	}
	unresolved := change(
		t,
		set("services", "FrontendTasks", "SecurityGroupIngress", []any{
			object{"CidrIp": object{"Fn::GetAZs": ""}, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0},
		}),
	)
	if path := ask(t, unresolved, "Backend", "Frontend", 443); !path.Open || path.Certain {
		t.Error(path)
	}
}

// Catches two halves of the addresses that are not taken for all of them, and two that leave one address out.
func TestRulesTogetherCoverWhatEachCoversAPartOf(t *testing.T) {
	of := func(key string, cidrs ...string) *reach.Model {
		var rules []any
		for _, cidr := range cidrs {
			rules = append(rules, object{"CidrIp": cidr, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0})
		}
		return change(t, set("services", "FrontendTasks", key, rules))
	}
	for _, c := range []struct {
		cidrs []string
		want  bool
	}{
		{[]string{"10.0.2.0/25", "10.0.2.128/25"}, true},
		{[]string{"10.0.2.128/25", "198.51.100.0/24", "10.0.0.0/25", "10.0.2.0/25"}, true},
		{[]string{"0.0.0.0/1", "128.0.0.0/1"}, true},
		{[]string{"10.0.2.0/25", "10.0.2.128/26", "10.0.2.192/27"}, false},
	} {
		path := ask(t, of("SecurityGroupIngress", c.cidrs...), "Backend", "Frontend", 443)
		if !path.Open || path.Certain != c.want {
			t.Errorf("from %q: certain %v, want %v\n%s", c.cidrs, path.Certain, c.want, path)
		}
	}
	for _, c := range []struct {
		cidrs []string
		want  bool
	}{
		{[]string{"0.0.0.0/1", "128.0.0.0/1"}, true},
		{[]string{"0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"}, false},
	} {
		path := ask(t, of("SecurityGroupEgress", c.cidrs...), "Frontend", "internet", 443)
		if !path.Open || path.Certain != c.want {
			t.Errorf("to %q: certain %v, want %v\n%s", c.cidrs, path.Certain, c.want, path)
		}
	}
}

// Catches a security group without egress rules taken for a closed one. AWS adds a rule that allows everything out.
func TestASecurityGroupWithoutEgressRulesLetsEverythingOut(t *testing.T) {
	silent := change(t, set("data", "DatabaseGroup", "SecurityGroupEgress", nil), set("data", "Subnets", "SubnetIds", []any{
		object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "BackendSubnet"}}}))
	path := ask(t, silent, "Database/Primary", "internet", 22)
	if !path.Open {
		t.Error(path)
	}
	wantHop(t, path, "which has no egress rules")
	// The public load balancer's group has a separate egress rule alone, which takes the default away.
	for _, edge := range build(t, handmade.Stacks(t)).Edges() {
		if edge.From == "PublicLoadBalancer" && edge.To != "Frontend" {
			t.Errorf("%+v", edge)
		}
	}
}

// Catches reliance on a rule that CloudFormation removes when a separate egress rule joins the group.
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

// Catches a prefix list of the templates whose entries are not read.
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

// Catches one region's prefix list taken for another's, in an environment with networks in two regions.
func TestEveryRegionHasItsOwnPrefixList(t *testing.T) {
	vpc := assembly.Resource{
		Type: "AWS::EC2::VPC", LogicalID: "Vpc", Path: "Vpc/Resource", Properties: object{"CidrBlock": "10.0.0.0/24"},
	}
	stacks := append(handmade.Stacks(t), assembly.Stack{
		Name: "kasha-test-archive", Path: "test/archive", Stage: "test", Account: "111111111111", Region: "eu-central-1",
		Template: assembly.Template{Resources: map[string]assembly.Resource{"Vpc": vpc}},
	})
	for _, violation := range check(build(t, stacks)) {
		t.Error(violation)
	}
}
