package permissions

import (
	"kasha/internal/allowlist"
	"kasha/internal/iam"
)

// Explains reports whether a list covers everything that one statement of an environment's policies allows. Principals and resources are
// references, as the templates have them. What the model does not understand is not explained.
func (m *Model) Explains(list []allowlist.Permission, s iam.Statement) bool {
	if !s.Allows() || len(s.Principals) == 0 || len(s.Actions) == 0 || len(s.Resources) == 0 ||
		len(s.NotPrincipals)+len(s.NotActions)+len(s.NotResources) > 0 || len(m.unknownActions(s)) > 0 {
		return false
	}
	for _, principal := range s.Principals {
		for _, resource := range s.Resources {
			account := m.accountOf(principal.Name, resource)
			who, arn := m.whom(principal, account), ARN(m.env, resource)
			for _, action := range sensitiveOf(s) {
				grant := Grant{Who: who, Action: action, On: m.on(arn), Statement: s, arn: arn, account: account}
				if !listed(list, grant) {
					return false
				}
			}
		}
	}
	return true
}

// accountOf is the account of the first text that refers to a resource of the environment; empty where none does.
func (m *Model) accountOf(texts ...string) string {
	for _, text := range texts {
		if resource, ok := m.env.Find(text); ok {
			return resource.Account
		}
	}
	return ""
}

// IsSensitive reports whether a statement allows a sensitive action.
func IsSensitive(s iam.Statement) bool { return len(sensitiveOf(s)) > 0 }
