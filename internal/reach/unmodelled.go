package reach

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// findUnmodelled lists the resources that bear on the network and are of a type that the model does not read: all of certain
// families, and whatever else names a VPC, a subnet, a route table or a security group without having become a node.
func (m *Model) findUnmodelled() {
	for _, resource := range m.env.Resources() {
		switch {
		case slices.Contains(modelledTypes(), resource.Type) || slices.Contains(irrelevantTypes(), resource.Type) || m.isNode(resource):
		case isNetworkFamily(resource.Type):
			m.note("%s, a %s", resource, resource.Type)
		default:
			if named, ok := m.namesNetwork(resource); ok {
				m.note("%s, a %s, which refers to %s", resource, resource.Type, named)
			}
		}
	}
}

// modelledTypes are read into the model by their own properties.
func modelledTypes() []string {
	return []string{
		"AWS::CloudFront::Distribution",
		"AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry",
		"AWS::EC2::PrefixList", "AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress",
		"AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetNetworkAclAssociation", "AWS::EC2::SubnetRouteTableAssociation",
		"AWS::EC2::VPC", "AWS::EC2::VPCEndpoint", "AWS::EC2::VPCGatewayAttachment",
		"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup",
		"AWS::RDS::DBInstance", "AWS::RDS::DBSubnetGroup", "AWS::Route53::RecordSet",
		"Custom::VpcRestrictDefaultSG",
	}
}

// irrelevantTypes belong to a network family or name a part of the network, and change no connection.
func irrelevantTypes() []string {
	return []string{
		"AWS::EC2::FlowLog", // writes down
		"AWS::ElasticLoadBalancingV2::ListenerCertificate",              // who a listener says it is
		"AWS::CloudFront::ResponseHeadersPolicy",                        //
		"AWS::CloudFront::CachePolicy",                                  //
		"AWS::CloudFront::OriginRequestPolicy",                          //
		"AWS::CloudFront::OriginAccessControl",                          // signs requests to buckets; see permissions
		"AWS::Backup::RestoreTestingSelection",                          // names the subnets of a restored copy, which gets the VPC's default group
		"AWS::RDS::DBProxyTargetGroup",                                  // which database a proxy serves; the proxy itself is a node
		"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", // may name a group to change it; see permissions
		"AWS::SSM::Parameter", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::ECS::TaskDefinition", // say names
	}
}

func isNetworkFamily(resourceType string) bool {
	for _, family := range []string{
		"AWS::EC2::", "AWS::ElasticLoadBalancing", "AWS::CloudFront::", "AWS::GlobalAccelerator::", "AWS::NetworkFirewall::",
		"AWS::NetworkManager::", "AWS::Route53Resolver::", "AWS::VpcLattice::", "AWS::DirectConnect::", "AWS::ServiceDiscovery::", "AWS::AppMesh::",
	} {
		if strings.HasPrefix(resourceType, family) {
			return true
		}
	}
	return false
}

func (m *Model) isNode(resource cloudformation.Resource) bool {
	return slices.ContainsFunc(m.nodes, func(n *Node) bool {
		return n.Resource.LogicalID != "" && n.Resource.Reference() == resource.Reference()
	})
}

// namesNetwork finds a part of the network in a resource's properties.
func (m *Model) namesNetwork(resource cloudformation.Resource) (string, bool) {
	for _, reference := range cloudformation.References(resource.Properties) {
		named, ok := m.env.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
		if ok && (strings.HasPrefix(named.Type, "AWS::EC2::") || named.Type == "AWS::RDS::DBSubnetGroup") {
			return named.String(), true
		}
	}
	return "", false
}
