package promised_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/promised"
	"kasha/tests/handmade"
)

func environment(t *testing.T) assembly.Assembly {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	for i := range stacks {
		stacks[i].Stage = "prod"
	}
	return assembly.Assembly{Stacks: stacks}
}

// Catches a promise that the change breaks and the review does not report. Each fault is planted in head.
func TestPlantedFaultsAreBrokenPromises(t *testing.T) {
	base := environment(t)
	if found, _ := promised.Broken(base, environment(t)); len(found) > 0 {
		t.Fatalf("without a fault: %+v, want none", found)
	}
	for _, fault := range []handmade.Fault{handmade.NetworkFaults()[0], handmade.PermissionFaults()[0]} {
		head := environment(t)
		if err := fault.Seed(head.Stacks); err != nil {
			t.Fatal(err)
		}
		found, _ := promised.Broken(base, head)
		if len(found) == 0 || found[0].Environment != "prod" {
			t.Errorf("%s: %+v, want a broken promise of prod", fault.Name, found)
		}
		if again, _ := promised.Broken(head, head); len(again) > 0 {
			t.Errorf("%s: %+v, want none: base breaks it already", fault.Name, again)
		}
		if found, _ := promised.Broken(assembly.Assembly{}, head); len(found) == 0 {
			t.Errorf("%s in a new environment: no finding", fault.Name)
		}
	}
}

// Catches an environment that cannot be read, and counts as one that keeps its promises.
func TestUnreadableEnvironmentIsABrokenPromise(t *testing.T) {
	head := environment(t)
	head.Stacks = append(head.Stacks, head.Stacks[0])
	found, _ := promised.Broken(environment(t), head)
	if len(found) != 1 || !strings.Contains(found[0].What, "cannot be checked") {
		t.Errorf("%+v, want that it cannot be checked", found)
	}
}

// Catches a configuration that is allowed, such as a prefix list of one's own, and fails every review because no model has it.
func TestWhatIsNotModelledIsNotJudged(t *testing.T) {
	head := environment(t)
	for _, stack := range head.Stacks {
		for _, group := range stack.Template.Sorted() {
			if group.Type == "AWS::EC2::SecurityGroup" {
				stack.Template.Resources["Listed"] = assembly.Resource{
					LogicalID: "Listed", Type: "AWS::EC2::SecurityGroupIngress", Path: "Listed", Properties: map[string]any{
						"GroupId": map[string]any{"Fn::GetAtt": []any{group.LogicalID, "GroupId"}}, "IpProtocol": "tcp", "FromPort": 443.0,
						"ToPort": 443.0, "SourcePrefixListId": "pl-11111111",
					},
				}
			}
		}
	}
	_, unjudged := promised.Broken(environment(t), head)
	if len(unjudged) == 0 || !strings.Contains(unjudged[0].What, "not modelled") {
		t.Errorf("unjudged %+v, want the prefix list", unjudged)
	}
}
