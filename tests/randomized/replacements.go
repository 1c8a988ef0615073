package randomized

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Replacements is what a deployment of new stacks over old ones replaces.
type Replacements struct {
	Clashes  []string        // resources that are replaced although what identifies them stays
	Compared map[string]int  // resources with an identity in both revisions, by type
	Replaced map[string]bool // resources that are replaced, by stack and logical id
}

// Compare finds the resources that an update replaces. CloudFormation creates the new resource before it deletes the old one, so AWS
// refuses a replacement under the old one's name: "already exists".
func Compare(old, new []assembly.Stack) (Replacements, error) {
	before, err := cloudformation.Resolve(old)
	if err != nil {
		return Replacements{}, err
	}
	after, err := cloudformation.Resolve(new)
	if err != nil {
		return Replacements{}, err
	}
	was := map[string]cloudformation.Resource{}
	for _, resource := range before.Resources() {
		was[where(resource)] = resource
	}
	found := Replacements{Compared: map[string]int{}, Replaced: map[string]bool{}}
	for grown := true; grown; { // what is replaced changes the references to it, which may replace the next resource
		grown = false
		for _, resource := range after.Resources() {
			base, stood := was[where(resource)]
			if !stood || found.Replaced[resource.Stack+"."+resource.LogicalID] || len(found.changed(base, resource)) == 0 {
				continue
			}
			found.Replaced[resource.Stack+"."+resource.LogicalID], grown = true, true
		}
	}
	for _, resource := range after.Resources() {
		if base, stood := was[where(resource)]; stood {
			found.judge(base, resource)
		}
	}
	return found, nil
}

// where is what CloudFormation takes for the same resource in an update. A stack in another account or region is another stack.
func where(r cloudformation.Resource) string {
	return strings.Join([]string{r.Account, r.Region, r.Stack, r.LogicalID, r.Type}, " ")
}

// judge counts a resource that has an identity, and reports one that is replaced while its identity stays.
func (f *Replacements) judge(base, resource cloudformation.Resource) {
	for _, paths := range identities(resource.Type) {
		identity := f.identity(resource, paths)
		if identity == "" {
			continue
		}
		f.Compared[resource.Type]++
		changed := f.changed(base, resource)
		if len(changed) > 0 && identity == f.identity(base, paths) {
			f.Clashes = append(f.Clashes, fmt.Sprintf("%s/%s (%s) is replaced because of %s, and keeps %s",
				resource.Stack, resource.Path, resource.Type, strings.Join(changed, ", "), identity))
		}
	}
}

// identity is the text of what identifies a resource. It is empty where AWS generates a part of it, or a part of it belongs to a replaced
// resource.
func (f *Replacements) identity(r cloudformation.Resource, paths []string) string {
	var parts []string
	for _, path := range paths {
		texts := values(r.Properties, path)
		if len(texts) == 0 || slices.ContainsFunc(texts, func(text string) bool { return f.refersToReplaced(text) }) {
			return ""
		}
		parts = append(parts, path+" "+strings.Join(texts, " "))
	}
	return strings.Join(parts, ", ")
}

// changed are the create-only properties that differ, or refer to a replaced resource.
func (f *Replacements) changed(base, resource cloudformation.Resource) []string {
	replacing, perhaps, known := cloudformation.CreateOnly(resource.Type)
	if !known && !strings.HasPrefix(resource.Type, "Custom::") { // a custom resource decides itself, and has no name
		for name := range resource.Properties {
			replacing = append(replacing, name)
		}
	}
	for _, name := range perhaps {
		if inPlace(resource.Type, name) == "" {
			replacing = append(replacing, name)
		}
	}
	var names []string
	for _, name := range replacing {
		if !reflect.DeepEqual(base.Properties[name], resource.Properties[name]) || f.refersToReplaced(resource.Properties[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (f *Replacements) refersToReplaced(value any) bool {
	return slices.ContainsFunc(cloudformation.References(value), func(r cloudformation.Reference) bool {
		return f.Replaced[r.Stack+"."+r.LogicalID]
	})
}
