package architecture

import (
	"cmp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// Tier is a layer of subnets, with one subnet in each zone.
type Tier struct {
	Name    string
	Out     string // where its default routes lead: internet gateway, NAT gateways; empty: nowhere
	Subnets []Subnet
}

// Subnet is one subnet of a tier.
type Subnet struct {
	Zone, Range string
	Gateway     string // the ID of the NAT gateway of its default route; empty: it has none
	reference   string
}

// readNetwork reads the VPC, its zones and its tiers. Kasha's tiers have the same zones; a tier of another application need not.
func (r *reader) readNetwork() {
	vpc, subnets := r.largestVPC()
	r.system.Network, r.system.Account, r.system.Region = vpc.Properties.Text("CidrBlock"), vpc.Account, vpc.Region
	for _, subnet := range subnets {
		zone := subnet.Properties.Text("AvailabilityZone")
		if !slices.Contains(r.system.Zones, zone) {
			r.system.Zones = append(r.system.Zones, zone)
		}
		tier := r.tier(tierOf(subnet))
		out, gateway := r.wayOut(subnet)
		tier.Out = out
		tier.Subnets = append(tier.Subnets, Subnet{
			Zone: zone, Range: subnet.Properties.Text("CidrBlock"), Gateway: gateway, reference: subnet.Reference(),
		})
	}
	slices.Sort(r.system.Zones)
	slices.SortStableFunc(r.system.Tiers, func(a, b Tier) int { return a.depth() - b.depth() })
}

// largestVPC is the VPC with the most subnets, and these. Another one, such as that of restore tests in a second region, is no part of the
// picture.
func (r *reader) largestVPC() (cloudformation.Resource, []cloudformation.Resource) {
	var largest cloudformation.Resource
	var subnets []cloudformation.Resource
	for i, vpc := range r.env.Resources("AWS::EC2::VPC") {
		var here []cloudformation.Resource
		for _, subnet := range r.env.Resources("AWS::EC2::Subnet") {
			if r.env.Identity(subnet.Properties.Text("VpcId")) == r.env.Identity(vpc.Reference()) {
				here = append(here, subnet)
			}
		}
		if i == 0 || len(here) > len(subnets) {
			largest, subnets = vpc, here
		}
	}
	return largest, subnets
}

// depth orders tiers from the internet inwards.
func (t Tier) depth() int {
	switch {
	case t.Out == internetGateway:
		return 0
	case t.Out == "":
		return 3
	case t.Name == "frontend": // before the backend, which has the same way out
		return 1
	}
	return 2
}

const internetGateway = "internet gateway"

// tier is the tier of a name, which is added where it is new. The pointer holds until the next call.
func (r *reader) tier(name string) *Tier {
	i := slices.IndexFunc(r.system.Tiers, func(t Tier) bool { return t.Name == name })
	if i < 0 {
		r.system.Tiers = append(r.system.Tiers, Tier{Name: name})
		i = len(r.system.Tiers) - 1
	}
	return &r.system.Tiers[i]
}

// tierOf is the name that the CDK gives to the subnets of one layer, or the subnet's own name without its number.
func tierOf(subnet cloudformation.Resource) string {
	for _, tag := range subnet.Properties.Maps("Tags") {
		if tag.Text("Key") == "aws-cdk:subnet-name" {
			return tag.Text("Value")
		}
	}
	name := subnet.Name()
	tier := strings.TrimSuffix(strings.TrimRight(name[strings.LastIndex(name, "/")+1:], "0123456789"), "Subnet")
	return cmp.Or(tier, "subnets") // no name would be that of what stands in no tier
}

// wayOut is where the default route of a subnet leads.
func (r *reader) wayOut(subnet cloudformation.Resource) (way, gateway string) {
	table := ""
	for _, association := range r.env.Resources("AWS::EC2::SubnetRouteTableAssociation") {
		if r.env.Identity(association.Properties.Text("SubnetId")) == r.env.Identity(subnet.Reference()) {
			table = r.env.Identity(association.Properties.Text("RouteTableId"))
		}
	}
	for _, route := range r.env.Resources("AWS::EC2::Route") {
		if r.env.Identity(route.Properties.Text("RouteTableId")) != table || route.Properties.Text("DestinationCidrBlock") != "0.0.0.0/0" {
			continue
		}
		if nat, ok := r.env.Named(route.Properties.Text("NatGatewayId"), "AWS::EC2::NatGateway"); ok {
			return "NAT gateway", nat.Name()
		}
		return internetGateway, ""
	}
	return "", ""
}

// readGateways adds the NAT gateways, each of which stands in one zone.
func (r *reader) readGateways() {
	for _, gateway := range r.env.Resources("AWS::EC2::NatGateway") {
		tier, zones := r.placeOf(gateway.Properties.Text("SubnetId"))
		r.add(Component{ID: gateway.Name(), Title: "NAT gateway", Kind: Gateway, Tier: tier, Zones: zones, Resource: gateway})
	}
}

// placeOf is the tier and the zones of the subnets that a value refers to. A DB subnet group stands for its subnets.
func (r *reader) placeOf(value any) (tier string, zones []string) {
	for _, reference := range cloudformation.References(value) {
		resource, ok := r.env.Find(reference.String())
		if !ok {
			continue
		}
		if resource.Type == "AWS::RDS::DBSubnetGroup" {
			return r.placeOf(resource.Properties["SubnetIds"])
		}
		for _, each := range r.system.Tiers {
			for _, subnet := range each.Subnets {
				if subnet.reference == resource.Reference() && resource.Type == "AWS::EC2::Subnet" && !slices.Contains(zones, subnet.Zone) {
					tier, zones = each.Name, append(zones, subnet.Zone)
				}
			}
		}
	}
	slices.Sort(zones)
	return tier, zones
}
