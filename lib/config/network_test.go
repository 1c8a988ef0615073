package config

import (
	"testing"
)

func badNetworks() []bad {
	return []bad{
		{name: "not a range", patch: `{"network": {"cidr": "10.0.0.0"}}`, path: "network.cidr", wrong: "is not an IPv4 address range",
			fix: "10.0.0.0/16"},
		{name: "IPv6", patch: `{"network": {"cidr": "fd00::/56"}}`, path: "network.cidr", wrong: "is not an IPv4 address range",
			fix: "10.0.0.0/16"},
		{name: "range too large", patch: `{"network": {"cidr": "10.0.0.0/8"}}`, path: "network.cidr", wrong: "a /8 is larger than AWS allows",
			fix: "a /16 to /24"},
		{name: "range too small", patch: `{"network": {"cidr": "10.0.0.0/25"}}`, path: "network.cidr",
			wrong: "a /25 is too small for eight subnets", fix: "a /16 to /24"},
		{name: "public range", patch: `{"network": {"cidr": "54.0.0.0/16"}}`, path: "network.cidr", wrong: "is not private",
			fix: "192.168.0.0/16"},
		{name: "carrier-grade range", patch: `{"network": {"cidr": "100.64.0.0/16"}}`, path: "network.cidr", wrong: "is not private",
			fix: "172.16.0.0/12"},
		{name: "address inside a range", patch: `{"network": {"cidr": "10.0.3.0/16"}}`, path: "network.cidr", wrong: "not the first address",
			fix: `"10.0.0.0/16"`},
		{name: "no NAT gateway", patch: `{"network": {"natGateways": 0}}`, path: "network.natGateways", wrong: "0 NAT gateways",
			fix: "1, or 2"},
		{name: "three NAT gateways", patch: `{"network": {"natGateways": 3}}`, path: "network.natGateways", wrong: "3 NAT gateways",
			fix: "1, or 2"},
		{name: "endpoint by its long name", patch: `{"network": {"interfaceEndpoints": ["com.amazonaws.us-east-1.ecr.dkr"]}}`,
			path: "network.interfaceEndpoints[0]", wrong: "is not an interface endpoint", fix: `"ecr.dkr", if you mean that`},
		{name: "list in one text", patch: `{"availabilityZones": "us-east-1a, us-east-1b"}`, path: "availabilityZones",
			wrong: "expected a list", fix: `["us-east-1a", "us-east-1b"]`},
		{name: "unknown endpoint", patch: `{"network": {"interfaceEndpoints": ["ecr.api", "ecr.dockr"]}}`,
			path: "network.interfaceEndpoints[1]", wrong: `"ecr.dockr" is not an interface endpoint`, fix: `"ecr.dkr", if you mean that`},
		{name: "endpoint of S3", patch: `{"network": {"interfaceEndpoints": ["s3"]}}`, path: "network.interfaceEndpoints[0]",
			wrong: "S3 has a gateway endpoint", fix: "delete the entry"},
		{name: "endpoint twice", patch: `{"network": {"interfaceEndpoints": ["sqs", "kms", "sqs"]}}`, path: "network.interfaceEndpoints[2]",
			wrong: `"sqs" is in the list twice`, fix: "it once"},
		{name: "more tasks than addresses", patch: `{"network": {"cidr": "10.0.0.0/24"}, "backend": {"maxTasks": 20}}`,
			path: "backend.maxTasks", wrong: "each subnet, a /27, has addresses for 19", fix: "at most 19, or a larger network.cidr"},
		{name: "endpoints take addresses",
			patch: `{"network": {"cidr": "10.0.0.0/24", "interfaceEndpoints": ["sqs"]}, "frontend": {"maxTasks": 19}}`, path: "frontend.maxTasks",
			wrong: "addresses for 18", fix: "at most 18"},
		{name: "more tasks than the largest subnet", patch: `{"frontend": {"maxTasks": 244}}`, path: "frontend.maxTasks",
			wrong: "a /24, has addresses for 243", fix: "at most 243"},
	}
}

// TestSubnetsFitTheNetwork catches subnets that do not fit into the VPC.
func TestSubnetsFitTheNetwork(t *testing.T) {
	for cidr, want := range map[string]int{
		"10.0.0.0/16": 24, "172.20.0.0/20": 24, "10.1.0.0/21": 24, "10.1.0.0/22": 25, "10.1.0.0/23": 26, "192.168.1.0/24": 27,
	} {
		network := environmentOf(t, minimalDev, `{"network":{"cidr":"`+cidr+`"}}`).Network
		if got := network.SubnetPrefix(); got != want {
			t.Errorf("%s is cut into /%d, want /%d", cidr, got, want)
		}
	}
}
