package randomized

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/texts"
)

// Name is a physical name in a template.
type Name struct {
	Where    string // stack and construct, and the property
	Type     string
	Text     string
	property property
	claim    claim
}

// claim is what only one resource can have.
type claim struct {
	what    string // empty: it need not be unique
	account string // empty: any, if the configuration leaves it open or the name is unique in all of AWS
}

// Names reads the physical names in all stacks of an application, and the names of the stacks. Names that CloudFormation generates are
// not included: it shortens them to AWS's limit and appends random characters. CloudFormation passes on the included names as they
// are. AWS refuses one in the middle of a deployment if it is too long or taken.
func Names(stacks []assembly.Stack) ([]Name, error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, err
	}
	var names []Name
	for _, stack := range stacks {
		own := property{path: "StackName"}
		names = append(names, newName(own, stack.Name, cloudformation.Resource{
			Stack: stack.Name, Type: "AWS::CloudFormation::Stack", Account: stack.Account, Region: stack.Region,
		}))
	}
	for _, resource := range environment.Resources() {
		for _, property := range properties()[resource.Type] {
			for _, text := range values(resource.Properties, property.path) {
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
		name.claim = claim{what: strings.Join(append(what, "in", of.Region), " "), account: of.Account}
	case inAccount:
		name.claim = claim{what: strings.Join(what, " "), account: of.Account}
	case everywhere:
		name.claim = claim{what: strings.Join(what, " ")}
	}
	if name.claim.account == assembly.OpenAccount {
		name.claim.account = ""
	}
	return name
}

// NameProblems lists the names that are longer than AWS allows.
func NameProblems(names []Name) []string {
	var problems []string
	for _, name := range names {
		longest := longestStackName // which TemplateProblems checks
		if name.Type != "AWS::CloudFormation::Stack" {
			longest = texts.Longest(name.Type, name.property.path)
		}
		if longest == 0 {
			problems = append(problems, fmt.Sprintf("%s has no limit; fix: add %s of %s to lib/texts", name.Where, name.property.path, name.Type))
		} else if len(name.Text) > longest {
			problems = append(problems, fmt.Sprintf("%s is %q, %d characters; AWS allows %d", name.Where, name.Text, len(name.Text), longest))
		}
	}
	return problems
}

// Collisions lists the names that two resources have in one scope. The second deployment would fail.
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
				problems = append(problems, fmt.Sprintf("%s and %s both have %s", other.Where, name.Where, what))
			}
		}
		owners[what] = append(owners[what], name)
	}
	return problems
}

// Unlisted lists names that contain an environment's name and that the table of properties lacks: their limit is not checked.
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
			for _, path := range naming(resource.Properties, stack.Stage) {
				if !slices.Contains(known, path) {
					problems = append(problems, fmt.Sprintf("%s/%s: %s of %s is not in the table; fix: add it to tests/randomized/properties.go",
						stack.Name, resource.Path, path, resource.Type))
				}
			}
		}
	}
	return problems
}

// UncheckedTexts lists texts that neither lib/texts nor, in the shapes, the CDK's validator checks.
func UncheckedTexts(stacks []assembly.Stack) []string {
	var problems []string
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			for _, leaf := range texts.Leaves(resource.Properties) {
				place := texts.Place{Type: resource.Type, Path: leaf.Path}
				if _, ok := checkedInShapes[place]; !ok && len(texts.Find(resource.Type, leaf.Path)) == 0 {
					problems = append(problems, fmt.Sprintf(
						"%s/%s: nothing checks %s of %s; fix: add it to lib/texts, or to a shape of testdata/shapes.json",
						stack.Name, resource.Path, leaf.Path, resource.Type))
				}
			}
		}
	}
	return problems
}

var checkedInShapes = texts.Checked()

// naming lists the properties whose key looks like a name's and whose text contains the environment's name, with or without hyphens.
func naming(properties map[string]any, environment string) []string {
	var found []string
	cloudformation.Walk(properties, func(at cloudformation.At, value any) bool {
		if strings.HasPrefix(at.Name(), "Fn::") {
			return false
		}
		if text, ok := value.(string); ok && named(at.Name()) && strings.Contains(plain(text), plain(environment)) {
			found = append(found, at.String())
		}
		return true
	})
	return found
}

// named reports whether a key looks like that of a name.
func named(key string) bool {
	endings := []string{"Name", "Identifier", "Family", "Prefix"}
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(key, ending) })
}

// plain is a text without case and separators.
func plain(text string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(text))
}

// values are the texts at a path such as BackupPlan.BackupPlanRule.RuleName. The elements of a list stand where their list does.
func values(properties map[string]any, path string) []string {
	var texts []string
	cloudformation.Walk(properties, func(at cloudformation.At, value any) bool {
		if text, ok := value.(string); ok && at.String() == path {
			texts = append(texts, text)
		}
		return true
	})
	return texts
}
