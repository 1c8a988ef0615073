package shapes

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Name is a name that a template gives to something of AWS's.
type Name struct {
	Where    string // stack and construct, and the property
	Type     string
	Text     string
	property property
	claim    claim
}

// claim is what only one thing can have.
type claim struct {
	what    string // empty: it need not be unique
	account string // empty: any, because the configuration leaves it open or the name is the world's
}

// Names reads all names of all stacks of an application, the stacks' own among them. What CloudFormation names itself is
// not here: it cuts such a name to the length that AWS takes and ends it in something random. What is here, CloudFormation
// takes as it is, and AWS refuses it in the middle of a deployment if it is too long or somebody has it.
func Names(stacks []assembly.Stack) ([]Name, error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, err
	}
	var names []Name
	for _, stack := range stacks {
		own := property{path: "StackName", longest: longestStackName}
		names = append(names, newName(own, stack.Name, cloudformation.Resource{Stack: stack.Name, Type: "AWS::CloudFormation::Stack", Account: stack.Account, Region: stack.Region}))
	}
	for _, resource := range environment.Resources() {
		for _, property := range properties()[resource.Type] {
			for _, text := range values(map[string]any(resource.Properties), strings.Split(property.path, ".")) {
				names = append(names, newName(property, text, resource))
			}
		}
	}
	return names, nil
}

func newName(p property, text string, of cloudformation.Resource) Name {
	name := Name{Where: of.Stack + "/" + of.Path + " " + p.path, Type: of.Type, Text: text, property: p}
	what := []string{of.Type, text}
	for _, other := range strings.Fields(p.beside) {
		what = append(what, of.Properties.Text(other))
	}
	switch p.unique {
	case inRegion:
		name.claim = claim{strings.Join(append(what, "in", of.Region), " "), of.Account}
	case inAccount:
		name.claim = claim{strings.Join(what, " "), of.Account}
	case everywhere:
		name.claim = claim{strings.Join(what, " "), ""}
	}
	if name.claim.account == "unknown-account" || strings.HasPrefix(name.claim.account, "$") {
		name.claim.account = ""
	}
	return name
}

// NameProblems lists the names that AWS would not take.
func NameProblems(names []Name) []string {
	var problems []string
	for _, name := range names {
		if longest := name.property.longest; len(name.Text) > longest {
			problems = append(problems, fmt.Sprintf("%s is %q, %d characters; AWS takes %d", name.Where, name.Text, len(name.Text), longest))
		}
	}
	return problems
}

// Collisions lists what two owners claim. The second one deployed would fail.
func Collisions(names []Name) []string {
	var problems []string
	owners := map[string][]Name{}
	for _, name := range names {
		what := name.claim.what
		if what == "" {
			continue
		}
		for _, other := range owners[what] {
			if one, two := name.claim.account, other.claim.account; one == two || one == "" || two == "" {
				problems = append(problems, fmt.Sprintf("%s and %s both claim %s", other.Where, name.Where, what))
			}
		}
		owners[what] = append(owners[what], name)
	}
	return problems
}

// Unlisted finds names that hold an environment's name and that the table of properties does not know: of those nobody has
// checked how long they may be.
func Unlisted(stacks []assembly.Stack) []string {
	var problems []string
	for _, stack := range stacks {
		if stack.Stage == "" {
			continue // the pipeline names environments in many places, and itself only in those of the table
		}
		for _, resource := range stack.Template.Sorted() {
			var known []string
			for _, property := range properties()[resource.Type] {
				known = append(known, property.path)
			}
			for _, path := range naming(resource.Properties, stack.Stage, "") {
				if !slices.Contains(known, path) {
					problems = append(problems, fmt.Sprintf("%s/%s: %s of %s is a name that internal/shapes/properties.go does not know", stack.Name, resource.Path, path, resource.Type))
				}
			}
		}
	}
	return problems
}

// naming lists the properties that look like a name and hold a text in which the environment's name is, hyphens or not.
func naming(value any, environment, path string) []string {
	var found []string
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if text, ok := inner.(string); ok && named(key) && strings.Contains(plain(text), plain(environment)) {
				found = append(found, strings.TrimPrefix(path+"."+key, "."))
			}
			if !strings.HasPrefix(key, "Fn::") {
				found = append(found, naming(inner, environment, path+"."+key)...)
			}
		}
	case []any:
		for _, inner := range v {
			found = append(found, naming(inner, environment, path)...)
		}
	}
	return found
}

func named(key string) bool {
	return slices.ContainsFunc([]string{"Name", "Identifier", "Family", "Prefix"}, func(ending string) bool { return strings.HasSuffix(key, ending) })
}

func plain(text string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(text))
}

// values are the texts at a path, through lists.
func values(value any, path []string) []string {
	switch v := value.(type) {
	case string:
		if len(path) == 0 {
			return []string{v}
		}
	case []any:
		var texts []string
		for _, inner := range v {
			texts = append(texts, values(inner, path)...)
		}
		return texts
	case map[string]any:
		if len(path) > 0 {
			return values(v[path[0]], path[1:])
		}
	}
	return nil
}
