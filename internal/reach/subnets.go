package reach

import (
	"net/netip"
	"strings"

	"kasha/internal/cloudformation"
)

// subnet is an address range in one zone, with the route table and network ACL that decide over it.
type subnet struct {
	resource cloudformation.Resource
	cidr     netip.Prefix
	vpc      string
	routes   []route
	table    string // for messages
	acl      acl
}

func (s *subnet) peer(groups []string) peer {
	return peer{name: s.resource.Name() + " " + s.cidr.String(), addresses: s.cidr, groups: groups}
}

// route is one entry of a route table. The local route, which every table has for the VPC's own addresses, is not written.
type route struct {
	resource    cloudformation.Resource
	destination netip.Prefix
	to          target
	gateway     string // reference to the target
}

type target string

const (
	toInternetGateway target = "internet gateway"
	toNAT             target = "NAT gateway"
	toUnknown         target = "a gateway that is not modelled"
)

func (m *Model) readSubnets() {
	m.subnets = map[string]*subnet{}
	for _, resource := range m.env.Resources("AWS::EC2::VPCGatewayAttachment") {
		if gateway := resource.Properties.Text("InternetGatewayId"); gateway != "" {
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
	vpcs := map[string]cloudformation.Resource{}
	for _, resource := range m.env.Resources("AWS::EC2::VPC") {
		vpcs[resource.Reference()] = resource
	}
	for _, resource := range m.env.Resources("AWS::EC2::Subnet") {
		s := &subnet{
			resource: resource,
			cidr:     parseCIDR(resource.Properties.Text("CidrBlock")),
			vpc:      resource.Properties.Text("VpcId"),
			table:    "the VPC's main route table",
			acl:      m.defaultACL(resource.Properties.Text("VpcId")),
		}
		if !s.cidr.IsValid() { // some address of the VPC
			s.cidr = parseCIDR(vpcs[s.vpc].Properties.Text("CidrBlock"))
			m.note("the address range of %s", resource)
		}
		if resource.Properties.Text("Ipv6CidrBlock") != "" {
			m.note("IPv6 in %s", resource)
		}
		m.subnets[resource.Reference()] = s
	}
	tables := m.readRoutes()
	for _, resource := range m.env.Resources("AWS::EC2::SubnetRouteTableAssociation") {
		table := resource.Properties.Text("RouteTableId")
		if s := m.subnets[resource.Properties.Text("SubnetId")]; s != nil {
			s.routes = tables[table]
			s.table = m.describe(table)
		}
	}
	m.associateACLs()
}

// readRoutes lists the routes of each table.
func (m *Model) readRoutes() map[string][]route {
	tables := map[string][]route{}
	for _, resource := range m.env.Resources("AWS::EC2::Route") {
		p := resource.Properties
		r := route{resource: resource, destination: parseCIDR(p.Text("DestinationCidrBlock")), to: toUnknown}
		switch {
		case p.Text("DestinationIpv6CidrBlock") != "":
			m.note("IPv6 in %s", resource)
			continue
		case m.gateways[p.Text("GatewayId")]:
			r.to, r.gateway = toInternetGateway, p.Text("GatewayId")
		case m.isDetached(p.Text("GatewayId")):
			continue // CloudFormation waits for the attachment; without one the route leads nowhere
		case p.Text("NatGatewayId") != "":
			r.to, r.gateway = toNAT, p.Text("NatGatewayId")
		}
		if r.to == toUnknown || !r.destination.IsValid() || !holdsPublic(r.destination) {
			m.note("the route of %s", resource)
		}
		tables[p.Text("RouteTableId")] = append(tables[p.Text("RouteTableId")], r)
	}
	return tables
}

func (m *Model) isDetached(gateway string) bool {
	resource, ok := m.env.Find(gateway)
	return ok && resource.Type == "AWS::EC2::InternetGateway"
}

// out is the route that a packet for a public address takes. A route for part of the internet makes leaving possible, only
// one for all of it makes it certain.
func (s *subnet) out(c certainty) (route, bool) {
	for _, r := range s.routes {
		if covers(r.destination, internet(), bool(c)) {
			return r, true
		}
	}
	return route{}, false
}

// describe names a resource that a text refers to, or repeats the text.
func (m *Model) describe(reference string) string {
	if resource, ok := m.env.Find(reference); ok {
		return resource.String()
	}
	return strings.Trim(reference, "${}")
}
