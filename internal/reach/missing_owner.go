package reach

import "kasha/internal/cloudformation"

// belonging is a property by which a part of the network belongs to another part.
type belonging struct{ resourceType, property, to string }

func belongings() []belonging {
	const ec2, balancing = "AWS::EC2::", "AWS::ElasticLoadBalancingV2::"
	return []belonging{
		{resourceType: ec2 + "Subnet", property: "VpcId", to: ec2 + "VPC"},
		{resourceType: ec2 + "RouteTable", property: "VpcId", to: ec2 + "VPC"},
		{resourceType: ec2 + "SecurityGroup", property: "VpcId", to: ec2 + "VPC"}, // without one it is in the account's default VPC
		{resourceType: ec2 + "VPCEndpoint", property: "VpcId", to: ec2 + "VPC"},
		{resourceType: ec2 + "VPCEndpoint", property: "RouteTableIds", to: ec2 + "RouteTable"},
		{resourceType: ec2 + "VPCGatewayAttachment", property: "VpcId", to: ec2 + "VPC"},
		{resourceType: ec2 + "VPCGatewayAttachment", property: "InternetGatewayId", to: ec2 + "InternetGateway"},
		{resourceType: ec2 + "NatGateway", property: "SubnetId", to: ec2 + "Subnet"},
		{resourceType: ec2 + "Route", property: "RouteTableId", to: ec2 + "RouteTable"},
		{resourceType: ec2 + "SubnetRouteTableAssociation", property: "RouteTableId", to: ec2 + "RouteTable"},
		{resourceType: ec2 + "SubnetRouteTableAssociation", property: "SubnetId", to: ec2 + "Subnet"},
		{resourceType: ec2 + "SubnetNetworkAclAssociation", property: "NetworkAclId", to: ec2 + "NetworkAcl"},
		{resourceType: ec2 + "SubnetNetworkAclAssociation", property: "SubnetId", to: ec2 + "Subnet"},
		{resourceType: ec2 + "NetworkAclEntry", property: "NetworkAclId", to: ec2 + "NetworkAcl"},
		{resourceType: balancing + "Listener", property: "LoadBalancerArn", to: balancing + "LoadBalancer"},
		{resourceType: balancing + "ListenerRule", property: "ListenerArn", to: balancing + "Listener"},
	}
}

// findMissingOwners notes parts of the network that belong to something which no template has. Examples are a rule of a listener,
// a route of a table and an entry of a network ACL. The model would otherwise read them and apply them to nothing.
func (m *Model) findMissingOwners() {
	for _, b := range belongings() {
		for _, resource := range m.env.Resources(b.resourceType) {
			owners := resource.Properties.Texts(b.property)
			if len(owners) == 0 && b.property == "VpcId" {
				owners = []string{"the account's default VPC"}
			}
			for _, owner := range owners {
				if _, ok := m.env.Named(owner, b.to); !ok && !m.isDefaultNetworkACL(owner) {
					m.note("the %s of %s: %s, which is in none of the templates", b.property, resource, m.describe(owner))
				}
			}
		}
	}
}

// isDefaultNetworkACL reports whether a text means the network ACL that a VPC of the templates has without a resource of its own.
func (m *Model) isDefaultNetworkACL(text string) bool {
	reference, ok := cloudformation.ParseReference(text)
	if !ok || reference.Attribute != "DefaultNetworkAcl" {
		return false
	}
	vpc, ok := m.env.Find(text)
	return ok && vpc.Type == "AWS::EC2::VPC"
}
