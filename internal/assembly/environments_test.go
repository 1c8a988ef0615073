package assembly_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches stacks that refer to each other and are read apart, so that their references cannot be followed. Catches unrelated stacks
// that are read together.
func TestStacksWithoutAStageThatReferToEachOtherAreOneEnvironment(t *testing.T) {
	for _, c := range []struct{ name, stacks, want string }{
		{
			"outputs",
			`[{"Name": "a"},
			{"Name": "b", "Template": {"Resources": {"R": {"Type": "T", "Properties": {
				"P": {"Fn::GetStackOutput": {"StackName": "a", "OutputName": "O"}}}}}}}]`,
			"a+b: a b",
		},
		{"exports", `[{"Name": "a", "Template": {"Outputs": {"O": {"Value": "1", "Export": {"Name": "a-o"}}}}}, {"Name": "b"},
			{"Name": "c", "Template": {"Resources": {"R": {"Type": "T", "Properties": {"P": {"Fn::ImportValue": "a-o"}}}}}}]`, "a+c: a c\nb: b"},
		{"over another stack", `[{"Name": "a"}, {"Name": "b"}, {"Name": "c", "DependsOn": ["a", "b"]}]`, "a+b+c: a b c"},
		{"strangers", `[{"Name": "a"}, {"Name": "b"}]`, "a: a\nb: b"},
		{
			"one stage's own assembly", `[{"Name": "k-prod-a", "Path": "prod/a"}, {"Name": "k-prod-b", "Path": "prod/b"}]`,
			"prod: k-prod-a k-prod-b",
		},
		{
			"stages and a pipeline",
			`[{"Name": "x", "Path": "dev/x", "Stage": "dev"}, {"Name": "pipeline", "Path": "pipeline"},
			{"Name": "y", "Path": "prod/y", "Stage": "prod"}]`,
			"dev: x\nprod: y\npipeline: pipeline",
		},
	} {
		var a assembly.Assembly
		if err := json.Unmarshal([]byte(c.stacks), &a.Stacks); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, environment := range a.Environments() {
			var names []string
			for _, stack := range environment.Stacks {
				names = append(names, stack.Name)
			}
			lines = append(lines, environment.Name+": "+strings.Join(names, " "))
		}
		if have := strings.Join(lines, "\n"); have != c.want {
			t.Errorf("%s: have\n%s\nwant\n%s", c.name, have, c.want)
		}
	}
}

// Catches an environment that cannot be asked for by the name of one of its stacks.
func TestAnEnvironmentGoesByTheNamesOfItsStacks(t *testing.T) {
	e := assembly.Environment{Name: "a+b", Stacks: []assembly.Stack{{Name: "a"}, {Name: "b"}}}
	if !e.Is("a") || !e.Is("a+b") || e.Is("c") {
		t.Error(e)
	}
	if staged := (assembly.Environment{Name: "dev", Stacks: []assembly.Stack{{Name: "a", Stage: "dev"}}}); staged.Is("a") {
		t.Error("a stack of a stage is not the whole stage")
	}
}
