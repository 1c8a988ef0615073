package reach

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// findUnmodelled lists what bears on the network and the model does not understand: resources of certain families, whatever
// else names a VPC, a subnet, a route table or a security group without having become a node, what should have become one and
// did not, what belongs to something that is in none of the templates, and what only a deployment decides.
func (m *Model) findUnmodelled() {
	for _, resource := range m.env.Resources() {
		switch {
		case standsSomewhere(resource.Type):
			if !m.stands(resource) {
				m.note("where %s stands, a %s", resource, resource.Type)
			}
		case slices.Contains(modelledTypes(), resource.Type) || slices.Contains(irrelevantTypes(), resource.Type):
		case isNetworkFamily(resource.Type):
			m.note("%s, a %s", resource, resource.Type)
		case m.stands(resource):
		default:
			if named, ok := m.namesNetwork(resource); ok {
				m.note("%s, a %s, which refers to %s", resource, resource.Type, named)
			}
		}
	}
	m.findOrphans()
	for _, doubt := range m.env.Doubts(m.matters) {
		m.note("%s", doubt)
	}
}

// matters is whether an open value in a resource may change a connection.
func (m *Model) matters(resource cloudformation.Resource) bool {
	if slices.Contains(irrelevantTypes(), resource.Type) {
		return false
	}
	return slices.Contains(modelledTypes(), resource.Type) || isNetworkFamily(resource.Type) || m.stands(resource)
}

// standsSomewhere is a type of which every resource has network interfaces, so that it must be a node.
func standsSomewhere(resourceType string) bool {
	return slices.Contains([]string{
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ECS::Service", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Backup::RestoreTestingSelection",
	}, resourceType)
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
		"AWS::Backup::RestoreTestingSelection", "AWS::RDS::DBInstance", "AWS::RDS::DBSubnetGroup", "AWS::Route53::RecordSet",
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
		"AWS::RDS::DBProxyTargetGroup",                                  // which database a proxy serves; the proxy itself is a node
		"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", // may name a group to change it; see permissions
		"AWS::SSM::Parameter", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::ECS::TaskDefinition", // say names
	}
}

func isNetworkFamily(resourceType string) bool {
	for _, family := range []string{
		"AWS::EC2::", "AWS::ElasticLoadBalancing", "AWS::CloudFront::", "AWS::GlobalAccelerator::", "AWS::NetworkFirewall::",
		"AWS::NetworkManager::", "AWS::Route53Resolver::", "AWS::VpcLattice::", "AWS::DirectConnect::", "AWS::ServiceDiscovery::", "AWS::AppMesh::",
		"AWS::ApiGateway", "AWS::AppRunner::", "AWS::Lambda::Url", // ways in that need no public address
	} {
		if strings.HasPrefix(resourceType, family) {
			return true
		}
	}
	return false
}

// stands reports whether a resource is a node with network interfaces that are known.
func (m *Model) stands(resource cloudformation.Resource) bool {
	return slices.ContainsFunc(m.nodes, func(n *Node) bool {
		return n.Resource.LogicalID != "" && n.Resource.Reference() == resource.Reference() && len(n.places) > 0
	})
}

// namesNetwork finds a part of the network in a resource's properties: by reference, or by an id of something that exists
// already, as a looked-up VPC gives.
func (m *Model) namesNetwork(resource cloudformation.Resource) (string, bool) {
	for _, reference := range cloudformation.References(resource.Properties) {
		named, ok := m.env.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
		if ok && (strings.HasPrefix(named.Type, "AWS::EC2::") || named.Type == "AWS::RDS::DBSubnetGroup") {
			return named.String(), true
		}
	}
	id := ""
	cloudformation.Walk(resource.Properties, func(text string) {
		if found := networkID.FindString(text); id == "" && found != "" {
			id = found
		}
	})
	return id, id != ""
}

// networkID is how AWS names VPCs, subnets, security groups, network interfaces and load balancers that exist.
var networkID = regexp.MustCompile(`\b(vpc|subnet|sg|eni|rtb|vpce|igw|nat)-[0-9a-f]{6,17}\b`)
