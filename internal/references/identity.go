package references

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// identities says what each resource of an environment is to CloudFormation: a digest that changes where the resource is replaced, or may
// be. It is made of the resource's type, its place, and those of its properties whose change replaces it. What these refer to
// counts with its own digest: a target group is replaced when its VPC is.
type identities struct {
	environment cloudformation.Environment
	known       map[string]string // by stack.LogicalID
}

func newIdentities(stacks []assembly.Stack) (identities, error) {
	environment, err := cloudformation.Resolve(stacks)
	return identities{environment: environment, known: map[string]string{}}, err
}

// of is the digest of the resource that a reference names.
func (i identities) of(reference cloudformation.Reference) string {
	name := nameOf(reference)
	if digest, ok := i.known[name]; ok {
		return digest
	}
	i.known[name] = "" // a circular reference ends here; CloudFormation would refuse it
	resource, ok := i.environment.Find(cloudformation.Reference{Stack: reference.Stack, LogicalID: reference.LogicalID}.String())
	if !ok {
		return "" // a parameter
	}
	i.known[name] = i.digest(resource.Type, name, identifying(resource, reference.Attribute))
	return i.known[name]
}

// digest is short: it need not resist an attacker, only differ.
func (i identities) digest(parts ...any) string {
	data, _ := json.Marshal(i.settled(parts))
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}

// settled replaces the references within a value by what they refer to.
func (i identities) settled(value any) any {
	return cloudformation.RewriteTexts(value, func(text string) string {
		return cloudformation.ReplacePlaceholders(text, func(placeholder string) string {
			if reference, ok := cloudformation.ParseReference(placeholder); ok {
				return placeholder + "=" + i.of(reference)
			}
			return placeholder
		})
	})
}

// identifying are the properties whose change replaces a resource, or may.
//
// For the resource id of a database instance, all of its properties count. The ID also changes when a person replaces the instance by a
// restored one. CloudFormation reads the new ID only when it changes the instance. Whatever that change is, the readers follow.
func identifying(resource cloudformation.Resource, attribute string) map[string]any {
	replacing, perhaps, known := cloudformation.CreateOnly(resource.Type)
	if !known || attribute == resourceID {
		return resource.Properties
	}
	properties := map[string]any{}
	for _, name := range slices.Concat(replacing, perhaps) {
		if value, ok := resource.Properties[name]; ok {
			properties[name] = value
		}
	}
	return properties
}

// resourceID is the attribute of a database instance that changes although the instance keeps its identifier.
const resourceID = "DbiResourceId"

// nameOf is the name of a producer in a note.
func nameOf(reference cloudformation.Reference) string {
	name := reference.Stack + "." + reference.LogicalID
	if reference.Attribute == resourceID {
		name += "." + resourceID
	}
	return name
}

func sortedOutputs(stack assembly.Stack) []string {
	return slices.Sorted(maps.Keys(stack.Template.Outputs))
}

func compareText(a, b string) int { return cmp.Compare(a, b) }
