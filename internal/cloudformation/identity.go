package cloudformation

import "strings"

// Identity is one key for every way to name a resource: templates use Ref, or an attribute that is its id or ARN, and both
// mean the same. A text that names no resource of the environment as a whole is its own key; so is the reference to a part
// of one, such as a VPC's default security group.
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

// Named is the resource that a text means as a whole, if it is of one of the types.
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

// identifies reports whether an attribute is a resource's own id or ARN: Arn, Id, or with the end of its type's name in front,
// as in SecurityGroup's GroupId and LoadBalancer's LoadBalancerArn. Attributes of other things are called after those, such as
// a subnet's VpcId.
func identifies(resourceType, attribute string) bool {
	attribute = strings.ToLower(attribute)
	subject, ok := strings.CutSuffix(attribute, "id")
	if !ok {
		subject, ok = strings.CutSuffix(attribute, "arn")
	}
	last := resourceType[strings.LastIndex(resourceType, ":")+1:]
	return ok && strings.HasSuffix(strings.ToLower(last), subject)
}
