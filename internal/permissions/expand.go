package permissions

import (
	"cmp"
	"slices"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// question picks the actions of an allowing statement that it asks about.
type question func(iam.Statement) []string

// sensitiveOf asks about the table of sensitive actions.
func sensitiveOf(s iam.Statement) []string {
	var found []string
	for _, action := range allActions() {
		if s.Action(action) {
			found = append(found, action)
		}
	}
	return found
}

// about asks about any action or pattern. The answer is the statement's pattern, or what was asked where the pattern allows more.
func about(asked string) question {
	return func(s iam.Statement) []string {
		if len(s.NotActions) > 0 {
			if s.MayAction(asked) {
				return []string{asked}
			}
			return nil
		}
		var found []string
		for _, action := range s.Actions {
			said := asked
			if iam.MatchAction(asked, action) {
				said = action
			}
			if iam.OverlapActions(asked, action) && !slices.Contains(found, said) {
				found = append(found, said)
			}
		}
		return found
	}
}

// Who lists the grants of an action or pattern, such as logs:PutLogEvents or s3:*, whether or not it is sensitive.
func (m *Model) Who(action string) []Grant { return m.expand(about(action)) }

// expand lists what the policies allow of the actions in question, without what others deny.
func (m *Model) expand(ask question) []Grant {
	var grants []Grant
	for _, allowing := range m.allowing {
		grants = append(grants, m.expandIdentity(allowing, ask)...)
	}
	for _, p := range m.policies {
		grants = append(grants, m.expandResource(p, ask)...)
	}
	grants = slices.DeleteFunc(grants, func(g Grant) bool { return m.denied(g) || !m.effective(g) })
	slices.SortStableFunc(grants, func(a, b Grant) int { return cmp.Compare(a.sortKey(), b.sortKey()) })
	return grants
}

// expandIdentity makes a grant for each action and resource of a role's statement.
func (m *Model) expandIdentity(g Grant, ask question) []Grant {
	resources := g.Statement.Resources
	if len(g.Statement.NotResources) > 0 {
		resources = []string{"*"}
	}
	var grants []Grant
	for _, action := range ask(g.Statement) {
		for _, arn := range resources {
			grant := g
			grant.Action, grant.arn, grant.On = action, arn, m.on(arn)
			grants = append(grants, grant)
		}
	}
	return grants
}

// expandResource makes a grant for each principal and action that a resource's policy allows. In such a policy the resource "*"
// means the resource that the policy belongs to.
func (m *Model) expandResource(p resourcePolicy, ask question) []Grant {
	var grants []Grant
	for _, statement := range p.statements {
		if !statement.Allows() {
			continue
		}
		resources := statement.Resources
		if len(resources) == 0 || len(statement.NotResources) > 0 {
			resources = []string{"*"}
		}
		for _, who := range m.whoms(statement, p.by.Account) {
			for _, action := range ask(statement) {
				service := serviceOf(p.owner.Type)
				if action == "*" && service != "" {
					action = service + ":*"
				}
				if !speaksOf(p.owner.Type, action) {
					continue
				}
				for _, arn := range resources {
					g := Grant{
						Who: who, Action: action, On: m.on(arn), Statement: statement, By: p.what + p.by.String(), arn: arn, account: p.by.Account,
					}
					if arn == "*" {
						g.On, g.arn = p.owner.Name(), arnOf(p.owner)
					}
					grants = append(grants, g)
				}
			}
		}
	}
	return grants
}

// speaksOf reports whether the policy of a type of resource can be about an action: "Action: *" of a queue is not about secrets.
func speaksOf(resourceType, action string) bool {
	service := serviceOf(resourceType)
	return service != "" && iam.OverlapActions(service+":*", action)
}

// serviceOf is the service whose actions the policy of a resource can be about; of a role, those of its trust policy. A switch is
// used because a map would be created again for every statement.
func serviceOf(resourceType string) string {
	switch resourceType {
	case "AWS::KMS::Key":
		return "kms"
	case "AWS::ECR::Repository":
		return "ecr"
	case "AWS::Backup::BackupVault":
		return "backup"
	case "AWS::Logs::ResourcePolicy":
		return "logs"
	case "AWS::Events::EventBusPolicy":
		return "events"
	case "AWS::S3::Bucket":
		return "s3"
	case "AWS::SQS::Queue":
		return "sqs"
	case "AWS::SNS::Topic":
		return "sns"
	case "AWS::SecretsManager::Secret":
		return "secretsmanager"
	case "AWS::Lambda::Function":
		return "lambda"
	case "AWS::IAM::Role":
		return "sts"
	}
	return ""
}

// ownerOf is the resource that a policy is about: of an attachment, its secret; of an alias or a version, its function.
func (m *Model) ownerOf(text string) (cloudformation.Resource, bool) {
	owner, ok := m.env.Find(text)
	for range 4 { // an alias of a version of a function, at most
		next := ""
		switch owner.Type {
		case "AWS::SecretsManager::SecretTargetAttachment":
			next = owner.Properties.Text("SecretId")
		case "AWS::Lambda::Alias", "AWS::Lambda::Version":
			next = owner.Properties.Text("FunctionName")
		default:
			return owner, ok
		}
		owner, ok = m.env.Find(next)
	}
	return owner, ok
}
