package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/rules"
)

const ruleExamples = "lib/rules/testdata"

// example is one rule's file in lib/rules/testdata: a template that passes, and for each way to fail the one change of it
// that must be found. Databases have no class where the rule is not about it: looking one up takes the engine four times as long
// as all the rest.
type example struct {
	Says   string          // the finding, in the words that a user reads
	Region string          // of the stack; us-east-1 if none is said
	Fails  map[string]edit // by what is wrong
	Passes map[string]any
}

// edit is one place of a template and what stands there instead. Without a value the place is removed.
type edit struct {
	Change string
	To     any
}

// TestEveryRuleFindsWhatItIsFor catches a rule that is too strict, finds nothing, or finds something else than it says: each
// example's template has no finding at all, and each single change of it has the rule's, with its sentence, and no other.
func TestEveryRuleFindsWhatItIsFor(t *testing.T) {
	t.Parallel()
	var templates []candidate
	examples := readExamples(t)
	for _, rule := range slices.Sorted(maps.Keys(examples)) {
		example := examples[rule]
		templates = append(templates, candidate{rule, example.Passes, example.Region})
		for _, what := range slices.Sorted(maps.Keys(example.Fails)) {
			failing := candidate{rule + "/" + what, clone(t, example.Passes), example.Region}
			example.Fails[what].apply(t, failing.Template)
			templates = append(templates, failing)
		}
	}
	found := findings(t, templates)
	for _, template := range templates {
		t.Run(template.Name, func(t *testing.T) {
			rule, what, fails := strings.Cut(template.Name, "/")
			got := found[template.Name]
			if !fails {
				if len(got) > 0 {
					t.Errorf("the template that should pass has the findings %v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Rule != rule {
				t.Fatalf("%s: findings %v, want %s alone", what, got, rule)
			}
			if got[0].Severity != "error" || !strings.HasSuffix(got[0].Says, examples[rule].Says) {
				t.Errorf("%s: it says %q (%s), want %q (error)", what, got[0].Says, got[0].Severity, examples[rule].Says)
			}
			if got[0].Write == "" {
				t.Errorf("%s: it does not say what to write instead", what)
			}
		})
	}
}

// TestTheRulesOfTheCDKStayOn catches our rules replacing the CDK's: the engine's own (E3047), and those that come with the CDK
// in Rego, which are off wherever a validator is added by hand and not told otherwise.
func TestTheRulesOfTheCDKStayOn(t *testing.T) {
	broken := map[string]any{"Resources": map[string]any{
		"Alias": map[string]any{"Type": "AWS::GameLift::Alias", "Properties": map[string]any{
			"Name":            "both",
			"RoutingStrategy": map[string]any{"Type": "SIMPLE", "FleetId": "fleet-1", "Message": "closed"},
		}},
		"Task": map[string]any{"Type": "AWS::ECS::TaskDefinition", "Properties": map[string]any{
			"RequiresCompatibilities": []any{"FARGATE"}, "NetworkMode": "awsvpc", "Cpu": "512", "Memory": "30720",
			"ContainerDefinitions": []any{map[string]any{"Name": "backend", "Image": "nginx:1.30.5"}},
		}},
	}}
	found := findings(t, []candidate{{Name: "broken", Template: broken}})["broken"]
	for _, rule := range []string{"E3047", "CDK-GameLift-004"} {
		if !slices.ContainsFunc(found, func(f ruleFinding) bool { return f.Rule == rule }) {
			t.Errorf("%s finds nothing; findings are %v", rule, found)
		}
	}
}

// candidate is a template to be validated as a stack in a region, us-east-1 if none is named.
type candidate struct {
	Name     string
	Template map[string]any
	Region   string
}

// ruleFinding is one rule's finding on one template.
type ruleFinding struct{ Rule, Severity, Says, Write string }

// findings validates all templates with one engine, as a synthesis would, and sorts what comes back by template.
func findings(t *testing.T, templates []candidate) map[string][]ruleFinding {
	t.Helper()
	dir := t.TempDir()
	var stacks []*awscdk.PolicyValidationStack
	names := map[string]string{}
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
	found := map[string][]ruleFinding{}
	cdkProcess.Lock()
	defer cdkProcess.Unlock()
	for _, violation := range *rules.Validator().Validate(&templateSet{stacks}).Violations {
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

// templateSet is what the CDK hands to a validator.
type templateSet struct {
	stacks []*awscdk.PolicyValidationStack
}

func (s *templateSet) StackTemplates() *[]*awscdk.PolicyValidationStack { return &s.stacks }
func (s *templateSet) TemplatePaths() *[]*string                        { return &[]*string{} }
func (s *templateSet) AppConstruct() constructs.IConstruct              { return nil }
func (s *templateSet) AccountId() *string                               { return nil }
func (s *templateSet) Region() *string                                  { return nil }

func readExamples(t *testing.T) map[string]example {
	t.Helper()
	files, err := filepath.Glob(ruleExamples + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]example{}
	for _, file := range files {
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

// apply makes the edit. Its place must be there already, so that a misspelled one cannot go unseen.
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
			return nil, fmt.Errorf("there is no %s", path[0])
		}
		below, err := edited(below, path[1:], to)
		if value[path[0]] = below; below == nil {
			delete(value, path[0])
		}
		return value, err
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(value) {
			return nil, fmt.Errorf("there is no element %s", path[0])
		}
		below, err := edited(value[i], path[1:], to)
		if value[i] = below; below == nil {
			value = slices.Delete(value, i, i+1)
		}
		return value, err
	}
	return nil, fmt.Errorf("there is nothing below which %s could be", path[0])
}
