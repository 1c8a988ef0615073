package permissions

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/policy"
)

// resourcePolicy is a policy that a resource has about itself.
type resourcePolicy struct {
	by         cloudformation.Resource // that holds it
	owner      cloudformation.Resource
	statements []policy.Statement
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
		}
		for _, text := range owners {
			owner, ok := m.env.Find(text)
			if !ok {
				m.note("what the policy %s is about: %s", by, text)
			}
			p := resourcePolicy{by: by, owner: owner, statements: statements}
			m.policies = append(m.policies, p)
			m.expandResource(p)
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

// expandResource adds a grant for each principal and sensitive action that a resource's policy allows. In such a policy "*"
// is the resource itself.
func (m *Model) expandResource(p resourcePolicy) {
	for _, statement := range p.statements {
		if !statement.Allows() {
			continue
		}
		resources := statement.Resources
		if len(resources) == 0 {
			resources = []string{"*"}
		}
		for _, who := range m.whoms(statement, p.by.Account) {
			for _, action := range allActions() {
				if !statement.Action(action) || !speaksOf(p.owner.Type, action) {
					continue
				}
				for _, arn := range resources {
					g := Grant{Who: who, Action: action, On: m.on(arn), Statement: statement, By: p.by.String(), arn: arn}
					if arn == "*" {
						g.On, g.arn = p.owner.Name(), arnOf(p.owner)
					}
					m.grants = append(m.grants, g)
				}
			}
		}
	}
}

// speaksOf keeps "Action: *" in the policy of a queue from being about secrets.
func speaksOf(resourceType, action string) bool {
	service, _, _ := strings.Cut(action, ":")
	return service == map[string]string{
		"AWS::KMS::Key": "kms", "AWS::ECR::Repository": "ecr", "AWS::Backup::BackupVault": "backup", "AWS::Logs::ResourcePolicy": "logs",
		"AWS::Events::EventBusPolicy": "events", "AWS::S3::Bucket": "s3", "AWS::SQS::Queue": "sqs", "AWS::SNS::Topic": "sns", "AWS::SecretsManager::Secret": "secretsmanager",
		"AWS::Lambda::Function": "lambda",
	}[resourceType]
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

// refused reports whether a statement without a condition refuses a grant, in the role's own policies or in the resource's.
func (m *Model) refused(g Grant) bool {
	for _, s := range m.statements[g.role.Reference()] {
		if !s.Allows() && !s.Conditional() && s.Action(g.Action) && s.Resource(g.arn) {
			return true
		}
	}
	for _, p := range m.policies {
		if !strings.HasPrefix(g.arn, arnOf(p.owner)) {
			continue
		}
		for _, s := range p.statements {
			if s.Allows() || s.Conditional() || !s.Action(g.Action) {
				continue
			}
			whom := m.whoms(s, p.by.Account) // refusing this account refuses everybody in it
			if slices.Contains(whom, "anybody") || slices.Contains(whom, g.Who) || g.role.Account == p.by.Account && slices.Contains(whom, "this account") {
				return true
			}
		}
	}
	return false
}

// effective reports whether a role's permission on a key counts: only if the key's policy leaves the decision to the account's
// policies, or names the role.
func (m *Model) effective(g Grant) bool {
	if g.role.LogicalID == "" || !strings.HasPrefix(g.Action, "kms:") {
		return true
	}
	for _, p := range m.policies {
		if p.owner.Type != "AWS::KMS::Key" || arnOf(p.owner) != g.arn {
			continue
		}
		for _, s := range p.statements {
			if whom := m.whoms(s, p.by.Account); s.Allows() && s.Action(g.Action) && (g.role.Account == p.by.Account && slices.Contains(whom, "this account") || slices.Contains(whom, g.Who)) {
				return true
			}
		}
		return false
	}
	return true
}
