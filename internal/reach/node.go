package reach

import (
	"encoding/json"
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
	Workload          Kind = "workload" // anything else that AWS gives addresses in our subnets: functions, one-off tasks, proxies
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

// rank orders nodes from the outside in.
func (n *Node) rank() int {
	order := []Kind{Internet, OtherDistribution, Distribution, LoadBalancer, Service, Workload, Database, API, Subnet}
	rank := 2 * slices.Index(order, n.Kind)
	if n.Kind == LoadBalancer && len(n.places) > 0 && !n.places[0].public {
		rank++
	}
	return rank
}

// place is a network interface: one of a node's subnets and its security groups.
type place struct {
	subnet *subnet
	keys   []string // of its security groups
	groups []*securityGroup
	public bool // has a public address
	any    bool // no security group is in the way
}

func (p place) peer() peer { return p.subnet.peer(p.keys) }

// readNodes finds everything that stands in a subnet.
func (m *Model) readNodes() {
	m.add(&Node{Name: InternetName, Kind: Internet})
	m.add(&Node{Name: OtherDistributionName, Kind: OtherDistribution})
	for _, resource := range m.env.Resources() {
		switch {
		case resource.Type == "AWS::EC2::Subnet":
			s := m.subnets[resource.Reference()]
			m.add(&Node{Name: resource.Name(), Kind: Subnet, Resource: resource, places: []place{{subnet: s, public: true, any: true}}})
		case resource.Type == "AWS::RDS::DBInstance" || resource.Type == "AWS::RDS::DBCluster":
			m.addDatabase(resource)
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
	node := m.add(&Node{Name: resource.Name(), Kind: kindOf(resource.Type), Resource: resource, places: places})
	switch node.Kind {
	case LoadBalancer:
		for i := range places {
			places[i].public = resource.Properties.Text("Scheme") != "internal" // internet-facing is the default
		}
	case Service:
		if resource.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration").Text("AssignPublicIp") == "" {
			m.note("whether the tasks of %s have public addresses (AssignPublicIp is not written)", resource)
		}
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
		m.note("the subnets of %s", resource)
		return
	}
	// RDS chooses among the group's subnets, and chooses again when it fails over.
	keys := append(p.Texts("VPCSecurityGroups"), p.Texts("VpcSecurityGroupIds")...)
	node.places = m.places(group.Properties.Texts("SubnetIds"), keys, p.Is("PubliclyAccessible"))
	m.add(node)
}

// placed finds subnets and security groups in a resource's properties, at any depth and under the names that AWS uses for
// them, even inside a state machine's definition. So a resource of a type that nobody thought of is a node like any other.
func (m *Model) placed(value any) []place {
	var places []place
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			places = append(places, m.placed(element)...)
		}
	case cloudformation.Properties:
		return m.placed(map[string]any(value))
	case map[string]any:
		p := lowerKeys(value)
		subnets := firstOf(p, "subnets", "subnetids", "vpcsubnetids")
		if len(subnets) > 0 && m.subnets[subnets[0]] != nil {
			public := strings.EqualFold(p.Text("assignpublicip"), "ENABLED")
			places = append(places, m.places(subnets, firstOf(p, "securitygroups", "securitygroupids", "vpcsecuritygroupids"), public)...)
		}
		for _, element := range value {
			places = append(places, m.placed(element)...)
		}
	case string:
		var document any
		if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &document) == nil {
			return m.placed(document)
		}
	}
	return places
}

func (m *Model) places(subnets, groups []string, public bool) []place {
	var places []place
	for _, id := range subnets {
		s := m.subnets[id]
		if s == nil {
			m.note("subnet %s, which is in none of the templates", m.describe(id))
			continue
		}
		if len(groups) == 0 {
			groups = []string{attribute(s.vpc, "DefaultSecurityGroup")}
		}
		p := place{subnet: s, public: public}
		for _, text := range groups {
			key := m.groupKey(text)
			p.keys = append(p.keys, key)
			p.groups = append(p.groups, m.group(key))
		}
		places = append(places, p)
	}
	return places
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

func lowerKeys(object map[string]any) cloudformation.Properties {
	lowered := cloudformation.Properties{}
	for key, value := range object {
		lowered[strings.ToLower(key)] = value
	}
	return lowered
}

func firstOf(p cloudformation.Properties, names ...string) []string {
	for _, name := range names {
		if texts := p.Texts(name); len(texts) > 0 {
			return texts
		}
	}
	return nil
}
