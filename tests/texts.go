package tests

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"kasha/internal/assembly"
	"kasha/lib/texts"
)

// writtenText is a text in a template: the first resource that has one at its place, where it stands there, and an example of it.
type writtenText struct {
	texts.Place
	owner    string // the resource's stack and logical id
	resource assembly.Resource
	at       string // with indexes, such as Tags.0.Key
	text     string
}

// writtenTexts are the texts of stacks, one for each place, by type and path.
func writtenTexts(stacks []assembly.Stack) []writtenText {
	found := map[texts.Place]writtenText{}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			for _, leaf := range texts.Leaves(resource.Properties) {
				place := texts.Place{Type: resource.Type, Path: leaf.Path}
				if _, ok := found[place]; !ok {
					found[place] = writtenText{
						Place: place, owner: stack.Name + "/" + resource.LogicalID, resource: resource, at: leaf.At, text: leaf.Text,
					}
				}
			}
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b writtenText) int { return a.Place.Compare(b.Place) })
}

// schemaChecks says at which places the CDK's validator refuses invalid text by rules that are not Kasha's. It tries a control
// character, and a text that is too long. Both must be refused, or a mistake in the other would pass. It returns texts.Schema for an
// error. A warning does not stop a synthesis, but TestNoFindingIsOpen refuses it.
func schemaChecks(t *testing.T, written []writtenText) map[texts.Place]string {
	t.Helper()
	ids := map[string]string{}
	for _, text := range written {
		if ids[text.owner] == "" {
			ids[text.owner] = "R" + strconv.Itoa(len(ids))
		}
	}
	refused := map[string]map[string]string{} // severities by what is wrong with all texts of a resource
	for wrong, nonsense := range map[string]string{"character": "a\ab", "length": strings.Repeat("a", 4096)} {
		resources := map[string]any{}
		for _, text := range written {
			if id := ids[text.owner]; resources[id] == nil {
				properties := texts.Rewrite(text.resource.Properties, func(string) any { return nonsense })
				resources[id] = map[string]any{"Type": text.resource.Type, "Properties": properties}
			}
		}
		refused[wrong] = map[string]string{}
		for _, finding := range located(t, resources) {
			if !strings.HasPrefix(finding.rule, "Kasha-") && refused[wrong][finding.at] != "error" {
				refused[wrong][finding.at] = finding.severity
			}
		}
	}
	checked := map[texts.Place]string{}
	for _, text := range written {
		at := ids[text.owner] + " Properties." + text.at
		switch character, length := refused["character"][at], refused["length"][at]; {
		case character == "error" && length == "error":
			checked[text.Place] = texts.Schema
		case character != "" && length != "":
			checked[text.Place] = texts.SchemaWarning
		}
	}
	return checked
}

// locatedFinding is a finding with its place: a logical id, a space and the path to the property.
type locatedFinding struct{ rule, severity, at, says, fix string }

// located validates resources in templates of 20, because the engine reads at most 10 MB at once and takes long for many resources.
func located(t *testing.T, resources map[string]any) []locatedFinding {
	t.Helper()
	var candidates []candidate
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(resources)), 20) {
		part := map[string]any{}
		for _, id := range ids {
			part[id] = resources[id]
		}
		candidates = append(candidates, candidate{Name: ids[0], Template: map[string]any{"Resources": part}})
	}
	var found []locatedFinding
	stacks, _ := validationStacks(t, candidates)
	for _, violation := range validate(stacks...) {
		for _, resource := range *violation.ViolatingResources {
			if resource.ResourceLogicalId == nil || len(*resource.Locations) == 0 {
				continue
			}
			found = append(found, locatedFinding{
				rule: *violation.RuleName, severity: *violation.Severity, at: *resource.ResourceLogicalId + " " + *(*resource.Locations)[0],
				says: *violation.Description, fix: fixOf(violation),
			})
		}
	}
	return found
}

func fixOf(violation *awscdk.PolicyViolation) string {
	if violation.Fix == nil {
		return ""
	}
	return *violation.Fix
}

// planted is a resource that has only one text, at a place of the table.
func planted(text texts.Text, value any) (resource map[string]any, at string) {
	path, keys := strings.CutSuffix(text.Path, "{}")
	if keys {
		key, _ := value.(string)
		value = map[string]any{key: "x"}
	}
	var steps []string
	for _, step := range strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".") {
		steps = append(steps, strings.Replace(step, "*", "Example", 1))
	}
	at = "Properties." + strings.ReplaceAll(strings.Join(steps, "."), "[]", "0")
	for _, step := range slices.Backward(steps) {
		if step == "[]" {
			value = []any{value}
		} else {
			value = map[string]any{step: value}
		}
	}
	kind := text.Type
	if kind == texts.AnyType {
		kind = "AWS::SQS::Queue"
	}
	return map[string]any{"Type": kind, "Properties": value}, at
}

// composed is a text of which the end is known only at deployment.
func composed(text string) any {
	return map[string]any{"Fn::Join": []any{"", []any{text, map[string]any{"Ref": "Elsewhere"}}}}
}
