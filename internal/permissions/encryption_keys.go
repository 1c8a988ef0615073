package permissions

import (
	"fmt"
	"slices"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// encryptedUse is an action on an encrypted resource that needs permissions on the key, too.
type encryptedUse struct {
	resourceType string
	action       string
	needs        []string                               // on the key
	key          func(cloudformation.Properties) string // where the resource names its key
}

// encryptedUses lists how services use a caller's permissions on customer managed keys. Secrets Manager, SQS, SNS and S3 call KMS in
// the caller's name (KMS developer guide, "How AWS services use AWS KMS"). S3 does so with a bucket key as well.
func encryptedUses() []encryptedUse {
	const secret, queue, topic, bucket = "AWS::SecretsManager::Secret", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket"
	bucketKey := func(p cloudformation.Properties) string {
		for _, rule := range p.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration") {
			return rule.Map("ServerSideEncryptionByDefault").Text("KMSMasterKeyID")
		}
		return ""
	}
	named := func(property string) func(cloudformation.Properties) string {
		return func(p cloudformation.Properties) string { return p.Text(property) }
	}
	return []encryptedUse{
		{resourceType: secret, action: "secretsmanager:GetSecretValue", needs: []string{"kms:Decrypt"}, key: named("KmsKeyId")},
		{resourceType: queue, action: "sqs:SendMessage", needs: []string{"kms:GenerateDataKey", "kms:Decrypt"}, key: named("KmsMasterKeyId")},
		{resourceType: queue, action: "sqs:ReceiveMessage", needs: []string{"kms:Decrypt"}, key: named("KmsMasterKeyId")},
		{resourceType: topic, action: "sns:Publish", needs: []string{"kms:GenerateDataKey", "kms:Decrypt"}, key: named("KmsMasterKeyId")},
		{resourceType: bucket, action: "s3:GetObject", needs: []string{"kms:Decrypt"}, key: bucketKey},
		{resourceType: bucket, action: "s3:PutObject", needs: []string{"kms:GenerateDataKey"}, key: bucketKey},
	}
}

// useless lists permissions of roles that fail when they are used, because the role may not use the resource's key. A task whose role
// cannot decrypt its secret does not start.
func (m *Model) useless() []Violation {
	var violations []Violation
	for _, use := range encryptedUses() {
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
						what := fmt.Sprintf("%s may %s on %s, but not %s on its key %s: the call will fail",
							g.Who, g.Action, resource.Name(), action, key.Name())
						violations = append(violations, Violation{Kind: Useless, What: what, Grant: &g})
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

// mayUseKey reports whether the key's policy allows a role an action, by itself or together with the role's policies.
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
			if includes(whom, role.Name()) {
				return true
			}
			byKey = byKey || role.Account == p.by.Account && slices.Contains(whom, allowlist.ThisAccount)
		}
	}
	return byKey && slices.ContainsFunc(m.statements[role.Reference()], func(s Attached) bool {
		return s.Allows() && s.Action(action) && s.MayResource(arnOf(key))
	})
}
