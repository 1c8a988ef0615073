package permissions

import (
	"fmt"
	"slices"

	"kasha/internal/cloudformation"
)

// encrypted says which permissions on a key come with using what it encrypts, and where the key is named.
type encrypted struct {
	resourceType string
	action       string   // who may do this
	needs        []string // needs these on the key
	key          func(cloudformation.Properties) string
}

// keysOf lists how services use a caller's permissions on customer managed keys: Secrets Manager and SQS and S3 all ask KMS in the
// caller's name (KMS developer guide, "How AWS services use AWS KMS"; of S3 also with a bucket key).
func keysOf() []encrypted {
	bucketKey := func(p cloudformation.Properties) string {
		for _, rule := range p.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration") {
			return rule.Map("ServerSideEncryptionByDefault").Text("KMSMasterKeyID")
		}
		return ""
	}
	named := func(property string) func(cloudformation.Properties) string {
		return func(p cloudformation.Properties) string { return p.Text(property) }
	}
	return []encrypted{
		{"AWS::SecretsManager::Secret", "secretsmanager:GetSecretValue", []string{"kms:Decrypt"}, named("KmsKeyId")},
		{"AWS::SQS::Queue", "sqs:SendMessage", []string{"kms:GenerateDataKey", "kms:Decrypt"}, named("KmsMasterKeyId")},
		{"AWS::SQS::Queue", "sqs:ReceiveMessage", []string{"kms:Decrypt"}, named("KmsMasterKeyId")},
		{"AWS::SNS::Topic", "sns:Publish", []string{"kms:GenerateDataKey", "kms:Decrypt"}, named("KmsMasterKeyId")},
		{"AWS::S3::Bucket", "s3:GetObject", []string{"kms:Decrypt"}, bucketKey},
		{"AWS::S3::Bucket", "s3:PutObject", []string{"kms:GenerateDataKey"}, bucketKey},
	}
}

// useless lists permissions of roles that fail when they are used, because the key behind them stays closed: a task with a
// secret that it cannot decrypt does not start.
func (m *Model) useless() []Violation {
	var violations []Violation
	for _, use := range keysOf() {
		for _, resource := range m.env.Resources(use.resourceType) {
			key, ok := m.env.Find(use.key(resource.Properties))
			if !ok {
				continue
			}
			for _, g := range m.grants {
				if g.role.LogicalID == "" || g.Action != use.action || !concerns(g, resource) {
					continue
				}
				for _, action := range use.needs {
					if !m.mayUseKey(g.role, action, key) {
						grant := g
						violations = append(violations, Violation{
							What:  fmt.Sprintf("%s may %s on %s, but not %s on its key %s: it will be refused", g.Who, g.Action, resource.Name(), action, key.Name()),
							Grant: &grant,
						})
					}
				}
			}
		}
	}
	return violations
}

func concerns(g Grant, resource cloudformation.Resource) bool {
	own := arnOf(resource)
	return g.Statement.MayResource(own) || g.Statement.MayResource(own+"/*")
}

// mayUseKey looks into the role's policies and the key's.
func (m *Model) mayUseKey(role cloudformation.Resource, action string, key cloudformation.Resource) bool {
	byKey := false // the key's policy leaves it to the account's policies
	for _, p := range m.policies {
		if p.owner.Reference() != key.Reference() {
			continue
		}
		for _, s := range p.statements {
			if !s.Allows() || !s.Action(action) {
				continue
			}
			whom := m.whoms(s, p.by.Account)
			if m.includes(whom, role.Name()) {
				return true
			}
			byKey = byKey || role.Account == p.by.Account && slices.Contains(whom, "this account")
		}
	}
	return byKey && slices.ContainsFunc(m.statements[role.Reference()], func(s Attached) bool {
		return s.Allows() && s.Action(action) && s.MayResource(arnOf(key))
	})
}
