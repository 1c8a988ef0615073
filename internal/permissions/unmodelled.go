package permissions

import (
	"encoding/json"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/policy"
)

// findUnmodelled lists what grants permissions in a way that the model does not read: resources of IAM's own families, policy
// documents in resources of any other type, policies of somebody who is in none of the templates, actions that the model knows
// nothing of, and what only a deployment decides.
func (m *Model) findUnmodelled() {
	for _, resource := range m.env.Resources() {
		_, _, read := documentOf(resource)
		switch {
		case read || slices.Contains(modelledTypes(), resource.Type):
		case isPermissionFamily(resource.Type) || resource.Type == "AWS::Events::EventBusPolicy": // in its old form, without a statement
			m.note("%s, a %s", resource, resource.Type)
		case holdsPolicy(map[string]any(resource.Properties)):
			m.note("%s, a %s with a policy document", resource, resource.Type)
		}
		m.findOpenDoors(resource)
		m.findStrangers(resource)
	}
	for _, g := range m.allowing {
		m.noteUnknown(g.Who, g.By, g.Statement)
	}
	for _, p := range m.policies {
		for _, s := range p.statements {
			m.noteUnknown(strings.Join(m.whoms(s, p.by.Account), ", "), p.what+p.by.String(), s)
		}
	}
	for _, doubt := range m.env.Doubts(matters) {
		m.note("%s", doubt)
	}
}

func (m *Model) noteUnknown(who, by string, s policy.Statement) {
	if unknown := unknownActions(s); len(unknown) > 0 {
		m.note("that %s may %s, neither known as sensitive nor as harmless, by %s", who, strings.Join(unknown, ", "), by)
	}
}

// findOpenDoors notes what lets people in without a policy.
func (m *Model) findOpenDoors(resource cloudformation.Resource) {
	if resource.Type == "AWS::Lambda::Url" && resource.Properties.Text("AuthType") != "AWS_IAM" {
		m.note("%s, which anybody may call", resource)
	}
	acl := resource.Properties.Text("AccessControl")
	if resource.Type == "AWS::S3::Bucket" && !slices.Contains([]string{"", "Private", "BucketOwnerRead", "BucketOwnerFullControl", "LogDeliveryWrite"}, acl) {
		m.note("%s, a bucket with the access control list %s", resource, acl)
	}
}

// findStrangers notes policies that give something to somebody whom the model does not follow: users, groups, and roles that are
// not in the templates.
func (m *Model) findStrangers(resource cloudformation.Resource) {
	p := resource.Properties
	switch resource.Type {
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy":
		for _, name := range append(p.Texts("Users"), p.Texts("Groups")...) {
			m.note("%s, a policy of %s", resource, name)
		}
		for _, name := range append(p.Texts("Roles"), p.Texts("RoleName")...) {
			if !slices.ContainsFunc(m.env.Resources("AWS::IAM::Role"), func(role cloudformation.Resource) bool { return isRole(m.env, name, role) }) {
				m.note("%s, a policy of the role %s, which is in none of these templates", resource, name)
			}
		}
	}
}

// matters is whether an open value in a resource may change a permission.
func matters(resource cloudformation.Resource) bool {
	_, _, read := documentOf(resource)
	return resource.Type != "AWS::EC2::VPCEndpoint" &&
		(read || slices.Contains(modelledTypes(), resource.Type) || isPermissionFamily(resource.Type) || holdsPolicy(map[string]any(resource.Properties)))
}

// modelledTypes are read, or hold a policy that only takes permissions away.
func modelledTypes() []string {
	return []string{
		"AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy",
		"AWS::EC2::VPCEndpoint",       // restricts what passes it; see reachability
		"AWS::IAM::ServiceLinkedRole", // AWS writes its policy, for its own service
		"AWS::IAM::InstanceProfile",
	}
}

func isPermissionFamily(resourceType string) bool {
	for _, family := range []string{
		"AWS::IAM::", "AWS::SSO::", "AWS::RAM::", "AWS::RolesAnywhere::", "AWS::Organizations::", "AWS::Cognito::", "AWS::VerifiedPermissions::",
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
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, holdsPolicy)
	case map[string]any:
		if isDocument(value) {
			return true
		}
		for _, element := range value {
			if holdsPolicy(element) {
				return true
			}
		}
	case string:
		if strings.Contains(value, "${Fn::") && strings.Contains(value, `"Effect"`) { // one that only a deployment chooses
			return true
		}
		var document map[string]any
		return strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &document) == nil && isDocument(document)
	}
	return false
}

func isDocument(object map[string]any) bool {
	for _, statement := range cloudformation.Properties(object).Maps("Statement") {
		if statement.Text("Effect") != "" {
			return true
		}
	}
	return false
}
