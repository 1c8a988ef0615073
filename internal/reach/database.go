package reach

import (
	"encoding/json"

	"kasha/internal/cloudformation"
)

// addDatabase adds a database instance or cluster. RDS chooses among the subnets of its group, and chooses again when it fails
// over, so the database has an interface in each of them.
func (m *Model) addDatabase(resource cloudformation.Resource) {
	node := &Node{Name: resource.Name(), Kind: Database, Resource: resource}
	p := resource.Properties
	node.port, _ = p.Int("Port")
	if node.port == 0 {
		node.port = 3306
		m.note("the port of %s, taken for 3306", resource)
	}
	group, ok := m.subnetGroupOf(p)
	if !ok {
		return // and is noted: see findNotModelled
	}
	keys := append(p.Texts("VPCSecurityGroups"), p.Texts("VpcSecurityGroupIds")...)
	node.interfaces = m.interfacesIn(group.Properties.Texts("SubnetIds"), keys, publicAddressOf(p))
	if p.Text("PubliclyAccessible") == "" && resource.Type == "AWS::RDS::DBInstance" {
		for i := range node.interfaces {
			node.interfaces[i].public = unsure // RDS decides by the subnets' VPC (API reference, CreateDBInstance)
		}
	}
	m.add(node)
}

// subnetGroupOf is a database's subnet group. A replica without one takes that of its source.
func (m *Model) subnetGroupOf(p cloudformation.Properties) (cloudformation.Resource, bool) {
	group, ok := m.env.Find(p.Text("DBSubnetGroupName"))
	if references := cloudformation.References(p["SourceDBInstanceIdentifier"]); !ok && len(references) == 1 {
		source, _ := m.env.Find(cloudformation.Reference{Stack: references[0].Stack, LogicalID: references[0].LogicalID}.String())
		return m.env.Find(source.Properties.Text("DBSubnetGroupName"))
	}
	return group, ok
}

// addRestoredDatabase adds the copies that AWS Backup restores for a test. The template has to say where they stand, or AWS Backup
// puts them into the account's default VPC.
func (m *Model) addRestoredDatabase(resource cloudformation.Resource) {
	overrides := lowerKeys(resource.Properties.Map("RestoreMetadataOverrides"))
	var groups []string
	err := json.Unmarshal([]byte(overrides.Text("vpcsecuritygroupids")), &groups)
	subnets, ok := m.env.Find(overrides.Text("dbsubnetgroupname"))
	if !ok || err != nil {
		return // and is noted: see findNotModelled
	}
	interfaces := m.interfacesIn(subnets.Properties.Texts("SubnetIds"), groups, publicAddressBy(overrides.Text("publiclyaccessible")))
	if overrides.Text("publiclyaccessible") == "" { // as the snapshot's database has it, or as RDS decides
		for i := range interfaces {
			interfaces[i].public = unsure
		}
	}
	m.add(&Node{Name: resource.Name(), Kind: Restored, Resource: resource, interfaces: interfaces})
}
