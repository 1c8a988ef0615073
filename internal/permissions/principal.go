package permissions

import (
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/iam"
)

// anybody is every principal of every account.
const anybody = "anybody"

// whoms names the principals of a statement that is written in an account.
func (m *Model) whoms(statement iam.Statement, account string) []string {
	if len(statement.NotPrincipals) > 0 {
		return []string{anybody + " but " + statement.NotPrincipals[0].Name}
	}
	var names []string
	for _, principal := range statement.Principals {
		names = append(names, m.whom(principal, account))
	}
	return names
}

func (m *Model) whom(principal iam.Principal, account string) string {
	switch principal.Kind {
	case "*":
		return anybody
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
	account := accountPart(name)
	if parts := splitARN(name); len(parts) > 5 {
		if parts[5] != "root" {
			return m.on(name)
		}
		account = parts[4]
	}
	if account == accountPart(own) {
		return allowlist.ThisAccount
	}
	return "account " + account
}
