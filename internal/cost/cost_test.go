package cost

import (
	"math"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

func stack(resources map[string]assembly.Resource) []assembly.Stack {
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	return []assembly.Stack{{Name: "s", Template: assembly.Template{Resources: resources}}}
}

func service(count float64, strategy ...any) map[string]assembly.Resource {
	return map[string]assembly.Resource{
		"Task": {Type: "AWS::ECS::TaskDefinition", Properties: map[string]any{"Cpu": "512", "Memory": "1024"}},
		"Service": {Type: "AWS::ECS::Service", Properties: map[string]any{
			"TaskDefinition": map[string]any{"Ref": "Task"}, "DesiredCount": count, "CapacityProviderStrategy": strategy,
		}},
	}
}

func provider(name string, weight, base float64) map[string]any {
	return map[string]any{"CapacityProvider": name, "Weight": weight, "Base": base}
}

// TestBillIsWhatTheRateCardSays catches a slip in the arithmetic of the two dearest things. The figures are worked out by
// hand: 2 tasks x (0.5 vCPU x $0.04048 + 1 GB x $0.004445) x 730 h = $36.04; db.t4g.medium Multi-AZ 2 x $0.065 x 730 h.
func TestBillIsWhatTheRateCardSays(t *testing.T) {
	cases := map[string]struct {
		stacks []assembly.Stack
		want   float64
	}{
		"on demand":     {stack(service(2, provider("FARGATE", 1, 0))), 36.04},
		"all on Spot":   {stack(service(2, provider("FARGATE_SPOT", 1, 0))), 36.04 * 0.32},
		"two on demand": {stack(service(4, provider("FARGATE", 0, 2), provider("FARGATE_SPOT", 1, 0))), 36.04 + 36.04*0.32},
		"Multi-AZ": {stack(map[string]assembly.Resource{"Db": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
			"DBInstanceClass": "db.t4g.medium", "MultiAZ": true, "AllocatedStorage": "20",
		}}}), 94.90 + 4.60},
	}
	for name, c := range cases {
		if got := Of(c.stacks).Monthly(); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s: $%.2f, want $%.2f", name, got, c.want)
		}
	}
}

// TestUnknownPriceIsSaid catches a bill that leaves out what it does not know and looks cheap.
func TestUnknownPriceIsSaid(t *testing.T) {
	estimate := Of(stack(map[string]assembly.Resource{"Db": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{"DBInstanceClass": "db.x9.huge"}}}))
	if len(estimate.Unpriced) != 1 || !strings.Contains(estimate.Unpriced[0], "db.x9.huge") {
		t.Errorf("unpriced: %v", estimate.Unpriced)
	}
}
