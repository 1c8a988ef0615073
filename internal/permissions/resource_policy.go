package permissions

import (
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// resourcePolicy is a policy about a resource, such as a bucket's.
type resourcePolicy struct {
	by         cloudformation.Resource // in which it is written
	owner      cloudformation.Resource
	what       string // kind of policy with a space behind it, for messages; empty: the resource in by says it
	statements []iam.Statement
	unread     bool // not all of it is understood
}

// readResourcePolicies reads the policies of keys, buckets, queues, topics, secrets, repositories, vaults, event buses and functions.
func (m *Model) readResourcePolicies() {
	for _, by := range m.env.Resources() {
		document, owners, ok := documentOf(by)
		if !ok {
			continue
		}
		statements, err := iam.Parse(document)
		if err != nil {
			m.note("the policy %s: %v", by, err)
		}
		for i := range statements {
			statements[i].Resources = inARNs(m.env, statements[i].Resources)
			statements[i].NotResources = inARNs(m.env, statements[i].NotResources)
		}
		if len(owners) == 0 {
			m.note("what the policy %s is about", by)
		}
		for _, text := range owners {
			owner, ok := m.ownerOf(text)
			switch {
			case !ok:
				m.note("what the policy %s is about: %s", by, text)
				continue
			case serviceOf(owner.Type) == "":
				m.note("the policy %s, which is about %s, a %s", by, owner, owner.Type)
			}
			m.policies = append(m.policies, resourcePolicy{by: by, owner: owner, statements: statements, unread: err != nil})
		}
	}
}

// documentOf is the policy document in a resource, and references to the resources that it is about.
func documentOf(by cloudformation.Resource) (document any, owners []string, ok bool) {
	p := by.Properties
	self := []string{by.Reference()}
	switch by.Type {
	case "AWS::KMS::Key":
		document, owners = p["KeyPolicy"], self
	case "AWS::ECR::Repository":
		document, owners = p["RepositoryPolicyText"], self
	case "AWS::Backup::BackupVault":
		document, owners = p["AccessPolicy"], self
	case "AWS::Logs::ResourcePolicy":
		document, owners = p["PolicyDocument"], self
	case "AWS::S3::BucketPolicy":
		document, owners = p["PolicyDocument"], p.Texts("Bucket")
	case "AWS::SQS::QueuePolicy":
		document, owners = p["PolicyDocument"], p.Texts("Queues")
	case "AWS::SNS::TopicPolicy":
		document, owners = p["PolicyDocument"], p.Texts("Topics")
	case "AWS::SecretsManager::ResourcePolicy":
		document, owners = p["ResourcePolicy"], p.Texts("SecretId")
	case "AWS::Events::EventBusPolicy": // often about the account's default bus, which is in no template
		if p["Statement"] != nil {
			document, owners = map[string]any{"Statement": p["Statement"]}, self
		}
	case "AWS::Lambda::Permission":
		document, owners = permissionDocument(p), p.Texts("FunctionName")
	}
	return document, owners, document != nil
}

// permissionDocument is an AWS::Lambda::Permission in the form of a policy.
func permissionDocument(p cloudformation.Properties) map[string]any {
	kind := "Service"
	if principal := p.Text("Principal"); !strings.Contains(principal, ".") || strings.HasPrefix(principal, "arn:") {
		kind = "AWS"
	}
	statement := map[string]any{"Effect": "Allow", "Action": p["Action"], "Principal": map[string]any{kind: p["Principal"]}}
	if source := p["SourceArn"]; source != nil {
		statement["Condition"] = map[string]any{"ArnLike": map[string]any{"aws:SourceArn": source}}
	}
	return map[string]any{"Statement": []any{statement}}
}
