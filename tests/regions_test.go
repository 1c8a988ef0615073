package tests

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
	"github.com/aws/jsii-runtime-go"

	"kasha/internal/assembly"
	"kasha/lib/offers"
)

// TestRegionsOfferWhatTheCDKSays catches a table in lib/offers that offers an instance class which strict validation refuses, or lacks one
// that the region has by now. It asks the engine of the pinned CDK, which lists the classes it knows when it is given an unknown one.
func TestRegionsOfferWhatTheCDKSays(t *testing.T) {
	variant(t)
	engine := newEngine(t)
	const unknown = `{"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": {
		"Engine": "mysql", "EngineVersion": "8.4.10", "DBInstanceClass": "db.none"}}}}`
	class := regexp.MustCompile(`'(db\.[a-z0-9.]+)'`)
	for _, region := range offers.RegionNames() {
		var known []string
		for _, match := range class.FindAllStringSubmatch(engine.violations(unknown, region)["E3025"].description, -1) {
			known = append(known, match[1])
		}
		if len(known) < 50 {
			t.Errorf("%s: the engine named %d classes, want at least 50; fix: read its changed message", region, len(known))
			continue
		}
		offered := offers.RegionOf(region).Classes()
		for _, class := range offers.Classes() {
			switch accepts, knows := slices.Contains(offered, class), slices.Contains(known, class); {
			case accepts && !knows:
				t.Errorf("%s: lib/offers has %s, and strict validation refuses it; fix: add its family to absentFamilies there",
					region, class)
			case !accepts && knows:
				t.Errorf("%s: lib/offers lacks %s, and strict validation knows it; fix: remove its family from absentFamilies there",
					region, class)
			}
		}
	}
}

// TestEveryResourceTypeExistsInEveryRegion catches a type of resource that some region lacks. The shapes are in few regions, so a
// deployment elsewhere would be the first to fail. Left out are the edge stacks, which are always in us-east-1, and types that lib/config
// refuses where they are missing.
func TestEveryResourceTypeExistsInEveryRegion(t *testing.T) {
	variant(t)
	checkTypes(t, typesOf(shapesAssembly(t).Stacks), func(resourceType, region string) bool {
		if strings.HasPrefix(resourceType, "AWS::RDS::DBProxy") && region == "ap-southeast-6" {
			return false // AWS's page says that it has none, and the engine's list does not know that; see offers.Absences
		}
		return strings.HasPrefix(resourceType, "AWS::RDS::DBProxy") && !offers.RegionOf(region).HasProxy() ||
			strings.HasPrefix(resourceType, "AWS::Backup::RestoreTesting") && !offers.RegionOf(region).HasRestoreTesting()
	})
}

// TestThePipelineIsRefusedWhereItCannotBe catches a region in which lib/config accepts a pipeline although a type of resource is missing,
// or refuses one although none is. A pipeline also needs a connection in its own region.
func TestThePipelineIsRefusedWhereItCannotBe(t *testing.T) {
	variant(t)
	const connection = "AWS::CodeConnections::Connection"
	types := append(typesOf(pipelineStacks(t)), connection)
	engine := newEngine(t)
	for _, region := range offers.RegionNames() {
		missing := engine.missing(types, region)
		if accepts := offers.RegionOf(region).HasPipelines(); accepts != (len(missing) == 0) {
			t.Errorf("%s lacks %v, and lib/config accepts a pipeline there: %v; want it accepted if nothing is missing", region, missing, accepts)
		}
	}
}

// typesOf are the types of resources in an assembly, without those that only edge stacks have.
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

// checkTypes checks that each region has exactly the types that lib/config does not refuse there.
func checkTypes(t *testing.T, types []string, refused func(resourceType, region string) bool) {
	t.Helper()
	engine := newEngine(t)
	if len(engine.missing([]string{"AWS::Future::Store"}, "us-east-1")) == 0 {
		t.Fatal("the engine knows a type that does not exist; fix: read its changed rule F3006")
	}
	for _, region := range offers.RegionNames() {
		missing := engine.missing(types, region)
		for _, resourceType := range types {
			switch lacks := slices.Contains(missing, resourceType); {
			case lacks && !refused(resourceType, region):
				t.Errorf("%s has no %s, want lib/config to refuse what needs it", region, resourceType)
			case !lacks && refused(resourceType, region):
				t.Errorf("%s has %s, want lib/config to accept what needs it", region, resourceType)
			}
		}
	}
	t.Logf("%d types of resources in %d regions", len(types), len(offers.RegionNames()))
}

// engine is the CDK's strict validation, for templates that no application synthesized.
type engine struct {
	t    *testing.T
	file string
}

func newEngine(t *testing.T) engine {
	return engine{t: t, file: filepath.Join(t.TempDir(), "template.json")}
}

// violation is what the engine finds for one rule.
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
	for _, each := range validate(&awscdk.PolicyValidationStack{
		StackConstructPath: jsii.String("stack"), TemplatePath: &e.file, Region: &region, AccountId: jsii.String("111111111111"),
	}) {
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
