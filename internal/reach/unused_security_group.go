package reach

import (
	"slices"

	"kasha/internal/allowlist"
)

// addUnusedSecurityGroups makes a node of every security group that nothing in the templates has. Such a group is meant for
// something that a person or another stack starts. That person chooses what it is, its subnet and its address. So the node
// stands in every subnet of the group's VPC, and may have a public address.
func (m *Model) addUnusedSecurityGroups() {
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroup") {
		key := resource.Reference()
		if len(m.holders(key)) > 0 {
			continue
		}
		node := m.add(&Node{Name: resource.Name(), Kind: Members, Resource: resource})
		vpc := m.env.Identity(resource.Properties.Text("VpcId"))
		for _, subnet := range m.env.Resources("AWS::EC2::Subnet") {
			if s := m.subnets[subnet.Reference()]; s.vpc == vpc {
				node.interfaces = append(node.interfaces, networkInterface{
					subnet: s, keys: []string{key}, groups: []*securityGroup{m.group(key)}, public: unsure,
				})
			}
		}
	}
}

// holders lists the nodes that have a security group, by its key. The API of an AWS service has the groups of its endpoint.
func (m *Model) holders(key string) []*Node {
	var found []*Node
	hold := func(node *Node, interfaces []networkInterface) {
		holds := slices.ContainsFunc(interfaces, func(n networkInterface) bool { return slices.Contains(n.keys, key) })
		if holds && !slices.Contains(found, node) {
			found = append(found, node)
		}
	}
	for _, node := range m.nodes {
		hold(node, node.interfaces)
		for _, e := range m.endpoints {
			if node.Kind == API && node.Name == allowlist.AWSService(e.service) {
				hold(node, e.interfaces)
			}
		}
	}
	return found
}
