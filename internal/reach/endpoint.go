package reach

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/policy"
)

// endpoint keeps traffic to one AWS service inside the VPC.
type endpoint struct {
	resource   cloudformation.Resource
	service    string          // s3, sqs, ecr.api
	places     []place         // of an interface endpoint
	tables     map[string]bool // route tables of a gateway endpoint, by identity
	privateDNS bool            // the service's public name leads here, for the whole VPC
	policy     []policy.Statement
}

// apiPrefix starts the names of AWS services among nodes: aws:sqs.
const apiPrefix = "aws:"

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
			e.places = m.places(p.Texts("SubnetIds"), p.Texts("SecurityGroupIds"), private)
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
			continue // its role is AWS Backup's, who restores it
		}
		node.needs = m.needsOf(node.Resource)
		for _, need := range node.needs {
			services[need.service] = true
		}
	}
	var names []string
	for service := range services {
		names = append(names, service)
	}
	sort.Strings(names)
	for _, service := range names {
		m.add(&Node{Name: apiPrefix + service, Kind: API, port: 443})
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

// endpointPolicy is an endpoint's policy with ARNs written out; without one the endpoint passes everything.
func (m *Model) endpointPolicy(resource cloudformation.Resource) []policy.Statement {
	document, ok := resource.Properties["PolicyDocument"]
	if !ok {
		return []policy.Statement{{Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Principals: []policy.Principal{{Kind: "*", Name: "*"}}}}
	}
	statements, err := policy.Parse(document)
	if err != nil {
		m.note("the policy of %s: %v", resource, err)
	}
	for i := range statements {
		for j, arn := range statements[i].Resources {
			statements[i].Resources[j] = permissions.ARN(m.env, arn)
		}
	}
	return statements
}

// need is something that a node's roles let it do with an AWS service, so that its way there must let it pass.
type need struct{ service, action, resource string }

// needsOf lists what a node does with AWS services: what its roles allow, and the image layers of ECR, which come from a
// bucket of AWS's (ECR user guide, "Interface VPC endpoints", "Minimum Amazon S3 Bucket Permissions").
func (m *Model) needsOf(resource cloudformation.Resource) []need {
	var needs []need
	if resource.Type == "AWS::SecretsManager::RotationSchedule" { // the role of a hosted function is made when it is deployed
		for _, secret := range []string{resource.Properties.Text("SecretId"), resource.Properties.Map("HostedRotationLambda").Text("MasterSecretArn")} {
			if secret != "" {
				needs = append(needs, need{"secretsmanager", "secretsmanager:GetSecretValue", permissions.ARN(m.env, secret)})
			}
		}
	}
	for _, role := range m.rolesOf(resource) {
		statements, _ := permissions.StatementsOf(m.env, role)
		for _, statement := range statements {
			if !statement.Allows() {
				continue
			}
			for _, action := range statement.Actions {
				prefix, _, _ := strings.Cut(action, ":")
				for _, service := range servicesOf(prefix, action) {
					for _, resource := range statement.Resources {
						needs = append(needs, need{service, action, resource})
					}
				}
			}
		}
	}
	if slices.ContainsFunc(needs, func(n need) bool { return n.service == "ecr.dkr" }) {
		needs = append(needs, need{"s3", "s3:GetObject", "arn:" + cloudformation.Partition(resource.Region) + ":s3:::prod-" + resource.Region + "-starport-layer-bucket/*"})
	}
	return needs
}

// servicesOf names the endpoints that an action goes through. The permissions that matter to nobody's connections (a key that
// S3 uses on the caller's behalf, creating interfaces) are listed all the same: they cost nothing.
func servicesOf(prefix, action string) []string {
	switch {
	case prefix == "*":
		return nil
	case action == "ecr:GetAuthorizationToken" || action == "ecr:CreateRepository" || action == "ecr:BatchImportUpstreamImage":
		return []string{"ecr.api"}
	case prefix == "ecr":
		return []string{"ecr.api", "ecr.dkr"}
	}
	return []string{prefix}
}

// forEverybody is a statement that allows whoever asks, whatever the request: a condition or a principal may leave out the
// node whose way is looked at.
func forEverybody(statement policy.Statement) bool {
	return !statement.Conditional() && slices.ContainsFunc(statement.Principals, func(p policy.Principal) bool { return p.Name == "*" })
}

// refuses says what an endpoint's policy keeps a node from doing that its roles let it do; empty when nothing.
func (m *Model) refuses(e *endpoint, node *Node) string {
	for _, n := range node.needs {
		if n.service != e.service {
			continue
		}
		allowed := false
		for _, statement := range e.policy {
			switch {
			case statement.Allows():
				allowed = allowed || statement.Action(n.action) && statement.Resource(n.resource) && forEverybody(statement)
			case !statement.Conditional() && statement.MayAction(n.action) && statement.MayResource(n.resource):
				return fmt.Sprintf("the policy of %s refuses %s on %s: %s", e.resource, n.action, n.resource, statement)
			}
		}
		if !allowed {
			return fmt.Sprintf("the policy of %s does not allow %s on %s", e.resource, n.action, n.resource)
		}
	}
	return ""
}
