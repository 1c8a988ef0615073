package reach

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// Kind is what a node is, as far as the network cares.
type Kind string

// The kinds of nodes.
const (
	Internet          Kind = "internet"                // any public address
	OtherDistribution Kind = "somebody's distribution" // CloudFront's addresses, used by anybody's distribution
	Distribution      Kind = "distribution"
	LoadBalancer      Kind = "load balancer"
	Service           Kind = "service" // ECS tasks
	Database          Kind = "database"
	Workload          Kind = "workload"          // anything else that AWS gives addresses in our subnets: functions, one-off tasks, proxies
	Restored          Kind = "restored database" // a copy that a backup's test restores
	Members           Kind = "security group"    // whatever is put into a group that nothing in the templates has
	API               Kind = "AWS API"
	Subnet            Kind = "subnet" // whatever may stand in it, with a public address and without security groups in its way
)

// The nodes that no resource stands for.
const (
	InternetName          = "internet"
	OtherDistributionName = "another's distribution"
)

// Node is one end of connections.
type Node struct {
	Name     string // the construct path, without stack and endings: Database/Primary
	Kind     Kind
	Resource cloudformation.Resource // none for the internet, somebody's distribution and AWS APIs

	places []place
	port   int    // that it listens on; 0: unknown, or several
	needs  []need // of AWS services
}

// several reports whether a node is more than one machine, or may be: then one of them can call another.
func (n *Node) several() bool {
	return n.Kind == Service || n.Kind == Workload || n.Kind == Members || n.Kind == Database || n.Kind == Restored
}

// rank orders nodes from the outside in.
func (n *Node) rank() int {
	order := []Kind{Internet, OtherDistribution, Distribution, LoadBalancer, Service, Workload, Members, Database, Restored, API, Subnet}
	rank := 2 * slices.Index(order, n.Kind)
	if n.Kind == LoadBalancer && len(n.places) > 0 && n.places[0].public == private {
		rank++
	}
	return rank
}

// readNodes finds everything that stands in a subnet.
func (m *Model) readNodes() {
	m.add(&Node{Name: InternetName, Kind: Internet})
	m.add(&Node{Name: OtherDistributionName, Kind: OtherDistribution})
	for _, resource := range m.env.Resources() {
		switch {
		case resource.Type == "AWS::EC2::Subnet":
			s := m.subnets[resource.Reference()]
			m.add(&Node{Name: resource.Name(), Kind: Subnet, Resource: resource, places: []place{{subnet: s, public: public, any: true}}})
		case resource.Type == "AWS::RDS::DBInstance" || resource.Type == "AWS::RDS::DBCluster":
			m.addDatabase(resource)
		case resource.Type == "AWS::Backup::RestoreTestingSelection":
			m.addRestored(resource)
		case strings.HasPrefix(resource.Type, "AWS::EC2::") || strings.HasSuffix(resource.Type, "SubnetGroup"): // parts of the network
		default:
			if places := m.placed(resource.Properties); len(places) > 0 {
				m.addPlaced(resource, places)
			}
		}
	}
}

// addPlaced adds what has subnets and security groups in its properties.
func (m *Model) addPlaced(resource cloudformation.Resource, places []place) {
	address := exposureOf(map[string]any(resource.Properties))
	node := m.add(&Node{Name: resource.Name(), Kind: kindOf(resource.Type), Resource: resource, places: places})
	switch {
	case node.Kind == LoadBalancer && resource.Properties.Text("Scheme") == "":
		address = public // internet-facing is the default
	case node.Kind == Service && resource.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration").Text("AssignPublicIp") == "":
		address = unsure
		m.note("whether the tasks of %s have public addresses (AssignPublicIp is not written)", resource)
	}
	for i := range places {
		places[i].public = address
	}
}

func kindOf(resourceType string) Kind {
	switch resourceType {
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		return LoadBalancer
	case "AWS::ECS::Service":
		return Service
	}
	return Workload
}

// add keeps names apart: two constructs of different stacks may share one.
func (m *Model) add(node *Node) *Node {
	for _, other := range m.nodes {
		if other.Name == node.Name {
			node.Name = node.Resource.Stack + "/" + node.Name
		}
	}
	m.nodes = append(m.nodes, node)
	return node
}

func (m *Model) addDatabase(resource cloudformation.Resource) {
	node := &Node{Name: resource.Name(), Kind: Database, Resource: resource}
	p := resource.Properties
	node.port, _ = p.Int("Port")
	if node.port == 0 {
		node.port = 3306
		m.note("the port of %s, taken for 3306", resource)
	}
	group, ok := m.env.Find(p.Text("DBSubnetGroupName"))
	if references := cloudformation.References(p["SourceDBInstanceIdentifier"]); !ok && len(references) == 1 { // a replica's default
		source, _ := m.env.Find(cloudformation.Reference{Stack: references[0].Stack, LogicalID: references[0].LogicalID}.String())
		group, ok = m.env.Find(source.Properties.Text("DBSubnetGroupName"))
	}
	if !ok {
		return // and is noted: see findUnmodelled
	}
	// RDS chooses among the group's subnets, and chooses again when it fails over.
	keys := append(p.Texts("VPCSecurityGroups"), p.Texts("VpcSecurityGroupIds")...)
	node.places = m.places(group.Properties.Texts("SubnetIds"), keys, exposureOf(map[string]any(p)))
	if p.Text("PubliclyAccessible") == "" && resource.Type == "AWS::RDS::DBInstance" {
		for i := range node.places {
			node.places[i].public = unsure // RDS decides by what the subnets' VPC has (API reference, CreateDBInstance)
		}
	}
	m.add(node)
}

// rolesOf lists the roles that a resource's properties name, and those of the task definition that it runs.
func (m *Model) rolesOf(resource cloudformation.Resource) []cloudformation.Resource {
	var roles []cloudformation.Resource
	for _, reference := range cloudformation.References(resource.Properties) {
		named, ok := m.env.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
		switch {
		case !ok:
		case named.Type == "AWS::IAM::Role" && !slices.ContainsFunc(roles, func(r cloudformation.Resource) bool { return r.Reference() == named.Reference() }):
			roles = append(roles, named)
		case named.Type == "AWS::ECS::TaskDefinition":
			roles = append(roles, m.rolesOf(named)...)
		}
	}
	return roles
}
