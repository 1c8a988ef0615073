package reach_test

import (
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

// Catches network ACL entries read in the wrong order, or applied inside one subnet.
func TestNetworkACLsDecideByTheFirstEntryAndBetweenSubnetsOnly(t *testing.T) {
	entries := func(firstAllows bool) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			first, second := "deny", "allow"
			if firstAllows {
				first, second = "allow", "deny"
			}
			add("network", "Acl", "AWS::EC2::NetworkAcl", object{})(templates)
			add("network", "Join", "AWS::EC2::SubnetNetworkAclAssociation", object{
				"NetworkAclId": object{"Ref": "Acl"}, "SubnetId": object{"Ref": "BackendSubnet"},
			})(templates)
			for id, egress := range map[string]bool{"In": false, "Out": true} {
				for number, action := range map[float64]string{100: first, 200: second} {
					name := id + action
					add("network", name, "AWS::EC2::NetworkAclEntry", object{
						"NetworkAclId": object{"Ref": "Acl"}, "RuleNumber": number, "RuleAction": action, "Egress": egress, "Protocol": "-1",
						"CidrBlock": "0.0.0.0/0",
					})(templates)
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

// Catches an entry for a part of the traffic taken for an entry for all of it, or for none.
func TestNetworkACLEntriesForAPartLeaveTheRestOpenOrUnsure(t *testing.T) {
	acl := func(entries ...object) *reach.Model {
		return change(t, func(templates map[string]assembly.Template) {
			add("network", "Acl", "AWS::EC2::NetworkAcl", object{})(templates)
			add("network", "Join", "AWS::EC2::SubnetNetworkAclAssociation", object{
				"NetworkAclId": object{"Ref": "Acl"}, "SubnetId": object{"Ref": "BackendSubnet"},
			})(templates)
			add("network", "In", "AWS::EC2::NetworkAclEntry", object{
				"NetworkAclId": object{"Ref": "Acl"}, "RuleNumber": 50.0, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0",
			})(templates)
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
		"answers on some ports only": acl(object{
			"RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 1024.0, "To": 32767.0},
		}),
		"some ports refused first": acl(
			object{"RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "PortRange": object{"From": 3389.0, "To": 3389.0}}, everything(),
		),
		"half of the subnet refused": acl(
			object{"RuleAction": "deny", "CidrBlock": "10.0.1.0/25", "PortRange": object{"From": 0.0, "To": 65535.0}}, everything(),
		),
		"answers to half of the subnet": acl(object{
			"RuleAction": "allow", "CidrBlock": "10.0.1.128/25", "PortRange": object{"From": 0.0, "To": 65535.0},
		}),
	} {
		if path := ask(t, model, "Frontend", "InternalLoadBalancer", 8080); !path.Open || path.Certain {
			t.Errorf("%s: %s", name, path)
		}
	}
	half := func(action, cidr string) object {
		return object{"RuleAction": action, "CidrBlock": cidr, "PortRange": object{"From": 0.0, "To": 65535.0}}
	}
	for name, model := range map[string]*reach.Model{
		"everything":                          acl(everything()),
		"two halves":                          acl(half("allow", "0.0.0.0/1"), half("allow", "128.0.0.0/1")),
		"a refusal of what is allowed before": acl(half("allow", "10.0.1.0/25"), half("deny", "10.0.1.0/25"), everything()),
	} {
		if path := ask(t, model, "Frontend", "InternalLoadBalancer", 8080); !path.Certain {
			t.Errorf("%s: %s", name, path)
		}
	}
	if path := ask(t, acl(half("deny", "10.0.1.0/25"), half("deny", "10.0.1.128/25"), everything()), "Frontend", "InternalLoadBalancer",
		8080); path.Open {
		t.Errorf("both halves are refused: %s", path)
	}
}
