package reach

import "kasha/internal/cloudformation"

// belonging is a property by which a part of the network belongs to another part.
type belonging struct{ resourceType, property, to string }

func belongings() []belonging {
	const ec2, balancing = "AWS::EC2::", "AWS::ElasticLoadBalancingV2::"
	return []belonging{
		{ec2 + "Subnet", "VpcId", ec2 + "VPC"},
		{ec2 + "RouteTable", "VpcId", ec2 + "VPC"},
		{ec2 + "SecurityGroup", "VpcId", ec2 + "VPC"}, // without one it is in the account's default VPC
		{ec2 + "VPCEndpoint", "VpcId", ec2 + "VPC"},
		{ec2 + "VPCEndpoint", "RouteTableIds", ec2 + "RouteTable"},
		{ec2 + "VPCGatewayAttachment", "VpcId", ec2 + "VPC"},
		{ec2 + "VPCGatewayAttachment", "InternetGatewayId", ec2 + "InternetGateway"},
		{ec2 + "NatGateway", "SubnetId", ec2 + "Subnet"},
		{ec2 + "Route", "RouteTableId", ec2 + "RouteTable"},
		{ec2 + "SubnetRouteTableAssociation", "RouteTableId", ec2 + "RouteTable"},
		{ec2 + "SubnetRouteTableAssociation", "SubnetId", ec2 + "Subnet"},
		{ec2 + "SubnetNetworkAclAssociation", "NetworkAclId", ec2 + "NetworkAcl"},
		{ec2 + "SubnetNetworkAclAssociation", "SubnetId", ec2 + "Subnet"},
		{ec2 + "NetworkAclEntry", "NetworkAclId", ec2 + "NetworkAcl"},
		{balancing + "Listener", "LoadBalancerArn", balancing + "LoadBalancer"},
		{balancing + "ListenerRule", "ListenerArn", balancing + "Listener"},
	}
}

// findOrphans notes parts of the network that belong to something which is in none of the templates: a rule of a listener, a
// route of a table, an entry of a network ACL that would otherwise be read for nobody.
func (m *Model) findOrphans() {
	for _, b := range belongings() {
		for _, resource := range m.env.Resources(b.resourceType) {
			owners := resource.Properties.Texts(b.property)
			if len(owners) == 0 && b.property == "VpcId" {
				owners = []string{"the account's default VPC"}
			}
			for _, owner := range owners {
				if _, ok := m.env.Named(owner, b.to); !ok && !m.isDefaultACL(owner) {
					m.note("the %s of %s: %s, which is in none of the templates", b.property, resource, m.describe(owner))
				}
			}
		}
	}
}

// isDefaultACL is the network ACL that every VPC of the templates has without a resource of its own.
func (m *Model) isDefaultACL(text string) bool {
	reference, ok := cloudformation.ParseReference(text)
	if !ok || reference.Attribute != "DefaultNetworkAcl" {
		return false
	}
	vpc, ok := m.env.Find(text)
	return ok && vpc.Type == "AWS::EC2::VPC"
}
