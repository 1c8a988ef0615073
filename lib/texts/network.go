package texts

import "slices"

// network is EC2. Its model in botocore has no patterns at all, and CloudFormation's schema has one for a group's description only.
func network() []Text {
	const (
		group   = "AWS::EC2::SecurityGroup"
		ingress = "AWS::EC2::SecurityGroupIngress"
		egress  = "AWS::EC2::SecurityGroupEgress"
	)
	description := Rule{
		Name: "SecurityGroupDescription", What: "description of a security group or of its rule",
		Characters: `A-Za-z0-9 ._\-:/()#,@\[\]+=;{}!$*`, Most: 255,
		Write:   "a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=;{}!$*, so no apostrophe",
		Example: "HTTPS from inside the VPC", Source: "EC2 API, CreateSecurityGroup and IpRange",
	}
	protocol := Rule{
		Name: "IpProtocol", What: "protocol", Characters: `a-z0-9\-`, Form: "tcp|udp|icmp|icmpv6|-1|[0-9]{1,3}", Least: 1, Most: 6,
		Write: "tcp, udp, icmp, icmpv6, -1 or a protocol's number", Example: "tcp", Source: "EC2 API, IpPermission",
	}
	cidr := Rule{
		Name: "CIDR", What: "block of IPv4 addresses", Characters: "0-9./", Form: `([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}`, Least: 9,
		Most:  18,
		Write: "an address and a prefix length, such as 10.0.0.0/16", Example: "10.0.0.0/16", Source: "EC2 API, IpRange and CreateVpc",
	}
	prefixList := Rule{
		Name: "PrefixList", What: "id of a prefix list", Characters: "a-z0-9-", Form: "pl-[0-9a-f]+", Least: 11, Most: 20,
		Write: "the id of a prefix list, such as pl-31a14458", Example: "pl-31a14458", Source: "EC2 user guide, \"Prefix lists\"",
	}
	service := Rule{
		Name: "EndpointService", What: "name of an endpoint's service", Characters: `a-z0-9.\-`,
		Form:  `(cn\.)?(com\.amazonaws|aws)\.[a-z0-9.-]+`,
		Least: 1, Most: 255, Write: "com.amazonaws.<region>.<service>", Example: "com.amazonaws.us-east-1.s3",
		Source: "EC2 API, CreateVpcEndpoint; AWS PrivateLink guide, \"AWS services that integrate\"",
	}
	domain := oneOf("ElasticIPDomain", "domain of an Elastic IP address", "EC2 API, AllocateAddress", "vpc", "standard")
	return slices.Concat(
		at(description, group, "GroupDescription", "SecurityGroupIngress[].Description", "SecurityGroupEgress[].Description"),
		at(description, ingress, "Description"),
		at(description, egress, "Description"),
		at(protocol, group, "SecurityGroupIngress[].IpProtocol", "SecurityGroupEgress[].IpProtocol"),
		at(protocol, ingress, "IpProtocol"),
		at(protocol, egress, "IpProtocol"),
		at(cidr, group, "SecurityGroupIngress[].CidrIp", "SecurityGroupEgress[].CidrIp"),
		at(cidr, ingress, "CidrIp"),
		at(cidr, egress, "CidrIp"),
		at(cidr, "AWS::EC2::VPC", "CidrBlock"),
		at(cidr, "AWS::EC2::Subnet", "CidrBlock"),
		at(cidr, "AWS::EC2::Route", "DestinationCidrBlock"),
		at(prefixList, ingress, "SourcePrefixListId"),
		at(zone(), "AWS::EC2::Subnet", "AvailabilityZone"),
		at(service, "AWS::EC2::VPCEndpoint", "ServiceName"),
		at(domain, "AWS::EC2::EIP", "Domain"),
	)
}
