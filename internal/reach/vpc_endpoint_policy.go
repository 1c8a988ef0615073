package reach

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
	"kasha/internal/permissions"
)

// refuses says what an endpoint's policy keeps a node from doing that the node's roles allow; empty when nothing.
func (e *endpoint) refuses(node *Node) string {
	for _, n := range node.needs {
		if n.service != e.service {
			continue
		}
		allowed := false
		for _, statement := range e.policy {
			switch {
			case statement.Allows():
				allowed = allowed || statement.Action(n.action) && statement.Resource(n.resource) && e.admits(statement, n)
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

// admits reports whether a statement allows a need of every node in the VPC. The conditions that it understands ask that the caller, or
// the resource, belong to the endpoint's own account. Any other condition, or a principal, may leave out the node whose way is followed.
func (e *endpoint) admits(statement iam.Statement, n need) bool {
	if !slices.Contains(statement.Principals, iam.Anybody()) {
		return false
	}
	for operator, operands := range statement.Conditions {
		keys, _ := operands.(map[string]any)
		if operator != "StringEquals" || len(keys) == 0 {
			return false
		}
		for key, account := range keys {
			switch {
			case account != e.resource.Account:
				return false
			case strings.EqualFold(key, "aws:PrincipalAccount") && n.caller == e.resource.Account:
			case strings.EqualFold(key, "aws:ResourceAccount") && n.owner == e.resource.Account:
			default:
				return false
			}
		}
	}
	return true
}

// endpointPolicy is an endpoint's policy with ARNs written out. Without a policy, an endpoint allows everything.
func (m *Model) endpointPolicy(resource cloudformation.Resource) []iam.Statement {
	document, ok := resource.Properties["PolicyDocument"]
	if !ok {
		return []iam.Statement{{
			Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Principals: []iam.Principal{iam.Anybody()},
		}}
	}
	statements, err := iam.Parse(document)
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

// need is an action on an AWS service that a node's roles allow, so that the way to the service must allow it too.
type need struct {
	service, action, resource string

	caller, owner string // accounts of the role and of the resource; empty where it is AWS's or not known
}

// needsOf lists what a node does with AWS services: what its roles allow, and pulling the image layers of ECR from a bucket of
// AWS's. Source: ECR user guide, "Interface VPC endpoints", "Minimum Amazon S3 Bucket Permissions".
func (m *Model) needsOf(resource cloudformation.Resource) []need {
	needs := m.needsOfHostedRotation(resource)
	for _, role := range m.rolesOf(resource) {
		statements, _ := permissions.StatementsOf(m.env, role)
		for _, statement := range statements {
			if !statement.Allows() {
				continue
			}
			for _, action := range statement.Actions {
				for _, service := range servicesOf(action) {
					for _, resource := range statement.Resources {
						needs = append(needs, need{
							service: service, action: action, resource: resource, caller: role.Account, owner: m.ownerOf(resource, role),
						})
					}
				}
			}
		}
	}
	if slices.ContainsFunc(needs, func(n need) bool { return n.service == "ecr.dkr" }) {
		layers := "arn:" + cloudformation.Partition(resource.Region) + ":s3:::prod-" + resource.Region + "-starport-layer-bucket/*"
		needs = append(needs, need{service: "s3", action: "s3:GetObject", resource: layers})
	}
	return needs
}

// ownerOf is the account that owns a resource, which an ARN says unless it is that of a bucket; empty where it is not known.
func (m *Model) ownerOf(arn string, caller cloudformation.Resource) string {
	for _, bucket := range m.env.Resources("AWS::S3::Bucket") {
		reference := bucket.Reference()
		own := permissions.ARN(m.env, strings.TrimSuffix(reference, "}")+".Arn}")
		if arn == own || strings.HasPrefix(arn, own+"/") {
			return bucket.Account
		}
	}
	if strings.Contains(arn, ":"+caller.Account+":") {
		return caller.Account
	}
	return ""
}

// needsOfHostedRotation is what the function of a hosted rotation reads. Its role is made when the stack is deployed.
func (m *Model) needsOfHostedRotation(resource cloudformation.Resource) []need {
	if resource.Type != "AWS::SecretsManager::RotationSchedule" {
		return nil
	}
	var needs []need
	p := resource.Properties
	for _, secret := range []string{p.Text("SecretId"), p.Map("HostedRotationLambda").Text("MasterSecretArn")} {
		if secret != "" {
			needs = append(needs, need{
				service: "secretsmanager", action: "secretsmanager:GetSecretValue", resource: permissions.ARN(m.env, secret),
			})
		}
	}
	return needs
}

// servicesOf names the endpoints that an action goes through. Actions that need no connection of the node's own are listed as well,
// which does no harm. Examples are S3 using a key for the node, and AWS creating its interfaces.
func servicesOf(action string) []string {
	prefix, _, _ := strings.Cut(action, ":")
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

// rolesOf lists the roles that a resource's properties name, and those of the task definition that it runs.
func (m *Model) rolesOf(resource cloudformation.Resource) []cloudformation.Resource {
	var roles []cloudformation.Resource
	for _, reference := range cloudformation.References(resource.Properties) {
		named, ok := m.env.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
		known := slices.ContainsFunc(roles, func(r cloudformation.Resource) bool { return r.Reference() == named.Reference() })
		switch {
		case !ok:
		case named.Type == "AWS::IAM::Role" && !known:
			roles = append(roles, named)
		case named.Type == "AWS::ECS::TaskDefinition":
			roles = append(roles, m.rolesOf(named)...)
		}
	}
	return roles
}
