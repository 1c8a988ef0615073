package config

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Limits of a VPC's address range. AWS allows /16 to /28 (VPC user guide, "VPC CIDR blocks"); a load balancer wants subnets of
// at least /27, and eight of those need a /24.
const (
	largestVPC  = 16
	smallestVPC = 24
	subnetBits  = 3 // 2 public and 6 private subnets
)

// InterfaceEndpointNames are the interface endpoints that an environment may have: the services that its tasks and its
// rotation call. S3 has a gateway endpoint, which is free and always there.
func InterfaceEndpointNames() []string {
	return []string{
		"ecr.api", "ecr.dkr", "ecs", "kms", "logs", "monitoring", "secretsmanager",
		"sns", "sqs", "ssm", "ssmmessages", "sts",
	}
}

// SubnetPrefix is the size of each of the VPC's eight subnets: /24, or smaller where the VPC holds no eight of those.
func (n Network) SubnetPrefix() int {
	prefix, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return smallestVPC
	}
	return max(24, prefix.Bits()+subnetBits)
}

// taskRoom is how many tasks fit in one subnet beside what else may stand there: AWS keeps five addresses of every subnet,
// a load balancer wants eight free (ELB user guide, "Availability Zones and subnets"), and each endpoint takes one.
func (n Network) taskRoom() int {
	const keptByAWS, loadBalancer = 5, 8
	return 1<<(32-n.SubnetPrefix()) - keptByAWS - loadBalancer - len(n.InterfaceEndpoints)
}

func checkNetwork(at place, n Network) {
	checkCIDR(at, n.CIDR)
	at.refuse("natGateways", n.NATGateways < 1 || n.NATGateways > 2,
		fmt.Sprintf("%d gateways cannot be spread over two zones", n.NATGateways), "1, or 2 for one in each zone")

	endpoints := at.in("interfaceEndpoints")
	for i, name := range n.InterfaceEndpoints {
		element := fmt.Sprintf("[%d]", i)
		endpoints.refuse(element, name == "s3",
			"S3 has a gateway endpoint, which is free and always there", "nothing: delete the entry")
		endpoints.refuse(element, !slices.Contains(InterfaceEndpointNames(), name),
			quote(name)+" is no interface endpoint that Kasha needs", suggestion(endpointName(name), InterfaceEndpointNames()))
		endpoints.refuse(element, slices.Index(n.InterfaceEndpoints, name) < i,
			quote(name)+" is in the list twice", "it once")
	}
}

// endpointName is the short name in the one that AWS uses: sqs of com.amazonaws.us-east-1.sqs.
func endpointName(name string) string {
	if parts := strings.SplitN(name, ".", 4); len(parts) == 4 && strings.HasPrefix(name, "com.amazonaws.") {
		return parts[3]
	}
	return name
}

func checkCIDR(at place, cidr string) {
	const ranges = "a /16 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || !prefix.Addr().Is4() {
		at.reject("cidr", quote(cidr)+" is not an IPv4 address range", ranges+`, such as "10.0.0.0/16"`)
		return
	}
	at.refuse("cidr", prefix.Bits() < largestVPC, fmt.Sprintf("a /%d is larger than AWS allows", prefix.Bits()), ranges)
	at.refuse("cidr", prefix.Bits() > smallestVPC,
		fmt.Sprintf("a /%d is too small for eight subnets with load balancers", prefix.Bits()), ranges)
	at.refuse("cidr", !prefix.Addr().IsPrivate(),
		quote(cidr)+" is not private: hosts of the internet would be out of reach", ranges)
	at.refuse("cidr", prefix.Masked() != prefix,
		quote(cidr)+" is an address within its range, not the first", quote(prefix.Masked().String()))
}

// checkSubnetRoom checks that a deployment fits: it starts every new task before it stops an old one, so that each of the
// two zones holds up to maxTasks for a while.
func checkSubnetRoom(at place, e Environment) {
	if !at.sound("network.cidr", "network.interfaceEndpoints") {
		e.Network = Network{} // of an unknown size, the rule assumes the largest subnets
	}
	room := e.Network.taskRoom()
	wrong := fmt.Sprintf("a deployment doubles the tasks, and each subnet, a /%d, has addresses for %d", e.Network.SubnetPrefix(), room)
	write := fmt.Sprintf("at most %d, or a larger network.cidr", room)
	at.in("frontend").refuse("maxTasks", e.Frontend.MaxTasks > room, wrong, write)
	at.in("backend").refuse("maxTasks", e.Backend.MaxTasks > room, wrong, write)
}
