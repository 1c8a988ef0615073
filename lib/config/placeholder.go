package config

import "slices"

// IsPlaceholder knows the accounts of AWS's documentation that Kasha's own cdk.json starts with. Nothing is ever deployed to
// them.
func IsPlaceholder(account string) bool {
	return slices.Contains([]string{"111111111111", "222222222222", "333333333333"}, account)
}
