package permissions

import (
	"encoding/json"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// findUnmodelled lists what grants permissions in a way that the model does not read: resources of IAM's own families, and
// policy documents in resources of any other type.
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
		if resource.Type == "AWS::Lambda::Url" && resource.Properties.Text("AuthType") != "AWS_IAM" {
			m.note("%s, which anybody may call", resource)
		}
	}
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
		"AWS::S3::AccessPoint", "AWS::S3::AccessGrant", "AWS::Serverless::",
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
