package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/tests/handmade"
	"kasha/tests/randomized"
)

// TestWhatIsNamedAsTextIsBuiltFirst catches a resource that names another one of its stack as text and does not depend on it. Examples are
// a domain, a topic and an alarm. The canary then visits a domain without records, and pages on a healthy first rollout.
func TestWhatIsNamedAsTextIsBuiltFirst(t *testing.T) {
	ordered := 0
	for _, environment := range shapeEnvironments() {
		problems, waits, err := randomized.LiteralsWithoutOrder(shapesAssembly(t).Stage(environment))
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range problems {
			t.Error(problem)
		}
		ordered += waits
	}
	if ordered < 150 {
		t.Errorf("%d resources name another one and wait for it, want at least 150", ordered)
	}
}

// TestALostOrderIsSeen catches a check that finds nothing: it takes the order of the edge stack away.
func TestALostOrderIsSeen(t *testing.T) {
	environment := shapeEnvironments()["prod-domain"]
	stacks := handmade.Clone(shapesAssembly(t).Stage(environment))
	for _, stack := range stacks {
		for id, resource := range stack.Template.Resources {
			if strings.HasSuffix(stack.Name, "-edge") {
				resource.DependsOn = nil
				stack.Template.Resources[id] = resource
			}
		}
	}
	problems, _, err := randomized.LiteralsWithoutOrder(stacks)
	if err != nil || !slices.ContainsFunc(problems, func(problem string) bool {
		return strings.Contains(problem, "Monitoring/Canary: RunConfig.EnvironmentVariables.SITE names")
	}) {
		t.Errorf("error %v, problems %v; want the canary among them", err, problems)
	}
}
