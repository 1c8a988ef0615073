package permissions

import (
	"slices"
	"sort"

	"kasha/internal/cloudformation"
	"kasha/internal/policy"
)

// question picks the actions of an allowing statement that somebody asks about.
type question func(policy.Statement) []string

// sensitiveOf asks about the table.
func sensitiveOf(s policy.Statement) []string {
	var found []string
	for _, action := range allActions() {
		if s.Action(action) {
			found = append(found, action)
		}
	}
	return found
}

// about asks about any action or pattern. The answer is what the statement says, or the asked where it says more.
func about(asked string) question {
	return func(s policy.Statement) []string {
		if len(s.NotActions) > 0 {
			if s.MayAction(asked) {
				return []string{asked}
			}
			return nil
		}
		var found []string
		for _, action := range s.Actions {
			said := asked
			if policy.MatchAction(asked, action) {
				said = action
			}
			if policy.OverlapActions(asked, action) && !slices.Contains(found, said) {
				found = append(found, said)
			}
		}
		return found
	}
}

// Who lists who may do an action, such as logs:PutLogEvents or s3:*, whether or not it is sensitive.
func (m *Model) Who(action string) []Grant { return m.expand(about(action)) }

// expand lists what the policies allow of the actions that are asked about, without what others refuse.
func (m *Model) expand(ask question) []Grant {
	var grants []Grant
	for _, allowing := range m.allowing {
		grants = append(grants, m.expandIdentity(allowing, ask)...)
	}
	for _, p := range m.policies {
		grants = append(grants, m.expandResource(p, ask)...)
	}
	grants = slices.DeleteFunc(grants, func(g Grant) bool { return m.refused(g) || !m.effective(g) })
	sort.SliceStable(grants, func(i, j int) bool { return grants[i].sortKey() < grants[j].sortKey() })
	return grants
}

// expandIdentity makes a grant for each action and resource of an allowing statement of a role.
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

// expandResource makes a grant for each principal and action that a resource's policy allows. In such a policy "*" is the
// resource itself.
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
					g := Grant{Who: who, Action: action, On: m.on(arn), Statement: statement, By: p.what + p.by.String(), arn: arn, account: p.by.Account}
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

// speaksOf keeps "Action: *" in the policy of a queue from being about secrets.
func speaksOf(resourceType, action string) bool {
	service := serviceOf(resourceType)
	return service != "" && policy.OverlapActions(service+":*", action)
}

// serviceOf is the service whose actions the policy of a resource speaks of; of a role, those of its trust policy. It
// is asked statement by statement, and a map would be made anew each time.
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

// ownerOf is the resource that a policy is about. What is attached to a secret or published of a function is that itself.
func (m *Model) ownerOf(text string) (cloudformation.Resource, bool) {
	owner, ok := m.env.Find(text)
	for range 4 { // a version of an alias of a function
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
