package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/rules"
)

// ruleExamples is the folder with a file of examples for each rule.
const ruleExamples = "lib/rules/testdata"

// example is a rule's file in lib/rules/testdata: a template that passes, and for each fault the change of that template which the rule
// must find. Databases have no class unless the rule needs it, because the engine takes four times as long to look one up.
type example struct {
	Says   string          // the finding, in the words that a user reads
	Region string          // of the stack; us-east-1 if empty
	Fails  map[string]edit // by the name of the fault
	Passes map[string]any
}

// edit is a place of a template and its new value. Without a value the place is removed.
type edit struct {
	Change string
	To     any
}

// readExamples reads the examples of all rules, by rule.
func readExamples(t *testing.T) map[string]example {
	t.Helper()
	examples := map[string]example{}
	for _, file := range glob(t, ruleExamples+"/*.json") {
		decoder := json.NewDecoder(strings.NewReader(readFile(t, file)))
		decoder.DisallowUnknownFields()
		var read example
		if err := decoder.Decode(&read); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		examples[strings.TrimSuffix(filepath.Base(file), ".json")] = read
	}
	return examples
}

// clone copies a template.
func clone(t *testing.T, template map[string]any) map[string]any {
	t.Helper()
	data, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	var copied map[string]any
	if err := json.Unmarshal(data, &copied); err != nil {
		t.Fatal(err)
	}
	return copied
}

// apply makes the edit. Its place must exist, so that a misspelled one is an error.
func (e edit) apply(t *testing.T, template map[string]any) {
	t.Helper()
	if _, err := edited(template, strings.Split(e.Change, "/"), e.To); err != nil {
		t.Fatalf("%s: %v", e.Change, err)
	}
}

func edited(value any, path []string, to any) (any, error) {
	if len(path) == 0 {
		return to, nil
	}
	switch value := value.(type) {
	case map[string]any:
		below, ok := value[path[0]]
		if !ok {
			return nil, fmt.Errorf("no %s here", path[0])
		}
		below, err := edited(below, path[1:], to)
		if value[path[0]] = below; below == nil {
			delete(value, path[0])
		}
		return value, err
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(value) {
			return nil, fmt.Errorf("no element %s here", path[0])
		}
		below, err := edited(value[i], path[1:], to)
		if value[i] = below; below == nil {
			value = slices.Delete(value, i, i+1)
		}
		return value, err
	}
	return nil, fmt.Errorf("%s cannot be below a single value", path[0])
}

// candidate is a template to be validated as a stack in a region, us-east-1 if none is named.
type candidate struct {
	Name     string
	Template map[string]any
	Region   string
}

// ruleFinding is one rule's finding on one template.
type ruleFinding struct{ Rule, Severity, Says, Write string }

// findings validates all templates with one engine, as a synthesis would, and returns the findings by template.
func findings(t *testing.T, templates []candidate) map[string][]ruleFinding {
	t.Helper()
	stacks, names := validationStacks(t, templates)
	found := map[string][]ruleFinding{}
	for _, violation := range validate(stacks...) {
		finding := ruleFinding{Rule: *violation.RuleName, Severity: *violation.Severity, Says: *violation.Description}
		if violation.Fix != nil {
			finding.Write = *violation.Fix
		}
		for _, resource := range *violation.ViolatingResources {
			name := names[*resource.TemplatePath]
			if !slices.Contains(found[name], finding) {
				found[name] = append(found[name], finding)
			}
		}
	}
	return found
}

// validationStacks writes templates into files for the validator. It returns the names of the candidates by file, too.
func validationStacks(t *testing.T, templates []candidate) (stacks []*awscdk.PolicyValidationStack, names map[string]string) {
	t.Helper()
	dir := t.TempDir()
	names = map[string]string{}
	for i, template := range templates {
		data, err := json.Marshal(template.Template)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, strconv.Itoa(i)+".json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		names[path] = template.Name
		region := template.Region
		if region == "" {
			region = "us-east-1"
		}
		stacks = append(stacks, &awscdk.PolicyValidationStack{
			StackConstructPath: jsii.String(template.Name), TemplatePath: jsii.String(path),
			AccountId: jsii.String("111111111111"), Region: jsii.String(region),
		})
	}
	return stacks, names
}

// validate asks Kasha's validator, which includes the CDK's own rules, about templates.
func validate(stacks ...*awscdk.PolicyValidationStack) []*awscdk.PolicyViolation {
	cdkProcess.Lock()
	defer cdkProcess.Unlock()
	return *rules.Validator().Validate(&templateSet{stacks: stacks}).Violations
}

// templateSet is what the CDK passes to a validator. Kasha's validator reads the templates only.
type templateSet struct {
	stacks []*awscdk.PolicyValidationStack
}

func (s *templateSet) StackTemplates() *[]*awscdk.PolicyValidationStack { return &s.stacks }

func (s *templateSet) TemplatePaths() *[]*string { return &[]*string{} }

func (s *templateSet) AppConstruct() constructs.IConstruct { return nil }

func (s *templateSet) AccountId() *string { return nil }

func (s *templateSet) Region() *string { return nil }

// declaredRule is a rule as its file in lib/rules declares it.
type declaredRule struct{ concern, id, says, write string }

var (
	concernPattern = regexp.MustCompile(`(?m)^import rego\.v1\n\n# ([^:.]+)`)
	rulePattern    = regexp.MustCompile(`make_diag_full\(\n\t\t"(Kasha-\w+)", "ERROR", .*\n\t\t"(.+)",\n\t\t"(.+)", "",\n\t\)`)
)

// declaredRules reads the rules from their files, in order.
func declaredRules(t *testing.T) []declaredRule {
	t.Helper()
	var rules []declaredRule
	for _, file := range glob(t, "lib/rules/*.rego") {
		text := readFile(t, file)
		found := rulePattern.FindAllStringSubmatch(text, -1)
		if len(found) != strings.Count(text, "violation contains") {
			t.Fatalf("%s: read %d of its %d rules, want all; fix: write them like the others", file, len(found),
				strings.Count(text, "violation contains"))
		}
		for _, rule := range found {
			concern := concernPattern.FindStringSubmatch(text)[1]
			rules = append(rules, declaredRule{concern: concern, id: rule[1], says: rule[2], write: rule[3]})
		}
	}
	return rules
}
