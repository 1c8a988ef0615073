package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
	"kasha/tests/handmade"
)

// Catches a way around an endpoint. With private DNS the service's name resolves to the endpoint alone, so the NAT gateway is no
// alternative to a closed endpoint.
func TestAnInterfaceEndpointIsTheOnlyWay(t *testing.T) {
	endpoint := func(ingress []any) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			add("network", "EndpointGroup", "AWS::EC2::SecurityGroup", object{
				"VpcId": object{"Ref": "Vpc"}, "SecurityGroupIngress": ingress,
				"SecurityGroupEgress": []any{object{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}},
			})(templates)
			add("network", "Sqs", "AWS::EC2::VPCEndpoint", object{
				"ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface", "PrivateDnsEnabled": true, "VpcId": object{"Ref": "Vpc"},
				"SubnetIds": []any{object{"Ref": "BackendSubnet"}}, "SecurityGroupIds": []any{object{"Fn::GetAtt": []any{"EndpointGroup", "GroupId"}}},
			})(templates)
		}
	}
	open := change(
		t,
		endpoint([]any{
			object{"CidrIp": object{"Fn::GetAtt": []any{"Vpc", "CidrBlock"}}, "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0},
		}),
	)
	if path := ask(t, open, "Backend", "aws:sqs", 443); path.Via != "interface endpoint" || !path.Certain {
		t.Error(path)
	}
	for _, violation := range check(open) {
		t.Error(violation)
	}
	if path := ask(t, change(t, endpoint(nil)), "Backend", "aws:sqs", 443); path.Open {
		t.Error(path)
	}
}

// Catches a connection over an internet gateway without a public address, or without a route for the answers.
func TestInternetGatewaysNeedAPublicAddressAndARoute(t *testing.T) {
	public := []any{object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "PublicSubnet"}}}
	moved := change(t, func(templates map[string]assembly.Template) {
		configuration := templates["services"].Resources["FrontendService"].Properties["NetworkConfiguration"].(object)
		configuration["AwsvpcConfiguration"].(object)["Subnets"] = public
	})
	path := ask(t, moved, "Frontend", "internet", 443)
	if path.Open || !strings.Contains(path.Stop, "has no public address") {
		t.Error(path)
	}
	hidden := change(
		t,
		set("services", "PublicBalancer", "Subnets", []any{
			object{"Fn::GetStackOutput": object{"StackName": "kasha-test-network", "OutputName": "DatabaseSubnet"}},
		}),
	)
	path = ask(t, hidden, "another's distribution", "PublicLoadBalancer", 80)
	if path.Open || !strings.Contains(path.Stop, "databaseSubnet1 has no route to an internet gateway") {
		t.Error(path)
	}
}

// Catches one edge for each port that a rule mentions, where all ports behave alike.
func TestPortsThatBehaveAlikeAreOneEdge(t *testing.T) {
	var found []reach.Edge
	for _, edge := range build(t, handmade.Stacks(t)).Edges() {
		if edge.From == "Network/Vpc/backendSubnet1" && edge.To == "internet" && edge.Protocol == "tcp" {
			found = append(found, edge)
		}
	}
	if len(found) != 1 || found[0].First != 1 || found[0].Last != 65535 || found[0].Ports() != "every tcp port" {
		t.Errorf("%+v", found)
	}
}
