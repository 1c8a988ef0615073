package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// subnetGroup is the tier of a subnet: public, frontend, backend or database.
func subnetGroup(subnet resource) string {
	return pairs(subnet.Properties.Maps("Tags"), "Key", "Value")["aws-cdk:subnet-name"]
}

// TestVpcSpansTheTwoConfiguredZones catches a third zone, a tier that is missing in one zone (no failover there), and a
// network that does not have the configured addresses.
func TestVpcSpansTheTwoConfiguredZones(t *testing.T) {
	eachShape(t, func(p platform) {
		vpcs := p.some("AWS::EC2::VPC")
		if len(vpcs) != 1 {
			p.t.Fatalf("%d VPCs", len(vpcs))
		}
		p.equal(vpcs[0], "CidrBlock", p.env.Network.CIDR)
		zones := map[string][]string{}
		for _, subnet := range p.some("AWS::EC2::Subnet") {
			zones[subnetGroup(subnet)] = append(zones[subnetGroup(subnet)], subnet.Properties.Text("AvailabilityZone"))
			p.equal(subnet, "MapPublicIpOnLaunch", false) // a task started here by hand would be on the internet
		}
		for _, group := range []string{"public", "frontend", "backend", "database"} {
			if got, want := sorted(zones[group]), sorted(p.env.AvailabilityZones); got != want {
				p.t.Errorf("%s subnets are in %s, want %s", group, got, want)
			}
		}
		if len(zones) != 4 {
			p.t.Errorf("subnet groups %v, want four", zones)
		}
	})
}

// routes lists where each subnet's table leads, by subnet.
func (p platform) routes(subnet resource) []properties {
	var found []properties
	for _, association := range p.some("AWS::EC2::SubnetRouteTableAssociation") {
		if p.follow(association.Properties.Text("SubnetId")).LogicalID != subnet.LogicalID {
			continue
		}
		for _, route := range p.some("AWS::EC2::Route") {
			if route.Properties.Text("RouteTableId") == association.Properties.Text("RouteTableId") {
				found = append(found, route.Properties)
			}
		}
	}
	return found
}

// TestDatabaseSubnetsHaveNoWayOut catches a default route, a peering or an endpoint that reaches the database's subnets:
// what was stolen there could leave.
func TestDatabaseSubnetsHaveNoWayOut(t *testing.T) {
	eachShape(t, func(p platform) {
		var tables []string
		for _, subnet := range p.some("AWS::EC2::Subnet") {
			if subnetGroup(subnet) != "database" {
				continue
			}
			for _, route := range p.routes(subnet) {
				p.t.Errorf("%s has a route: %v", subnet, route)
			}
			for _, association := range p.some("AWS::EC2::SubnetRouteTableAssociation") {
				if association.Properties.Text("SubnetId") == subnet.Reference() {
					tables = append(tables, association.Properties.Text("RouteTableId"))
				}
			}
		}
		if len(tables) != 2 {
			p.t.Errorf("%d route tables of database subnets, want each its own (the VPC's main table is shared)", len(tables))
		}
		for _, endpoint := range p.some("AWS::EC2::VPCEndpoint") {
			reached := strings.Join(append(endpoint.Properties.Texts("RouteTableIds"), endpoint.Properties.Texts("SubnetIds")...), " ")
			for _, table := range tables {
				if strings.Contains(reached, table) {
					p.t.Errorf("%s is reached from %s", endpoint, table)
				}
			}
		}
	})
}

