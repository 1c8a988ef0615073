package review_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// Catches stacks that are deployed in another order while nothing seems to change, and a false alarm where another stack is between them.
func TestStacksThatNoLongerWaitForOthers(t *testing.T) {
	stacks := func(dependencies map[string][]string) assembly.Assembly {
		var a assembly.Assembly
		for _, name := range []string{"a", "b", "c"} {
			stack := assembly.Stack{Name: name, Path: "prod/" + name, Stage: "prod", DependsOn: dependencies[name]}
			stack.Template.Resources = map[string]assembly.Resource{"T": {LogicalID: "T", Type: "AWS::SNS::Topic"}}
			a.Stacks = append(a.Stacks, stack)
		}
		return a
	}
	base := stacks(map[string][]string{"b": {"a"}, "c": {"a", "b"}})
	for _, c := range []struct {
		head map[string][]string
		want string
	}{
		{map[string][]string{"b": {"a"}, "c": {"b"}}, ""},
		{map[string][]string{"b": {"a"}, "c": {"a"}}, "c: it is no longer deployed after b"},
		{map[string][]string{"c": {"a", "b"}}, "b: it is no longer deployed after a"},
	} {
		var said []string
		report := compare(t, base, stacks(c.head))
		if (report.Verdict == review.Unchanged) != (c.want == "") {
			t.Errorf("%v: verdict %q", c.head, report.Verdict)
		}
		for _, stack := range report.Environments[0].Stacks {
			if changes := strings.HasPrefix(c.want, stack.Name+":"); changes != (stack.Change == review.Changed) {
				t.Errorf("%v: stack %s is %q", c.head, stack.Name, stack.Change)
			}
		}
		for _, weakening := range report.Weakenings {
			said = append(said, weakening.Stack+": "+weakening.What)
		}
		if got := strings.Join(said, "; "); got != c.want {
			t.Errorf("%v: said %q, want %q", c.head, got, c.want)
		}
	}
}

// Catches a stack that is said to be deployed in another order than one that is gone.
func TestAStackThatIsGoneHasNoOrder(t *testing.T) {
	base := app{"a": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`, "b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}.Assembly(t)
	head := app{"b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}.Assembly(t)
	for i := range base.Stacks {
		if base.Stacks[i].Name == "b" {
			base.Stacks[i].DependsOn = []string{"a"}
		}
	}
	for _, weakening := range compare(t, base, head).Weakenings {
		if strings.Contains(weakening.What, "deployed after") {
			t.Errorf("said %+v, want nothing about the order", weakening)
		}
	}
}
