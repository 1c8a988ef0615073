package usage

import (
	"kasha/internal/cloudformation"
	"kasha/lib/quotas"
)

// policies measures the documents of roles, keys, buckets and secrets. IAM counts all inline policies of a role together.
func (m *measurement) policies() error {
	inline := map[string]int{} // characters by role, as others refer to it
	for _, policy := range m.environment.Resources("AWS::IAM::Policy") {
		length, err := document(policy.Properties["PolicyDocument"])
		if err != nil {
			return err
		}
		for _, role := range policy.Properties.Texts("Roles") {
			inline[role] += length
		}
	}
	return m.each(func(resource cloudformation.Resource) error {
		where := resource.String()
		if resource.Type != "AWS::IAM::Role" {
			length, err := document(resource.Properties[policyProperty(resource.Type)])
			m.add(policyQuota(resource.Type), where, length)
			return err
		}
		trust, err := document(resource.Properties["AssumeRolePolicyDocument"])
		if err != nil {
			return err
		}
		m.add(quotas.TrustPolicy, where, trust)
		total := inline[resource.Reference()]
		for _, policy := range resource.Properties.Maps("Policies") {
			length, err := document(policy["PolicyDocument"])
			if err != nil {
				return err
			}
			total += length
		}
		m.add(quotas.RolePolicies, where, total)
		return nil
	}, "AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::KMS::Key", "AWS::S3::BucketPolicy", "AWS::SecretsManager::ResourcePolicy")
}

func policyProperty(kind string) string {
	switch kind {
	case "AWS::KMS::Key":
		return "KeyPolicy"
	case "AWS::SecretsManager::ResourcePolicy":
		return "ResourcePolicy"
	}
	return "PolicyDocument"
}

func policyQuota(kind string) quotas.Measure {
	switch kind {
	case "AWS::KMS::Key":
		return quotas.KeyPolicy
	case "AWS::SecretsManager::ResourcePolicy":
		return quotas.SecretPolicy
	case "AWS::IAM::ManagedPolicy":
		return quotas.ManagedPolicy
	}
	return quotas.BucketPolicy
}
