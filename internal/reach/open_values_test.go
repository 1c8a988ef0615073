package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// perhaps puts a resource under a condition that only a deployment decides.
func perhaps(stack, id string) func(map[string]assembly.Template) {
	return func(templates map[string]assembly.Template) {
		template := templates[stack]
		template.Parameters["Switch"] = object{"Type": "String", "Default": "off"}
		template.Conditions["Perhaps"] = object{"Fn::Equals": []any{object{"Ref": "Switch"}, "on"}}
		resource := template.Resources[id]
		resource.Condition = "Perhaps"
		template.Resources[id] = resource
	}
}

// Catches reliance on a restriction or a permission that may not exist.
func TestWhatMayNotExistIsNotReliedOn(t *testing.T) {
	bare := func(templates map[string]assembly.Template) {
		vpc := templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)["AwsvpcConfiguration"].(object)
		delete(vpc, "SecurityGroups")
	}
	emptied := add("network", "Emptied", "Custom::VpcRestrictDefaultSG", object{
		"DefaultSecurityGroupId": object{"Fn::GetAtt": []any{"Vpc", "DefaultSecurityGroup"}},
	})
	if path := ask(t, change(t, bare, emptied, perhaps("network", "Emptied")), "Frontend", "internet", 22); !path.Open {
		t.Errorf("the default group may not be empty\n%s", path)
	}
	deny := add("network", "Deny", "AWS::EC2::NetworkAclEntry", object{
		"NetworkAclId": object{
			"Fn::GetAtt": []any{"Vpc", "DefaultNetworkAcl"},
		}, "RuleNumber": 1.0, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"})
	if path := ask(t, change(t, deny), "Backend", "Database/Primary", 3306); path.Open {
		t.Errorf("an entry that refuses everything\n%s", path)
	}
	if path := ask(t, change(t, deny, perhaps("network", "Deny")), "Backend", "Database/Primary", 3306); !path.Open || path.Certain {
		t.Error(path)
	}
	if path := ask(t, change(t, perhaps("services", "DatabaseFromBackend")), "Backend", "Database/Primary", 3306); !path.Open || path.Certain {
		t.Error(path)
	}
	if path := ask(t, change(t, perhaps("network", "BackendRoute")), "Backend", "internet", 443); !path.Open || path.Certain {
		t.Error(path)
	}
}

// Catches routes that are not applied by the longest prefix, and two halves of a default route that are not seen as one.
func TestRoutesGoByTheLongestPrefix(t *testing.T) {
	half := func(id, destination, target, to string) func(map[string]assembly.Template) {
		return add("network", id, "AWS::EC2::Route", object{
			"RouteTableId": object{"Ref": "BackendTable"}, "DestinationCidrBlock": destination, target: object{"Ref": to},
		})
	}
	low, high := half("Low", "0.0.0.0/1", "NatGatewayId", "Nat"), half("High", "128.0.0.0/1", "NatGatewayId", "Nat")
	if path := ask(
		t, change(t, low, high, set("network", "BackendRoute", "DestinationCidrBlock", "10.9.0.0/16")), "Backend", "internet", 443,
	); !path.Certain {
		t.Error(path)
	}
	path := ask(t, change(t, low, set("network", "BackendRoute", "DestinationCidrBlock", "10.9.0.0/16")), "Backend", "internet", 443)
	if !path.Open || path.Certain || !strings.Contains(path.Stop, "a part of the internet only") {
		t.Error(path)
	}
	// Both halves shadow the default route, which would lead to the internet gateway.
	shadowed := change(
		t, low, high, set("network", "BackendRoute", "NatGatewayId", nil), set("network", "BackendRoute", "GatewayId", object{"Ref": "Igw"}),
	)
	for _, edge := range shadowed.Edges() {
		if edge.From == "Network/Vpc/backendSubnet1" && edge.Via == "internet gateway" {
			t.Errorf("%+v", edge)
		}
	}
	unsure := change(
		t, low, high, perhaps("network", "Low"), set("network", "BackendRoute", "NatGatewayId", nil),
		set("network", "BackendRoute", "GatewayId", object{"Ref": "Igw"}),
	)
	out := false
	for _, edge := range unsure.Edges() {
		out = out || edge.From == "Network/Vpc/backendSubnet1" && edge.Via == "internet gateway"
	}
	if !out {
		t.Error("the default route counts where what would shadow it may not be there")
	}
	beside := change(t, half("Low", "0.0.0.0/1", "GatewayId", "Igw"))
	if path := ask(t, beside, "Backend", "internet", 443); !path.Open || path.Certain {
		t.Errorf("half of the internet is behind a gateway that does not serve the backend\n%s", path)
	}
}

// Catches a prefix list with unknown entries taken for one without private addresses.
func TestAnUnknownPrefixListMayHoldPrivateAddresses(t *testing.T) {
	model := change(t, add("services", "FromList", "AWS::EC2::SecurityGroupIngress", object{
		"GroupId": object{
			"Fn::GetAtt": []any{"FrontendTasks", "GroupId"},
		}, "SourcePrefixListId": "pl-0123", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}))
	if path := ask(t, model, "Backend", "Frontend", 443); !path.Open || path.Certain {
		t.Error(path)
	}
	wantViolation(t, model, "not modelled", "which addresses pl-0123 holds")
	wantViolation(
		t, change(t, set("services", "PrefixListIn", "SourcePrefixListId", "pl-0123")), "lets more in of PublicLoadBalancer",
		"from prefix list pl-0123",
	)
}

// Catches a rule by addresses of which the list of connections allows only some, and one that several lines allow together.
func TestARuleByAddressesIsNeededOnlyIfAllOfThemAre(t *testing.T) {
	rule := func(cidr string) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			add("network", "EndpointGroup", "AWS::EC2::SecurityGroup", object{"VpcId": object{"Ref": "Vpc"},
				"SecurityGroupIngress": []any{object{"CidrIp": cidr, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0}},
				"SecurityGroupEgress":  []any{object{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}}})(templates)
			add("network", "Sqs", "AWS::EC2::VPCEndpoint", object{
				"ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface", "PrivateDnsEnabled": true, "VpcId": object{"Ref": "Vpc"},
				"SubnetIds": []any{object{"Ref": "BackendSubnet"}}, "SecurityGroupIds": []any{object{"Fn::GetAtt": []any{"EndpointGroup", "GroupId"}}},
			})(templates)
		}
	}
	for _, violation := range check(change(t, rule("10.0.0.0/16"))) { // the whole VPC, parts without a subnet included
		t.Error(violation)
	}
	wantViolation(t, change(t, rule("10.0.0.0/15")), "lets more in of aws:sqs", "from 10.0.0.0/15")
}

// Catches "cannot reach" for an answer that is not known, because something is not modelled.
func TestClosedIsUnsureWhileSomethingIsNotModelled(t *testing.T) {
	if path := ask(
		t, build(t, handmade.Stacks(t)), "Frontend", "Database/Primary", 3306,
	); path.Open || path.Unsure || !strings.Contains(path.String(), "cannot reach") {
		t.Error(path)
	}
	unsure := change(t, add("network", "Transit", "AWS::EC2::TransitGateway", object{}))
	if path := ask(
		t, unsure, "Frontend", "Database/Primary", 3306,
	); path.Open || !path.Unsure || !strings.Contains(path.String(), "was not found to reach") {
		t.Error(path)
	}
}
