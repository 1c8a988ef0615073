package permissions

import (
	"fmt"
	"slices"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// readRoles reads what each role's policies allow, and who may assume it.
func (m *Model) readRoles() {
	for _, role := range m.env.Resources("AWS::IAM::Role") {
		statements, problems := StatementsOf(m.env, role)
		m.notModelled = append(m.notModelled, problems...)
		m.statements[role.Reference()] = statements
		for _, statement := range statements {
			if statement.Allows() {
				m.allowing = append(m.allowing, Grant{
					Who: role.Name(), role: role, Statement: statement.Statement, By: describePolicy(statement), account: role.Account,
				})
			}
		}
		trust, err := iam.Parse(role.Properties["AssumeRolePolicyDocument"])
		if err != nil {
			m.note("the trust policy of %s: %v", role, err)
		}
		m.policies = append(m.policies, resourcePolicy{
			by: role, owner: role, what: "the trust policy of ", statements: trust, unread: err != nil,
		})
	}
}

func describePolicy(statement Attached) string {
	text := statement.By.String()
	if statement.By.Type == "AWS::IAM::Role" {
		text += ", policy " + statement.Name
	}
	return text
}

// Attached is a statement of a role, with the policy that it comes from.
type Attached struct {
	iam.Statement
	By   cloudformation.Resource // the role itself for an inline policy
	Name string                  // of the policy, for messages
}

// StatementsOf lists the statements of a role's policies, with resources as ARNs. It reads inline policies, policies and managed
// policies of the templates, and AWS managed policies as far as they are known. problems says what could not be read.
func StatementsOf(env cloudformation.Environment, role cloudformation.Resource) (statements []Attached, problems []Unread) {
	read := func(document any, by cloudformation.Resource, name string) {
		parsed, err := iam.Parse(document)
		if err != nil {
			problems = append(problems, Unread{What: fmt.Sprintf("policy %s of %s: %v", name, by, err)})
		}
		for _, statement := range parsed {
			statement.Resources = inARNs(env, statement.Resources)
			statement.NotResources = inARNs(env, statement.NotResources)
			statements = append(statements, Attached{Statement: statement, By: by, Name: name})
		}
	}
	for _, inline := range role.Properties.Maps("Policies") {
		read(inline["PolicyDocument"], role, inline.Text("PolicyName"))
	}
	for _, attached := range env.Resources("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy") {
		p := attached.Properties
		if slices.ContainsFunc(append(p.Texts("Roles"), p.Text("RoleName")), func(name string) bool { return isRole(env, name, role) }) {
			read(attached.Properties["PolicyDocument"], attached, p.Text("PolicyName"))
		}
	}
	for _, arn := range role.Properties.Texts("ManagedPolicyArns") {
		if managed, ok := env.Find(arn); ok {
			read(managed.Properties["PolicyDocument"], managed, managed.Properties.Text("ManagedPolicyName"))
			continue
		}
		document, known := awsManagedPolicy(arn)
		if !known {
			problems = append(problems, Unread{
				What: fmt.Sprintf("%s has the managed policy %s, whose statements are not known here", role, arn), BeyondLists: true,
			})
			continue
		}
		for _, statement := range document {
			statements = append(statements, Attached{Statement: statement, By: role, Name: arn})
		}
	}
	if boundary := role.Properties.Text("PermissionsBoundary"); boundary != "" {
		problems = append(problems, Unread{
			What: fmt.Sprintf("%s has the permissions boundary %s; it may do less than is listed", role, boundary),
		})
	}
	return statements, problems
}

// isRole reports whether an entry of a policy's list of roles means a role. The entries are names, which Ref returns.
func isRole(env cloudformation.Environment, name string, role cloudformation.Resource) bool {
	if found, ok := env.Find(name); ok {
		return found.Reference() == role.Reference()
	}
	return name != "" && name == role.Properties.Text("RoleName")
}
