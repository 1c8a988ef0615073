package reach

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// findNotModelled notes what affects the network and is not understood. These are resources of certain families, parts of
// something that no template has, and what only a deployment decides. They are also resources that name a VPC, a subnet, a route
// table or a security group and are no node. The last are resources that should be a node and are not.
func (m *Model) findNotModelled() {
	for _, resource := range m.env.Resources() {
		switch {
		case mustBeNode(resource.Type):
			if !m.isNode(resource) {
				m.note("where %s stands, a %s", resource, resource.Type)
			}
		case slices.Contains(modelledTypes(), resource.Type) || slices.Contains(irrelevantTypes(), resource.Type):
		case isNetworkFamily(resource.Type):
			m.note("%s, a %s", resource, resource.Type)
		case m.isNode(resource):
		default:
			if named, ok := m.namesNetwork(resource); ok {
				m.note("%s, a %s, which refers to %s", resource, resource.Type, named)
			}
		}
	}
	m.findMissingOwners()
	m.findUnusedVPCOrigins()
	for _, unknown := range m.env.Unknowns(m.matters) {
		m.note("%s", unknown)
	}
}

// matters reports whether an open value in a resource may change a connection.
func (m *Model) matters(resource cloudformation.Resource) bool {
	if slices.Contains(irrelevantTypes(), resource.Type) {
		return false
	}
	return slices.Contains(modelledTypes(), resource.Type) || isNetworkFamily(resource.Type) || m.isNode(resource)
}

// mustBeNode reports whether every resource of a type has network interfaces, so that it must be a node.
func mustBeNode(resourceType string) bool {
	return slices.Contains([]string{
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ECS::Service", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster",
		"AWS::Backup::RestoreTestingSelection",
	}, resourceType)
}

// modelledTypes are read into the model by their own properties.
func modelledTypes() []string {
	return []string{
		"AWS::CloudFront::Distribution", "AWS::CloudFront::VpcOrigin",
		"AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry",
		"AWS::EC2::PrefixList", "AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress",
		"AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetNetworkAclAssociation", "AWS::EC2::SubnetRouteTableAssociation",
		"AWS::EC2::VPC", "AWS::EC2::VPCEndpoint", "AWS::EC2::VPCGatewayAttachment",
		"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup",
		"AWS::Backup::RestoreTestingSelection", "AWS::RDS::DBInstance", "AWS::RDS::DBSubnetGroup", "AWS::Route53::RecordSet",
		"Custom::VpcRestrictDefaultSG",
	}
}

// irrelevantTypes belong to a network family or name a part of the network, and change no connection.
func irrelevantTypes() []string {
	return []string{
		"AWS::EC2::FlowLog", "AWS::ElasticLoadBalancingV2::ListenerCertificate",
		"AWS::CloudFront::ResponseHeadersPolicy", "AWS::CloudFront::CachePolicy", "AWS::CloudFront::OriginRequestPolicy",
		"AWS::CloudFront::Function",                                     // answers or changes a request; it opens no connection
		"AWS::CloudFront::KeyValueStore",                                // what a function reads
		"AWS::CloudFront::OriginAccessControl",                          // signs requests to buckets; see permissions
		"AWS::RDS::DBProxyTargetGroup",                                  // says which database a proxy serves; the proxy is a node
		"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", // may change a group that they name; see permissions
		// These repeat names.
		"AWS::SSM::Parameter", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::ECS::TaskDefinition",
	}
}

func isNetworkFamily(resourceType string) bool {
	for _, family := range []string{
		"AWS::EC2::", "AWS::ElasticLoadBalancing", "AWS::CloudFront::", "AWS::GlobalAccelerator::", "AWS::NetworkFirewall::",
		"AWS::NetworkManager::", "AWS::Route53Resolver::", "AWS::VpcLattice::", "AWS::DirectConnect::", "AWS::ServiceDiscovery::",
		"AWS::AppMesh::",
		"AWS::ApiGateway", "AWS::AppRunner::", "AWS::Lambda::Url", // ways in that need no public address
	} {
		if strings.HasPrefix(resourceType, family) {
			return true
		}
	}
	return false
}

// isNode reports whether a resource is a node with known network interfaces.
func (m *Model) isNode(resource cloudformation.Resource) bool {
	return slices.ContainsFunc(m.nodes, func(n *Node) bool {
		return n.Resource.LogicalID != "" && n.Resource.Reference() == resource.Reference() && len(n.interfaces) > 0
	})
}

// namesNetwork finds a part of the network in a resource's properties. It is a reference, or the ID of something that exists
// already, such as a looked-up VPC.
func (m *Model) namesNetwork(resource cloudformation.Resource) (string, bool) {
	for _, reference := range cloudformation.References(resource.Properties) {
		named, ok := m.env.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
		if ok && (strings.HasPrefix(named.Type, "AWS::EC2::") || named.Type == "AWS::RDS::DBSubnetGroup") {
			return named.String(), true
		}
	}
	id := ""
	cloudformation.WalkTexts(resource.Properties, func(text string) {
		if found := networkID.FindString(text); id == "" && found != "" {
			id = found
		}
	})
	return id, id != ""
}

// networkID is the form of the ids of parts of the network.
var networkID = regexp.MustCompile(`\b(vpc|subnet|sg|eni|rtb|vpce|igw|nat)-[0-9a-f]{6,17}\b`)