// TestEachZoneUsesItsOwnNatGatewayInProduction catches the document's single NAT gateway, whose zone's loss would cut off
// both, and a second one that nonproduction would pay for.
func TestEachZoneUsesItsOwnNatGatewayInProduction(t *testing.T) {
	eachShape(t, func(p platform) {
		if got := len(p.some("AWS::EC2::NatGateway")); got != p.env.Network.NATGateways {
			p.t.Errorf("%d NAT gateways, configured are %d", got, p.env.Network.NATGateways)
		}
		for _, subnet := range p.some("AWS::EC2::Subnet") {
			group, routes := subnetGroup(subnet), p.routes(subnet)
			if group == "database" {
				continue
			}
			if len(routes) != 1 || routes[0].Text("DestinationCidrBlock") != "0.0.0.0/0" {
				p.t.Errorf("%s: routes %v, want one way out", subnet, routes)
				continue
			}
			if group == "public" {
				if gateway := p.follow(routes[0].Text("GatewayId")); gateway.Type != "AWS::EC2::InternetGateway" {
					p.t.Errorf("%s leads to %s", subnet, gateway)
				}
				continue
			}
			place := p.follow(p.follow(routes[0].Text("NatGatewayId")).Properties.Text("SubnetId"))
			if subnetGroup(place) != "public" {
				p.t.Errorf("the NAT gateway of %s stands in %s", subnet, place)
			}
			if p.env.IsProduction() && place.Properties.Text("AvailabilityZone") != subnet.Properties.Text("AvailabilityZone") {
				p.t.Errorf("%s leaves through another zone: %s", subnet, place)
			}
		}
	})
}

// TestEndpointsAreThoseConfigured catches a missing S3 gateway (image layers would pay for NAT), an interface endpoint that
// nobody asked for ($7.30 a month and zone), and one that answers to more than the VPC's HTTPS.
func TestEndpointsAreThoseConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		services := []string{"com.amazonaws." + p.env.Region + ".s3"}
		for _, name := range p.env.Network.InterfaceEndpoints {
			services = append(services, "com.amazonaws."+p.env.Region+"."+name)
		}
		var found []string
		for _, endpoint := range p.some("AWS::EC2::VPCEndpoint") {
			found = append(found, endpoint.Properties.Text("ServiceName"))
			if endpoint.Properties.Text("VpcEndpointType") != "Interface" {
				p.equal(endpoint, "VpcEndpointType", "Gateway")
				continue
			}
			p.equal(endpoint, "PrivateDnsEnabled", true) // or the SDKs would go on using the public addresses
			for _, group := range endpoint.Properties.Texts("SecurityGroupIds") {
				if got, want := fmt.Sprint(p.ingress(group)), fmt.Sprintf("[%s tcp 443]", p.env.Network.CIDR); got != want {
					p.t.Errorf("%s admits %s, want %s", endpoint, got, want)
				}
			}
		}
		if sorted(found) != sorted(services) {
			p.t.Errorf("endpoints %s, want %s", sorted(found), sorted(services))
		}
	})
}

// TestFlowLogsRecordAllTraffic catches logs of one subnet only, or of rejected packets only: an exfiltration is accepted
// traffic.
func TestFlowLogsRecordAllTraffic(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, logs := range p.some("AWS::EC2::FlowLog") {
			p.equal(logs, "TrafficType", "ALL")
			p.equal(logs, "ResourceType", "VPC")
			p.follow(logs.Properties.Text("ResourceId"))
			if group := p.follow(logs.Properties.Text("LogGroupName")); group.Type != "AWS::Logs::LogGroup" {
				p.t.Errorf("flow logs go to %s", group)
			}
		}
	})
}

// TestDefaultSecurityGroupIsClosed catches a VPC whose default group still admits its own members: whoever forgets to name
// a group gets that one.
func TestDefaultSecurityGroupIsClosed(t *testing.T) {
	eachShape(t, func(p platform) {
		p.holds("default security group", func() {
			p.template("network").HasResourceProperties(jsii.String("Custom::VpcRestrictDefaultSG"), map[string]any{
				"DefaultSecurityGroupId": assertions.Match_ObjectLike(&map[string]any{
					"Fn::GetAtt": []any{assertions.Match_AnyValue(), "DefaultSecurityGroup"},
				}),
			})
		})
		for _, user := range p.model.Resources() {
			closes := user.Type == "Custom::VpcRestrictDefaultSG" || user.Type == "AWS::IAM::Role"
			if !closes && strings.Contains(fmt.Sprint(user.Properties), ".DefaultSecurityGroup}") {
				p.t.Errorf("%s uses the default security group", user)
			}
		}
	})
}
