package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

// Catches an endpoint that is passed by: with private DNS the service's name leads to the endpoint and nowhere else, so a
// closed endpoint is not saved by the NAT gateway.
func TestAnInterfaceEndpointIsTheOnlyWay(t *testing.T) {
	endpoint := func(ingress []any) func(map[string]assembly.Template) {
		return func(templates map[string]assembly.Template) {
			add("network", "EndpointGroup", "AWS::EC2::SecurityGroup", object{"VpcId": object{"Ref": "Vpc"}, "SecurityGroupIngress": ingress, "SecurityGroupEgress": []any{object{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}}})(templates)
			add("network", "Sqs", "AWS::EC2::VPCEndpoint", object{
				"ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface", "PrivateDnsEnabled": true, "VpcId": object{"Ref": "Vpc"},
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
