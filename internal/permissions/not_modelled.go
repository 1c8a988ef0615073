package permissions

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// findNotModelled notes what may grant permissions and is not read. These are other resource types of IAM, policy documents in
// resources of any other type, and policies of principals that no template has. It also notes actions that are known neither as
// sensitive nor as harmless, and what only a deployment decides.
func (m *Model) findNotModelled() {
	for _, resource := range m.env.Resources() {
		_, _, read := documentOf(resource)
		switch {
		case read || slices.Contains(modelledTypes(), resource.Type):
		case slices.Contains(loginTypes(), resource.Type):
			m.noteBeyond("%s, a %s", resource, resource.Type)
		case isPermissionFamily(resource.Type) || resource.Type == "AWS::Events::EventBusPolicy": // in its old form, without a statement
			m.note("%s, a %s", resource, resource.Type)
		case holdsPolicy(resource.Properties):
			m.note("%s, a %s with a policy document", resource, resource.Type)
		}
		m.findGrantsWithoutPolicy(resource)
		m.findUnknownPrincipals(resource)
	}
	for _, g := range m.allowing {
		m.noteUnknown(g.Who, g.By, g.Statement)
	}
	for _, p := range m.policies {
		for _, s := range p.statements {
			m.noteUnknown(strings.Join(m.whoms(s, p.by.Account), ", "), p.what+p.by.String(), s)
		}
	}
	for _, unknown := range m.env.Unknowns(matters) {
		m.note("%s", unknown)
	}
}

func (m *Model) noteUnknown(who, by string, s iam.Statement) {
	if unknown := m.unknownActions(s); len(unknown) > 0 {
		m.note("that %s may %s, neither known as sensitive nor as harmless, by %s", who, strings.Join(unknown, ", "), by)
	}
}

// findGrantsWithoutPolicy notes what gives access without a policy.
func (m *Model) findGrantsWithoutPolicy(resource cloudformation.Resource) {
	if resource.Type == "AWS::Lambda::Url" && resource.Properties.Text("AuthType") != "AWS_IAM" {
		m.note("%s, which anybody may call", resource)
	}
	acl := resource.Properties.Text("AccessControl")
	harmless := []string{"", "Private", "BucketOwnerRead", "BucketOwnerFullControl", "LogDeliveryWrite"}
	if resource.Type == "AWS::S3::Bucket" && !slices.Contains(harmless, acl) {
		m.note("%s, a bucket with the access control list %s", resource, acl)
	}
}

// findUnknownPrincipals notes policies of principals that the model does not follow: users, groups, and roles that no template has.
func (m *Model) findUnknownPrincipals(resource cloudformation.Resource) {
	p := resource.Properties
	switch resource.Type {
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy":
		for _, name := range append(p.Texts("Users"), p.Texts("Groups")...) {
			m.noteBeyond("%s, a policy of %s", resource, name)
		}
		for _, name := range append(p.Texts("Roles"), p.Texts("RoleName")...) {
			means := func(role cloudformation.Resource) bool { return isRole(m.env, name, role) }
			if !slices.ContainsFunc(m.env.Resources("AWS::IAM::Role"), means) {
				m.noteBeyond("%s, a policy of the role %s, which is in none of these templates", resource, name)
			}
		}
	}
}

// matters reports whether an open value in a resource may change a permission.
func matters(resource cloudformation.Resource) bool {
	_, _, read := documentOf(resource)
	return resource.Type != "AWS::EC2::VPCEndpoint" && (read || slices.Contains(modelledTypes(), resource.Type) ||
		isPermissionFamily(resource.Type) || holdsPolicy(resource.Properties))
}

// modelledTypes are read, or have a policy that only takes permissions away.
func modelledTypes() []string {
	return []string{
		"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy",
		"AWS::EC2::VPCEndpoint",       // restricts what passes it; see internal/reach
		"AWS::IAM::ServiceLinkedRole", // AWS writes its policy, for its own service
		"AWS::IAM::InstanceProfile",
	}
}

// loginTypes let people and programs in that are no role. Whoever has the credentials has the rights, wherever they are used, and the lists
// of permissions name roles and services only.
func loginTypes() []string {
	return []string{
		"AWS::IAM::User", "AWS::IAM::UserPolicy", "AWS::IAM::AccessKey", "AWS::IAM::UserToGroupAddition",
		"AWS::IAM::Group", "AWS::IAM::GroupPolicy", "AWS::SSO::Assignment", "AWS::SSO::PermissionSet",
	}
}

func isPermissionFamily(resourceType string) bool {
	for _, family := range []string{
		"AWS::IAM::", "AWS::SSO::", "AWS::RAM::", "AWS::RolesAnywhere::", "AWS::Organizations::", "AWS::Cognito::",
		"AWS::VerifiedPermissions::",
		"AWS::S3::AccessPoint", "AWS::S3::AccessGrant", "AWS::Serverless::", "AWS::Lambda::LayerVersionPermission",
	} {
		if strings.HasPrefix(resourceType, family) {
			return true
		}
	}
	return false
}

// holdsPolicy finds a policy document anywhere in a value, as an object or as JSON text.
func holdsPolicy(value any) bool {
	found := false
	cloudformation.WalkDocuments(value, func(_ cloudformation.At, value any) bool {
		switch value := value.(type) {
		case map[string]any:
			found = found || isDocument(value)
		case string: // a document that only a deployment chooses
			found = found || strings.Contains(value, "${Fn::") && strings.Contains(value, `"Effect"`)
		}
		return !found
	})
	return found
}

func isDocument(object map[string]any) bool {
	for _, statement := range cloudformation.Properties(object).Maps("Statement") {
		if statement.Text("Effect") != "" {
			return true
		}
	}
	return false
}
