package config

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// Network is the VPC's address plan, and how its private subnets reach AWS and the internet.
type Network struct {
	// CIDR is the VPC's IPv4 range. Environments may use the same one: nothing connects their networks.
	//
	//	Default: "10.0.0.0/16"
	//	Allowed: a /16 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)
	//	Source:  design document, "Infrastructure Components"; VPC user guide, "VPC CIDR blocks"; ELB user guide (subnets of /27)
	CIDR string `json:"cidr"`

	// NATGateways is how many NAT gateways carry outbound traffic. Each costs $32.85 and its data. With one, losing its availability
	// zone cuts off both zones; the design document has one.
	//
	//	Unit:    NAT gateways
	//	Default: 2 in production, 1 in nonproduction
	//	Allowed: 1, or 2 for one in each availability zone
	//	Source:  design document, "Infrastructure Components"
	NATGateways int `json:"natGateways"`

	// InterfaceEndpoints are the AWS services that tasks reach through an interface endpoint instead of a NAT gateway. Each costs $7.30
	// in each of two zones. S3 is not among them: its gateway endpoint is free and always created.
	//
	// With any of them, every endpoint has a policy: only principals of the environment's account may use it. The policies for S3, SNS and SQS
	// allow only the account's own resources. An application that reads from other buckets in the region is then refused.
	//
	//	Default: []
	//	Allowed: ecr.api, ecr.dkr, ecs, kms, logs, monitoring, secretsmanager, sns, sqs, ssm, ssmmessages, sts
	//	Source:  what the tasks and the rotation functions call
	InterfaceEndpoints []string `json:"interfaceEndpoints"`
}

func defaultNetwork(tier Tier) Network {
	network := Network{CIDR: "10.0.0.0/16", NATGateways: 2, InterfaceEndpoints: []string{}}
	if tier == Nonproduction {
		network.NATGateways = 1
	}
	return network
}

// Limits of a VPC's address range. AWS allows /16 to /28. A load balancer needs subnets of at least /27, and eight of those need
// a /24.
const (
	largestVPC  = 16
	smallestVPC = 24
	subnetBits  = 3 // 2 public and 6 private subnets
)

// InterfaceEndpointNames returns the values that network.interfaceEndpoints may hold.
func InterfaceEndpointNames() []string {
	return []string{
		"ecr.api", "ecr.dkr", "ecs", "kms", "logs", "monitoring", "secretsmanager",
		"sns", "sqs", "ssm", "ssmmessages", "sts",
	}
}

// SubnetPrefix returns the prefix length of each of the VPC's eight subnets: 24, or more where the VPC is too small for that.
func (n Network) SubnetPrefix() int {
	prefix, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return smallestVPC
	}
	return max(24, prefix.Bits()+subnetBits)
}

// taskRoom returns how many tasks fit in one subnet beside everything else in it. AWS reserves five addresses of every subnet,
// and each endpoint takes one. A load balancer needs eight free ones (ELB user guide, "Availability Zones and subnets").
func (n Network) taskRoom() int {
	const reservedByAWS, loadBalancer = 5, 8
	return 1<<(32-n.SubnetPrefix()) - reservedByAWS - loadBalancer - len(n.InterfaceEndpoints)
}

func checkNetwork(at object, n Network) {
	checkCIDR(at, n.CIDR)
	if n.NATGateways < 1 || n.NATGateways > 2 {
		at.reject("natGateways", fmt.Sprintf("%s cannot be spread over two availability zones", spelling.Count(n.NATGateways, "NAT gateway")),
			"1, or 2 for one in each zone")
	}
	for i, name := range n.InterfaceEndpoints {
		endpoint := at.element("interfaceEndpoints", i)
		endpoint.rejectIf(name == "s3", "", "S3 has a gateway endpoint, which is free and always created", "delete the entry")
		if !slices.Contains(InterfaceEndpointNames(), name) {
			endpoint.reject("", quote(name)+" is not an interface endpoint that Kasha needs",
				suggestion(endpointName(name), InterfaceEndpointNames()))
		}
		checkRepetition(endpoint, n.InterfaceEndpoints, i)
	}
}

// endpointName returns the short name of an endpoint: sqs of com.amazonaws.us-east-1.sqs.
func endpointName(name string) string {
	if parts := strings.SplitN(name, ".", 4); len(parts) == 4 && strings.HasPrefix(name, "com.amazonaws.") {
		return parts[3]
	}
	return name
}

func checkCIDR(at object, cidr string) {
	const ranges = "a /16 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
	prefix, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil || !prefix.Addr().Is4():
		at.reject("cidr", quote(cidr)+" is not an IPv4 address range", ranges+`, such as "10.0.0.0/16"`)
	case prefix.Bits() < largestVPC:
		at.reject("cidr", fmt.Sprintf("a /%d is larger than AWS allows", prefix.Bits()), ranges)
	case prefix.Bits() > smallestVPC:
		at.reject("cidr", fmt.Sprintf("a /%d is too small for eight subnets with load balancers", prefix.Bits()), ranges)
	case !prefix.Addr().IsPrivate():
		at.reject("cidr", quote(cidr)+" is not private: internet hosts in that range could not be reached", ranges)
	case prefix.Masked() != prefix:
		at.reject("cidr", quote(cidr)+" is not the first address of its range", quote(prefix.Masked().String()))
	}
}

// checkSubnetRoom checks that a deployment fits. A deployment starts every new task before it stops an old one, so each of
// the two zones holds up to maxTasks tasks meanwhile. Workers run in the backend's subnets.
func checkSubnetRoom(at object, e Environment) {
	if !at.valid("network.cidr", "network.interfaceEndpoints") {
		e.Network = Network{} // the rule assumes the largest subnets
	}
	public := map[string]bool{} // by the path of the section
	for _, service := range e.allServices() {
		public[service.field] = service.public
	}
	var frontend, backend []Process
	for _, process := range e.Processes() {
		switch {
		case process.Ends():
		case public[process.Field]:
			frontend = append(frontend, process)
		default:
			backend = append(backend, process)
		}
	}
	checkRoomFor(at, frontend, e.Network, e.frontendRoom())
	checkRoomFor(at, backend, e.Network, e.Network.taskRoom())
}

// frontendRoom returns how many tasks fit in one of the frontend's subnets, in which CloudFront's network interfaces stand.
func (e Environment) frontendRoom() int {
	if e.Edge.HasVPCOrigin() {
		return e.Network.taskRoom() - vpcOriginInterfaces
	}
	return e.Network.taskRoom()
}

// checkRoomFor checks processes that run in the same subnets, each of which has room for this many tasks.
func checkRoomFor(at object, processes []Process, n Network, room int) {
	tasks := 0
	var fields []string
	for _, process := range processes {
		tasks += process.MaxTasks
		fields = append(fields, process.Field+".maxTasks")
	}
	if !allValid(at, processes, "maxTasks") || tasks <= room {
		return
	}
	which, fix := "", fmt.Sprintf("at most %d, or a larger network.cidr", room)
	if len(processes) > 1 {
		which = fmt.Sprintf(", and %s may run %s together", list(fieldsOfProcesses(processes), "and"), spelling.Count(tasks, "task"))
		fix = fmt.Sprintf("at most %d together, or a larger network.cidr", room)
	}
	at.reject(at.firstWritten(fields...),
		fmt.Sprintf("a deployment doubles the tasks, and each subnet, a /%d, has addresses for %d%s", n.SubnetPrefix(), room, which), fix)
}

func fieldsOfProcesses(processes []Process) []string {
	var fields []string
	for _, process := range processes {
		fields = append(fields, process.Field)
	}
	return fields
}
