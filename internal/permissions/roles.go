package permissions

import "kasha/internal/policy"

// readRoles reads what each role's own policies allow, and who may become it.
func (m *Model) readRoles() {
	for _, role := range m.env.Resources("AWS::IAM::Role") {
		statements, problems := StatementsOf(m.env, role)
		m.notModelled = append(m.notModelled, problems...)
		m.statements[role.Reference()] = statements
		for _, statement := range statements {
			if statement.Allows() {
				m.allowing = append(m.allowing, Grant{Who: role.Name(), role: role, Statement: statement.Statement, By: describePolicy(statement), account: role.Account})
			}
		}
		trust, err := policy.Parse(role.Properties["AssumeRolePolicyDocument"])
		if err != nil {
			m.note("the trust policy of %s: %v", role, err)
		}
		m.policies = append(m.policies, resourcePolicy{by: role, owner: role, what: "the trust policy of ", statements: trust, unread: err != nil})
	}
}

func describePolicy(statement Attached) string {
	text := statement.By.String()
	if statement.By.Type == "AWS::IAM::Role" {
		text += ", policy " + statement.Name
	}
	return text
}
