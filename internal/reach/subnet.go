package reach

import (
	"net/netip"
	"strings"

	"kasha/internal/cloudformation"
)

// subnet is an address range in one zone, with its route table and network ACL.
type subnet struct {
	resource cloudformation.Resource
	name     string // with its address range, for messages
	cidr     netip.Prefix
	vpc      string
	routes   []route
	out      wayOut
	table    string // identity of its route table; empty: the VPC's main one
	acl      networkACL
}

func (s *subnet) String() string { return s.name }

func (s *subnet) peer(groups []string) peer {
	return peer{name: s.name, addresses: s.cidr, groups: groups}
}

func (m *Model) readSubnets() {
	m.subnets = map[string]*subnet{}
	m.readGateways()
	vpcs := map[string]cloudformation.Resource{}
	for _, resource := range m.env.Resources("AWS::EC2::VPC") {
		vpcs[resource.Reference()] = resource
	}
	for _, resource := range m.env.Resources("AWS::EC2::Subnet") {
		s := &subnet{
			resource: resource,
			cidr:     parseCIDR(resource.Properties.Text("CidrBlock")),
			vpc:      m.env.Identity(resource.Properties.Text("VpcId")),
		}
		s.acl = m.defaultNetworkACL(s.vpc)
		if !s.cidr.IsValid() { // some address of the VPC
			s.cidr = parseCIDR(vpcs[s.vpc].Properties.Text("CidrBlock"))
			m.note("the address range of %s", resource)
		}
		s.name = resource.Name() + " " + s.cidr.String()
		if resource.Properties.Text("Ipv6CidrBlock") != "" {
			m.note("IPv6 in %s", resource)
		}
		m.subnets[resource.Reference()] = s
	}
	tables := m.readRoutes()
	for _, resource := range m.env.Resources("AWS::EC2::SubnetRouteTableAssociation") {
		table := m.env.Identity(resource.Properties.Text("RouteTableId"))
		if s := m.subnets[m.env.Identity(resource.Properties.Text("SubnetId"))]; s != nil {
			s.routes, s.table = tables[table], table
			s.findWayOut()
		}
	}
	m.associateNetworkACLs()
}

// readGateways reads which internet gateways are attached, and the NAT gateways.
func (m *Model) readGateways() {
	for _, resource := range m.env.Resources("AWS::EC2::VPCGatewayAttachment") {
		if gateway := m.env.Identity(resource.Properties.Text("InternetGatewayId")); gateway != "" {
			m.gateways[gateway] = true
		} else {
			m.note("%s attaches a VPN gateway", resource)
		}
	}
	for _, resource := range m.env.Resources("AWS::EC2::NatGateway") {
		m.nats[resource.Reference()] = resource
		if resource.Properties.Text("SubnetId") == "" {
			m.note("%s stands in no subnet (a regional NAT gateway)", resource)
		}
	}
}

// tableName names a subnet's route table for messages.
func (m *Model) tableName(s *subnet) string {
	if s.table == "" {
		return "the VPC's main route table"
	}
	return m.describe(s.table)
}

// describe names the resource that a text refers to, or repeats the text.
func (m *Model) describe(reference string) string {
	if resource, ok := m.env.Find(reference); ok {
		return resource.String()
	}
	return strings.Trim(reference, "${}")
}
