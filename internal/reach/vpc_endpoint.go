package reach

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// endpoint is a VPC endpoint, which keeps traffic to one AWS service inside the VPC.
type endpoint struct {
	resource   cloudformation.Resource
	service    string             // s3, sqs, ecr.api
	interfaces []networkInterface // of an interface endpoint
	tables     map[string]bool    // route tables of a gateway endpoint, by identity
	privateDNS bool               // the service's public name resolves to the endpoint, in the whole VPC
	policy     []iam.Statement
}

// readEndpoints reads VPC endpoints, and makes a node of every AWS service that an endpoint or a role in the VPC is for.
func (m *Model) readEndpoints() {
	services := map[string]bool{}
	for _, resource := range m.env.Resources("AWS::EC2::VPCEndpoint") {
		p := resource.Properties
		e := &endpoint{
			resource: resource, service: serviceOf(p.Text("ServiceName"), resource.Region),
			tables: map[string]bool{}, privateDNS: p.Is("PrivateDnsEnabled"),
		}
		switch kind := p.Text("VpcEndpointType"); kind {
		case "Interface":
			e.interfaces = m.interfacesIn(p.Texts("SubnetIds"), p.Texts("SecurityGroupIds"), private)
			if !e.privateDNS {
				m.note("%s, which has a name of its own (private DNS is off)", resource)
			}
		case "", "Gateway":
			for _, table := range p.Texts("RouteTableIds") {
				e.tables[m.env.Identity(table)] = true
			}
		default:
			m.note("%s, an endpoint of type %s", resource, kind)
			continue
		}
		e.policy = m.endpointPolicy(resource)
		services[e.service] = true
		m.endpoints = append(m.endpoints, e)
	}
	for _, node := range m.nodes {
		if node.Kind == Restored {
			continue // its role is that of AWS Backup, which restores it
		}
		node.needs = m.needsOf(node.Resource)
		for _, need := range node.needs {
			services[need.service] = true
		}
	}
	for _, service := range slices.Sorted(maps.Keys(services)) {
		m.add(&Node{Name: allowlist.AWSService(service), Kind: API, port: 443})
	}
}

// serviceOf is the short name of a service: s3 for com.amazonaws.us-east-1.s3.
func serviceOf(name, region string) string {
	for _, region := range []string{region, "${AWS::Region}"} {
		if _, short, ok := strings.Cut(name, "."+region+"."); ok {
			return short
		}
	}
	return name
}

// way is how a connection over the endpoint leaves the VPC.
func (e *endpoint) way() allowlist.Way {
	if len(e.interfaces) > 0 {
		return allowlist.InterfaceEndpoint
	}
	return allowlist.GatewayEndpoint
}

// passEndpoint passes an endpoint. To be certain, its policy must allow all that the node's roles allow.
func (t *trace) passEndpoint(e *endpoint, node *Node) bool {
	t.path.Via = e.way()
	if t.c == certain {
		if refusal := e.refuses(node); refusal != "" {
			return t.stop("%s", refusal)
		}
	}
	return t.pass("%s", e.resource)
}
