package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/lib/rules"
)

// TestRegionsOfferWhatTheCDKSays catches a table in lib/config that promises an instance class which strict validation then
// refuses, or refuses one that the region has by now. It asks the pinned CDK's own engine, which prints the classes that it
// knows when it is given one that it does not.
func TestRegionsOfferWhatTheCDKSays(t *testing.T) {
	variant(t)
	engine := newEngine(t)
	const unknown = `{"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": {
		"Engine": "mysql", "EngineVersion": "8.4.10", "DBInstanceClass": "db.none"}}}}`
	class := regexp.MustCompile(`'(db\.[a-z0-9.]+)'`)
	for _, region := range config.Regions() {
		var known []string
		for _, match := range class.FindAllStringSubmatch(engine.violations(unknown, region)["E3025"].description, -1) {
			known = append(known, match[1])
		}
		if len(known) < 50 {
			t.Errorf("%s: the engine named %d classes: its message has changed", region, len(known))
			continue
		}
		offered := config.InstanceClassesIn(region)
		for _, class := range config.InstanceClasses() {
			switch accepts, knows := slices.Contains(offered, class), slices.Contains(known, class); {
			case accepts && !knows:
				t.Errorf("%s: lib/config accepts %s, and strict validation refuses it: add its family to absentFamilies", region, class)
			case !accepts && knows:
				t.Errorf("%s: lib/config refuses %s, and strict validation knows it: take its family from absentFamilies", region, class)
			}
		}
	}
}

// TestEveryResourceTypeExistsInEveryRegion catches a type of resource that some region lacks. The shapes of these tests live in
// few regions, and a type that is missing in another would fail there only. Stacks that are always in us-east-1 do not
// count, nor what lib/config refuses where it is missing.
func TestEveryResourceTypeExistsInEveryRegion(t *testing.T) {
	variant(t)
	checkTypes(t, typesOf(allShapes(t).Stacks), func(resourceType, region string) bool {
		return strings.HasPrefix(resourceType, "AWS::RDS::DBProxy") && !config.OffersProxy(region) ||
			strings.HasPrefix(resourceType, "AWS::Backup::RestoreTesting") && !config.OffersRestoreTests(region)
	})
}

// TestThePipelineIsRefusedWhereItCannotBe is the same for the pipeline, which needs a connection in its own region too. Of the
// types that a refused region has, nothing follows: one that is missing is enough.
func TestThePipelineIsRefusedWhereItCannotBe(t *testing.T) {
	variant(t)
	const connection = "AWS::CodeConnections::Connection"
	types := append(typesOf(slices.DeleteFunc(slices.Clone(pipelineAssembly(t).Stacks), func(s assembly.Stack) bool { return s.Stage != "" })), connection)
	engine := newEngine(t)
	for _, region := range config.Regions() {
		missing := engine.missing(types, region)
		if accepts := config.OffersPipeline(region); accepts != (len(missing) == 0) {
			t.Errorf("%s lacks %v, and lib/config accepts a pipeline there: %v", region, missing, accepts)
		}
	}
}

// typesOf are the types of resources in an assembly's stacks, but for those of the edge.
func typesOf(stacks []assembly.Stack) []string {
	types := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			types[resource.Type] = types[resource.Type] || !strings.HasSuffix(stack.Name, "-edge")
		}
	}
	maps.DeleteFunc(types, func(_ string, counts bool) bool { return !counts })
	return slices.Sorted(maps.Keys(types))
}

// checkTypes: a region has exactly the types that lib/config does not refuse there.
func checkTypes(t *testing.T, types []string, refused func(resourceType, region string) bool) {
	t.Helper()
	engine := newEngine(t)
	if len(engine.missing([]string{"AWS::Future::Store"}, "us-east-1")) == 0 {
		t.Fatal("the engine knows a type that does not exist: its rule F3006 has changed")
	}
	for _, region := range config.Regions() {
		missing := engine.missing(types, region)
		for _, resourceType := range types {
			switch lacks := slices.Contains(missing, resourceType); {
			case lacks && !refused(resourceType, region):
				t.Errorf("%s has no %s, and lib/config accepts what needs it", region, resourceType)
			case !lacks && refused(resourceType, region):
				t.Errorf("%s has %s by now, and lib/config refuses what needs it", region, resourceType)
			}
		}
	}
	t.Logf("%d types of resources in %d regions", len(types), len(config.Regions()))
}

// engine is the CDK's strict validation, asked about templates that no application wrote.
type engine struct {
	t    *testing.T
	file string
}

func newEngine(t *testing.T) engine { return engine{t, filepath.Join(t.TempDir(), "template.json")} }

type violation struct {
	description string
	resources   []string // logical ids
}

// violations is what the rules find in a template, by rule.
func (e engine) violations(template, region string) map[string]violation {
	e.t.Helper()
	if err := os.WriteFile(e.file, []byte(template), 0o644); err != nil {
		e.t.Fatal(err)
	}
	found := map[string]violation{}
	for _, each := range *rules.Validator().Validate(&question{e.file, region}).Violations {
		v := violation{description: *each.Description}
		for _, resource := range *each.ViolatingResources {
			if resource.ResourceLogicalId != nil {
				v.resources = append(v.resources, *resource.ResourceLogicalId)
			}
		}
		found[*each.RuleName] = v
	}
	return found
}

// missing are the types of resources that a region does not have.
func (e engine) missing(types []string, region string) []string {
	e.t.Helper()
	resources := map[string]any{}
	for i, resourceType := range types {
		resources[fmt.Sprintf("R%d", i)] = map[string]any{"Type": resourceType}
	}
	template, err := json.Marshal(map[string]any{"Resources": resources})
	if err != nil {
		e.t.Fatal(err)
	}
	lacking := e.violations(string(template), region)["F3006"].resources
	return slices.DeleteFunc(slices.Clone(types), func(resourceType string) bool {
		return !slices.Contains(lacking, fmt.Sprintf("R%d", slices.Index(types, resourceType)))
	})
}

// question is one template and the region that it is meant for, as the engine wants to be asked.
type question struct{ template, region string }

func (q *question) StackTemplates() *[]*awscdk.PolicyValidationStack {
	return &[]*awscdk.PolicyValidationStack{{StackConstructPath: jsii.String("stack"), TemplatePath: &q.template, Region: &q.region, AccountId: jsii.String("111111111111")}}
}
func (q *question) AccountId() *string                  { return nil }
func (q *question) Region() *string                     { return nil }
func (q *question) AppConstruct() constructs.IConstruct { return nil }
func (q *question) TemplatePaths() *[]*string           { return nil }
