package reach

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// Kind is what a node is, as far as the network cares.
type Kind string

// The kinds of nodes.
const (
	Internet          Kind = "internet"               // any public address
	OtherDistribution Kind = "another's distribution" // CloudFront's addresses, in the service of someone else's distribution
	Distribution      Kind = "distribution"
	LoadBalancer      Kind = "load balancer"
	Service           Kind = "service" // ECS tasks
	Database          Kind = "database"
	Workload          Kind = "workload"          // anything else with network interfaces: functions, one-off tasks, proxies
	Restored          Kind = "restored database" // a copy that AWS Backup restores to test a backup
	Members           Kind = "security group"    // whatever is put into a group that nothing in the templates has
	API               Kind = "AWS API"
	Subnet            Kind = "subnet" // whatever may stand in it, with a public address and without security groups
)

// Node is one end of connections.
type Node struct {
	Name     string // the construct path without the stack and the endings that every construct has
	Kind     Kind
	Resource cloudformation.Resource // none for the internet, another's distribution and AWS APIs

	interfaces []networkInterface
	port       int    // that it listens on; 0: unknown, or several
	needs      []need // of AWS services
}

// mayBeSeveral reports whether a node may be more than one machine: then one of them can call another.
func (n *Node) mayBeSeveral() bool {
	return slices.Contains([]Kind{Service, Workload, Members, Database, Restored}, n.Kind)
}

// rank orders nodes from the internet to the database.
func (n *Node) rank() int {
	order := []Kind{
		Internet, OtherDistribution, Distribution, LoadBalancer, Service, Workload, Members, Database, Restored, API, Subnet,
	}
	rank := 2 * slices.Index(order, n.Kind)
	if n.Kind == LoadBalancer && len(n.interfaces) > 0 && n.interfaces[0].public == private {
		rank++
	}
	return rank
}

// readNodes finds everything that stands in a subnet.
func (m *Model) readNodes() {
	m.add(&Node{Name: allowlist.Internet, Kind: Internet})
	m.add(&Node{Name: allowlist.OtherDistribution, Kind: OtherDistribution})
	for _, resource := range m.env.Resources() {
		switch {
		case resource.Type == "AWS::EC2::Subnet":
			anything := networkInterface{subnet: m.subnets[resource.Reference()], public: public, any: true}
			m.add(&Node{Name: resource.Name(), Kind: Subnet, Resource: resource, interfaces: []networkInterface{anything}})
		case resource.Type == "AWS::RDS::DBInstance" || resource.Type == "AWS::RDS::DBCluster":
			m.addDatabase(resource)
		case resource.Type == "AWS::Backup::RestoreTestingSelection":
			m.addRestoredDatabase(resource)
		case strings.HasPrefix(resource.Type, "AWS::EC2::") || strings.HasSuffix(resource.Type, "SubnetGroup"): // parts of the network
		default:
			if interfaces := m.interfacesWithin(resource.Properties); len(interfaces) > 0 {
				m.addWithInterfaces(resource, interfaces)
			}
		}
	}
}

// addWithInterfaces adds a resource that has subnets and security groups in its properties.
func (m *Model) addWithInterfaces(resource cloudformation.Resource, interfaces []networkInterface) {
	address := publicAddressOf(resource.Properties)
	node := m.add(&Node{Name: resource.Name(), Kind: kindOf(resource.Type), Resource: resource, interfaces: interfaces})
	configuration := resource.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
	switch {
	case node.Kind == LoadBalancer && resource.Properties.Text("Scheme") == "":
		address = public // internet-facing is the default
	case node.Kind == Service && configuration.Text("AssignPublicIp") == "":
		address = unsure
		m.note("whether the tasks of %s have public addresses (AssignPublicIp is not written)", resource)
	}
	for i := range interfaces {
		interfaces[i].public = address
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

// add keeps names apart: constructs of different stacks may share one.
func (m *Model) add(node *Node) *Node {
	for _, other := range m.nodes {
		if other.Name == node.Name {
			node.Name = node.Resource.Stack + "/" + node.Name
		}
	}
	m.nodes = append(m.nodes, node)
	return node
}

// Nodes lists everything that stands in the network, and the internet, in the order of the templates.
func (m *Model) Nodes() []Node {
	nodes := make([]Node, 0, len(m.nodes))
	for _, node := range m.nodes {
		nodes = append(nodes, *node)
	}
	return nodes
}
