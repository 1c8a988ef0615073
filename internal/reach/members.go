package reach

import (
	"encoding/json"

	"kasha/internal/cloudformation"
)

// addMembers makes a node of every security group that nothing in the templates has. Such a group waits for something that is
// started by hand, or by another stack: what may be put into it, where, and with which address, is whoever's choice who
// starts it. So it stands in every subnet of its VPC, and may have a public address.
func (m *Model) addMembers() {
	for _, resource := range m.env.Resources("AWS::EC2::SecurityGroup") {
		key := resource.Reference()
		if len(m.holders(key)) > 0 {
			continue
		}
		node := m.add(&Node{Name: resource.Name(), Kind: Members, Resource: resource})
		vpc := m.env.Identity(resource.Properties.Text("VpcId"))
		for _, subnet := range m.env.Resources("AWS::EC2::Subnet") {
			if s := m.subnets[subnet.Reference()]; s.vpc == vpc {
				node.places = append(node.places, place{subnet: s, keys: []string{key}, groups: []*securityGroup{m.group(key)}, public: unsure})
			}
		}
	}
}

// holders lists the nodes that have a security group, by its key. AWS's services have those of their endpoints.
func (m *Model) holders(key string) []*Node {
	var found []*Node
	hold := func(node *Node, places []place) {
		for _, p := range places {
			for _, held := range p.keys {
				if held == key && (len(found) == 0 || found[len(found)-1] != node) {
					found = append(found, node)
				}
			}
		}
	}
	for _, node := range m.nodes {
		hold(node, node.places)
		for _, e := range m.endpoints {
			if node.Kind == API && node.Name == apiPrefix+e.service {
				hold(node, e.places)
			}
		}
	}
	return found
}

// addRestored adds the copies that AWS Backup restores for a test. Where they stand has to be written, or AWS Backup puts them
// into the account's default VPC.
func (m *Model) addRestored(resource cloudformation.Resource) {
	overrides := lowerKeys(resource.Properties.Map("RestoreMetadataOverrides"))
	var groups []string
	err := json.Unmarshal([]byte(overrides.Text("vpcsecuritygroupids")), &groups)
	subnets, ok := m.env.Find(overrides.Text("dbsubnetgroupname"))
	if !ok || err != nil {
		return // and is noted: see findUnmodelled
	}
	places := m.places(subnets.Properties.Texts("SubnetIds"), groups, exposureBy(overrides.Text("publiclyaccessible")))
	if overrides.Text("publiclyaccessible") == "" { // as the snapshot's database is, or as RDS decides
		for i := range places {
			places[i].public = unsure
		}
	}
	m.add(&Node{Name: resource.Name(), Kind: Restored, Resource: resource, places: places})
}
