package tests

import (
	"strings"
	"testing"
)

// TestDatabaseSubnetsHaveNoRoutes catches a default route, a peering or an endpoint that is reachable from the database's subnets: stolen
// data could leave through it.
func TestDatabaseSubnetsHaveNoRoutes(t *testing.T) {
	eachShape(t, func(p platform) {
		var tables []string
		for _, subnet := range p.some("AWS::EC2::Subnet") {
			if subnetGroup(subnet) != "database" {
				continue
			}
			for _, route := range p.routes(subnet) {
				p.t.Errorf("%s has the route %v, want none", subnet, route)
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
					p.t.Errorf("%s is reachable from %s, want no endpoint there", endpoint, table)
				}
			}
		}
	})
}

// TestDatabaseIsInTheDatabaseSubnets catches a subnet group with subnets of the tasks or with public subnets.
func TestDatabaseIsInTheDatabaseSubnets(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			subnets := p.follow(instance.Properties.Text("DBSubnetGroupName")).Properties.Texts("SubnetIds")
			if len(subnets) != 2 {
				p.t.Errorf("%s may be in %d subnets, want 2", instance, len(subnets))
			}
			for _, subnet := range subnets {
				if group := subnetGroup(p.follow(subnet)); group != "database" {
					p.t.Errorf("%s may be in a %s subnet, want database subnets only", instance, group)
				}
			}
		}
	})
}

// TestTasksRunInPrivateSubnetsWithoutPublicAddresses catches tasks in public subnets, in one zone only, in the database's subnets, or with
// a public address.
func TestTasksRunInPrivateSubnetsWithoutPublicAddresses(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			network := c.service.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
			if network.Text("AssignPublicIp") != "DISABLED" {
				p.t.Errorf("%s: AssignPublicIp is %q, want DISABLED", c.service, network.Text("AssignPublicIp"))
			}
			if len(network.Texts("Subnets")) != 2 {
				p.t.Errorf("%s runs in %v, want two zones", c.service, network.Texts("Subnets"))
			}
			for _, subnet := range network.Texts("Subnets") {
				if group, want := subnetGroup(p.follow(subnet)), p.subnets(c.says.Text("Name")); group != want {
					p.t.Errorf("%s runs in a %s subnet, want %s", c.service, group, want)
				}
			}
		}
	})
}
