package reach_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

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

// Catches rules by address: they admit whatever will stand there.
func TestRulesByAddressAreMoreThanTheListNeeds(t *testing.T) {
	model := change(t, set("data", "DatabaseGroup", "SecurityGroupIngress", []any{object{"CidrIp": "10.0.2.0/24", "IpProtocol": "tcp", "FromPort": 3306.0, "ToPort": 3306.0}}))
	wantViolation(t, model, "lets more in of Database/Primary", "from 10.0.2.0/24")
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

// Catches one region's prefix list taken for another's: an environment may have networks in two.
func TestEveryRegionHasItsOwnPrefixList(t *testing.T) {
	stacks := append(environment(t), assembly.Stack{Name: "kasha-test-archive", Path: "test/archive", Stage: "test", Account: "111111111111", Region: "eu-central-1",
		Template: assembly.Template{Resources: map[string]assembly.Resource{"Vpc": {Type: "AWS::EC2::VPC", LogicalID: "Vpc", Path: "Vpc/Resource", Properties: object{"CidrBlock": "10.0.0.0/24"}}}}})
	for _, violation := range build(t, stacks).Check() {
		t.Error(violation)
	}
}
