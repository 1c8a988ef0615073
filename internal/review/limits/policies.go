package limits

import (
	"fmt"
	"slices"

	"kasha/internal/review/values"
)

// document is one place of a policy, and the elements that its statements must and must not have. The opposites such as NotResource count
// as well.
type document struct {
	resource, path string
	needs, forbids []string
	isOneStatement bool // and not a document
	withinEach     string
}

// documents are the policies by kind. Source: IAM user guide, "IAM JSON policy element reference".
func documents() []document {
	const trust, grant = "AssumeRolePolicyDocument", "PolicyDocument"
	ofResource := []string{"Principal", "Action", "Resource"}
	ofIdentity := document{path: grant, needs: []string{"Action", "Resource"}, forbids: []string{"Principal"}}
	all := []document{
		{resource: "AWS::IAM::Role", path: trust, needs: []string{"Principal", "Action"}, forbids: []string{"Resource"}},
		{resource: "AWS::IAM::Role", withinEach: "Policies", path: grant, needs: ofIdentity.needs, forbids: ofIdentity.forbids},
		{resource: "AWS::Backup::BackupVault", path: "AccessPolicy", needs: []string{"Principal", "Action"}},
		{resource: "AWS::EC2::VPCEndpoint", path: grant, needs: ofResource},
		{resource: "AWS::ECR::Repository", path: "RepositoryPolicyText", needs: []string{"Principal", "Action"}},
		{resource: "AWS::KMS::Key", path: "KeyPolicy", needs: ofResource},
		{resource: "AWS::S3::BucketPolicy", path: grant, needs: ofResource},
		{resource: "AWS::SNS::TopicPolicy", path: grant, needs: ofResource},
		{resource: "AWS::SQS::QueuePolicy", path: grant, needs: []string{"Principal", "Action"}},
		{resource: "AWS::SecretsManager::ResourcePolicy", path: "ResourcePolicy", needs: ofResource},
		{resource: "AWS::Events::EventBusPolicy", path: "Statement", needs: ofResource, isOneStatement: true},
	}
	for _, resource := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"} {
		ofIdentity.resource = resource
		all = append(all, ofIdentity)
	}
	return all
}

// policyChecks look at the elements of every policy. What the policies allow is in package exposure.
func policyChecks() []check {
	var all []check
	for _, d := range documents() {
		all = append(all, of(d.refused, d.resource))
	}
	return all
}

func (d document) refused(p map[string]any) []Refusal {
	if d.withinEach == "" {
		return d.inside(d.path, p[d.path])
	}
	var found []Refusal
	for i, each := range values.Objects(p[d.withinEach]) {
		found = append(found, d.inside(fmt.Sprintf("%s[%d].%s", d.withinEach, i, d.path), each[d.path])...)
	}
	return found
}

func (d document) inside(at string, policy any) []Refusal {
	const page = "IAM user guide, \"IAM JSON policy element reference\""
	object, isObject := policy.(map[string]any)
	if !isObject {
		return nil // a document that cannot be read is reported by package exposure
	}
	statements := statementsOf(object)
	if d.isOneStatement {
		statements = []map[string]any{object}
	}
	var found []Refusal
	for i, statement := range statements {
		place := fmt.Sprintf("%s.Statement[%s]", at, values.Text(or(statement["Sid"], i)))
		for _, element := range d.needs {
			found = append(found, one(!has(statement, element), place, place+" has no "+element+", which such a policy needs ("+page+")", nil)...)
		}
		for _, element := range d.forbids {
			found = append(found, one(has(statement, element), place, place+" has a "+element+", which such a policy must not have ("+page+")",
				or(statement[element], statement["Not"+element]))...)
		}
		effect := values.Text(statement["Effect"])
		found = append(found, one(!slices.Contains([]string{"Allow", "Deny"}, effect) && !isReference(effect), place,
			place+" must have the Effect Allow or Deny ("+page+")", statement["Effect"])...)
	}
	return found
}

func has(statement map[string]any, element string) bool {
	return statement[element] != nil || statement["Not"+element] != nil
}
