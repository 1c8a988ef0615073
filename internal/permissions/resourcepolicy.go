package permissions

import (
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/policy"
)

// resourcePolicy is a policy that a resource has about itself.
type resourcePolicy struct {
	by         cloudformation.Resource // that holds it
	owner      cloudformation.Resource
	what       string // kind of policy, for messages
	statements []policy.Statement
	unread     bool // not all of it is understood
}

// readResourcePolicies reads the policies of keys, buckets, queues, topics, secrets, repositories, vaults and functions.
func (m *Model) readResourcePolicies() {
	for _, by := range m.env.Resources() {
		document, owners, ok := documentOf(by)
		if !ok {
			continue
		}
		statements, err := policy.Parse(document)
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

// documentOf is the policy document in a resource and references to what it is about. A policy that applies to the resource it
// is written in is about that.
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

// permissionDocument is a function's permission in the form of a policy.
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

// whoms names the principals of a statement, as the account sees them in which it is written.
func (m *Model) whoms(statement policy.Statement, account string) []string {
	if len(statement.NotPrincipals) > 0 {
		return []string{"anybody but " + statement.NotPrincipals[0].Name}
	}
	var names []string
	for _, principal := range statement.Principals {
		names = append(names, m.whom(principal, account))
	}
	return names
}

func (m *Model) whom(principal policy.Principal, account string) string {
	switch principal.Kind {
	case "*":
		return "anybody"
	case "Service":
		return "service " + principal.Name
	case "AWS":
		return m.whomARN(principal.Name, account)
	}
	return strings.ToLower(principal.Kind) + " " + principal.Name
}

func (m *Model) whomARN(name, own string) string {
	if role, ok := m.env.Find(name); ok {
		return role.Name()
	}
	account := name
	if parts := strings.Split(strings.ReplaceAll(name, "${AWS::AccountId}", "${AccountId}"), ":"); len(parts) > 5 {
		if parts[5] != "root" {
			return m.on(name)
		}
		account = parts[4]
	}
	if account == strings.ReplaceAll(own, "${AWS::AccountId}", "${AccountId}") {
		return "this account"
	}
	return "account " + account
}
