package cloudformation

import "strings"

// Identity is one key for every way to name a resource: by Ref, or by an attribute that is its id or ARN. A text that names no whole
// resource of the environment is its own key. So is a reference to a part of one, such as a VPC's default security group.
func (e Environment) Identity(text string) string {
	reference, ok := ParseReference(text)
	if !ok || reference.Attribute == "" {
		return text
	}
	resource, ok := e.Find(text)
	if !ok || !identifies(resource.Type, reference.Attribute) {
		return text
	}
	return resource.Reference()
}

// Named is the resource that a text names as a whole, if it is of one of the types.
func (e Environment) Named(text string, types ...string) (Resource, bool) {
	resource, ok := e.Find(e.Identity(text))
	if !ok || resource.Reference() != e.Identity(text) {
		return Resource{}, false
	}
	for _, wanted := range types {
		if resource.Type == wanted {
			return resource, true
		}
	}
	return Resource{}, len(types) == 0
}

// identifies reports whether an attribute is a resource's own ID or ARN. It is named Arn or Id, or the end of the type's name with
// either behind it, as the GroupId of a SecurityGroup. An attribute with another name in front, such as a subnet's VpcId, is the id
// of something else.
func identifies(resourceType, attribute string) bool {
	attribute = strings.ToLower(attribute)
	subject, ok := strings.CutSuffix(attribute, "id")
	if !ok {
		subject, ok = strings.CutSuffix(attribute, "arn")
	}
	last := resourceType[strings.LastIndex(resourceType, ":")+1:]
	return ok && strings.HasSuffix(strings.ToLower(last), subject)
}
