package tests

import (
	"strings"
	"testing"
)

// TestVpcSpansTheTwoConfiguredZones catches a third zone, a subnet group that is missing in one zone (no failover there), and another
// address range than the configured one.
func TestVpcSpansTheTwoConfiguredZones(t *testing.T) {
	eachShape(t, func(p platform) {
		vpcs := under("network", p.some("AWS::EC2::VPC"))
		if len(vpcs) != 1 {
			p.t.Fatalf("%d VPCs, want one", len(vpcs))
		}
		p.equal(vpcs[0], "CidrBlock", p.env.Network.CIDR)
		zones := map[string][]string{}
		for _, subnet := range under("network", p.some("AWS::EC2::Subnet")) {
			zones[subnetGroup(subnet)] = append(zones[subnetGroup(subnet)], subnet.Properties.Text("AvailabilityZone"))
			p.equal(subnet, "MapPublicIpOnLaunch", false) // a task that is started here by hand would get a public address
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

// TestEachZoneUsesItsOwnNatGatewayInProduction catches a single NAT gateway in production, as in the design document: losing its zone would
// cut off both. It also catches a second one that nonproduction would pay for.
func TestEachZoneUsesItsOwnNatGatewayInProduction(t *testing.T) {
	eachShape(t, func(p platform) {
		if got := len(p.some("AWS::EC2::NatGateway")); got != p.env.Network.NATGateways {
			p.t.Errorf("%d NAT gateways, want %d as configured", got, p.env.Network.NATGateways)
		}
		for _, subnet := range under("network", p.some("AWS::EC2::Subnet")) {
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
					p.t.Errorf("%s leads to %s, want an internet gateway", subnet, gateway)
				}
				continue
			}
			place := p.follow(p.follow(routes[0].Text("NatGatewayId")).Properties.Text("SubnetId"))
			if subnetGroup(place) != "public" {
				p.t.Errorf("the NAT gateway of %s is in %s, want a public subnet", subnet, place)
			}
			if p.env.IsProduction() && place.Properties.Text("AvailabilityZone") != subnet.Properties.Text("AvailabilityZone") {
				p.t.Errorf("%s leaves through %s, want a NAT gateway in its own zone", subnet, place)
			}
		}
	})
}

// TestEndpointsAreThoseConfigured catches a missing S3 gateway endpoint: image layers would be billed as NAT traffic. It also catches an
// interface endpoint that is not configured ($7.30 a month and zone), and one that admits more than HTTPS from the VPC.
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
			policy := endpoint.Properties.Map("PolicyDocument").Maps("Statement")
			if len(policy) != 1 || limitedTo(policy[0], "PrincipalAccount") == "" {
				p.t.Errorf("%s has the policy %v, want one statement for principals of this account", endpoint, policy)
			}
			p.equal(endpoint, "PrivateDnsEnabled", true) // otherwise the SDKs use the public addresses
			p.admits(endpoint.String(), endpoint.Properties.Texts("SecurityGroupIds"), p.env.Network.CIDR+" tcp 443")
		}
		if sorted(found) != sorted(services) {
			p.t.Errorf("endpoints %s, want %s", sorted(found), sorted(services))
		}
	})
}

// TestFlowLogsRecordAllTraffic catches flow logs of one subnet only, or of rejected packets only: stolen data leaves as accepted traffic.
func TestFlowLogsRecordAllTraffic(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, logs := range p.some("AWS::EC2::FlowLog") {
			p.equal(logs, "TrafficType", "ALL")
			p.equal(logs, "ResourceType", "VPC")
			p.follow(logs.Properties.Text("ResourceId"))
			if group := p.follow(logs.Properties.Text("LogGroupName")); group.Type != "AWS::Logs::LogGroup" {
				p.t.Errorf("flow logs go to %s, want a log group", group)
			}
		}
	})
}

// limitedTo is the value of a key such as aws:PrincipalAccount in a statement's condition StringEquals.
func limitedTo(statement properties, key string) string {
	return statement.Map("Condition").Map("StringEquals").Text("aws:" + key)
}

// TestTheS3EndpointAdmitsOwnBucketsAndImageLayers catches an endpoint for S3 that allows any account's buckets although the other endpoints
// have policies. It also catches one without the bucket of ECR's layers, with which no task would start. What the roles need is for
// internal/reach.
func TestTheS3EndpointAdmitsOwnBucketsAndImageLayers(t *testing.T) {
	seen := 0
	eachShape(t, func(p platform) {
		for _, endpoint := range p.some("AWS::EC2::VPCEndpoint") {
			policy := endpoint.Properties.Map("PolicyDocument").Maps("Statement")
			if !strings.HasSuffix(endpoint.Properties.Text("ServiceName"), ".s3") {
				continue
			}
			if len(p.env.Network.InterfaceEndpoints) == 0 {
				if len(policy) > 0 {
					p.t.Errorf("%s has the policy %v, want none without interface endpoints", endpoint, policy)
				}
				continue
			}
			seen++
			layers := "arn:aws:s3:::prod-" + p.env.Region + "-starport-layer-bucket/*"
			if len(policy) != 2 || limitedTo(policy[0], "ResourceAccount") == "" || limitedTo(policy[0], "PrincipalAccount") == "" ||
				strings.Join(policy[1].Texts("Resource"), "") != layers || strings.Join(policy[1].Texts("Action"), "") != "s3:GetObject" ||
				policy[0].Text("Principal") != "*" || policy[1].Text("Principal") != "*" {
				p.t.Errorf("%s has the policy %v, want own principals on own buckets, and s3:GetObject on %s", endpoint, policy, layers)
			}
		}
	})
	if seen == 0 {
		t.Error("no shape has interface endpoints, want one")
	}
}
