package exposure

import (
	"net/netip"
	"strings"

	"kasha/internal/review/values"
)

// networkSettings are those of the VPC. Rules of security groups are compared in securitygroups.go.
func networkSettings() []setting {
	return []setting{
		opening("AWS::EC2::Subnet", "network interfaces get a public IP address automatically", at("MapPublicIpOnLaunch"), turnedOn).evenNew(),
		opening("AWS::EC2::Route", "route to the internet", internetRoute, opensFurther).evenNew(),
		opening("AWS::EC2::Route", "route to another network", otherNetwork, leadsElsewhere).evenNew(),
		opening("AWS::EC2::TransitGatewayAttachment", connects, at("TransitGatewayId"), becomesAnother).evenNew(),
		opening("AWS::EC2::TransitGatewayVpcAttachment", connects, at("TransitGatewayId"), becomesAnother).evenNew(),
		opening("AWS::EC2::VPCPeeringConnection", connects, at("PeerVpcId"), becomesAnother).evenNew(),
		opening("AWS::EC2::VPCGatewayAttachment", connects, at("VpnGatewayId"), becomesAnother).evenNew(),
		opening("AWS::EC2::SecurityGroup", "outbound traffic is no longer restricted", egressRules, dropped),
		opening("AWS::EC2::VPCEndpoint", "attached security groups", at("SecurityGroupIds"), more),
	}
}

// connects is what opens with a connection of the VPC, before any route leads there.
const connects = "the VPC is connected with another network"

// egressRules are the rules within a group itself. To a group without any, AWS adds one that allows all outbound traffic.
func egressRules(group map[string]any) any {
	if rules := at("SecurityGroupEgress")(group); len(objects(rules)) > 0 {
		return rules
	}
	return nil
}

// What a route opens, the closed one first.
const (
	noWay    = "none"
	outbound = "outbound only"
	bothWays = "inbound and outbound"
)

// internetRoute says in which direction a route opens a subnet to most of the internet. A default route may be written in
// halves; the largest private network is a /8.
func internetRoute(route map[string]any) any {
	p := values.Properties(route)
	wide := false
	for _, name := range []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock"} {
		prefix, err := netip.ParsePrefix(values.Text(p[name]))
		wide = wide || err == nil && prefix.Bits() < 8
	}
	switch {
	case wide && p["GatewayId"] != nil:
		return bothWays
	case wide && (p["NatGatewayId"] != nil || p["EgressOnlyInternetGatewayId"] != nil):
		return outbound
	}
	return noWay
}

// otherNetwork is the destination of a route that is not a route to most of the internet. It is a peered VPC, a transit gateway
// or a part of the internet. From the subnets of a database, each of them is a way out.
func otherNetwork(route map[string]any) any {
	p := values.Properties(route)
	if internetRoute(route) != noWay {
		return theInternet
	}
	destination := values.Text(first(p, "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"))
	prefix, err := netip.ParsePrefix(destination)
	private := err == nil && prefix.Addr().IsPrivate()
	for _, target := range []string{
		"VpcPeeringConnectionId", "TransitGatewayId", "CoreNetworkArn", "NetworkInterfaceId", "InstanceId", "LocalGatewayId",
		"CarrierGatewayId", "VpcEndpointId", "GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId",
	} {
		if p[target] != nil && !(private && strings.HasSuffix(target, "GatewayId") && target != "TransitGatewayId" &&
			!strings.Contains(values.Text(p[target]), "vgw")) { // no private network is behind the gateways to the internet
			return destination + " by " + target + " " + values.Text(p[target])
		}
	}
	return nil
}

const theInternet = "the internet"

// leadsElsewhere reports whether a route leads to another network than before. A part of the internet is less than all of it.
func leadsElsewhere(old, new any) bool {
	to := values.Text(new)
	narrower := values.Text(old) == theInternet && (strings.Contains(to, " by NatGatewayId") || strings.Contains(to, " by GatewayId"))
	return new != nil && to != theInternet && !narrower
}

// opensFurther compares two routes. A new route is compared with none.
func opensFurther(old, new any) bool {
	if old == nil {
		old = noWay
	}
	return descends(bothWays, outbound, noWay)(old, new)
}
