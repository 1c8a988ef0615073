package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

func build(t *testing.T, stacks []assembly.Stack) *reach.Model {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return reach.Build(env, offers.OriginPrefixList)
}

// check compares a model with Kasha's own list.
func check(model *reach.Model) []reach.Violation {
	return model.Check(promises.Connections(model.Environment()))
}

// Catches violations in an environment without faults.
func TestAnEnvironmentWithoutFaultsHasNoViolations(t *testing.T) {
	for _, violation := range check(build(t, handmade.Stacks(t))) {
		t.Error(violation)
	}
}

// Catches a model that overlooks a fault, or finds it without naming the hops.
func TestSeededFaultsAreFoundWithTheirHops(t *testing.T) {
	handmade.Find(t, handmade.NetworkFaults(), handmade.Stacks(t), func(t *testing.T, stacks []assembly.Stack) []string {
		return handmade.Texts(check(build(t, stacks)))
	})
}

type object = map[string]any

// change edits one resource of the hand-made environment, or adds one to the network stack.
func change(t *testing.T, edits ...func(stacks map[string]assembly.Template)) *reach.Model {
	t.Helper()
	stacks := handmade.Stacks(t)
	templates := map[string]assembly.Template{}
	for i, stack := range stacks {
		stack.Template.Parameters, stack.Template.Conditions = object{}, object{}
		stacks[i] = stack
		templates[strings.TrimPrefix(stack.Path, "test/")] = stack.Template
	}
	for _, edit := range edits {
		edit(templates)
	}
	return build(t, stacks)
}

func set(stack, id, property string, value any) func(map[string]assembly.Template) {
	return func(templates map[string]assembly.Template) {
		templates[stack].Resources[id].Properties[property] = value
	}
}

func ask(t *testing.T, model *reach.Model, from, to string, port int) reach.Path {
	t.Helper()
	path, err := model.Reach(from, to, port)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func wantHop(t *testing.T, path reach.Path, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(path.String(), text) {
			t.Errorf("no %q in:\n%s", text, path)
		}
	}
}

func wantViolation(t *testing.T, model *reach.Model, texts ...string) {
	t.Helper()
	var said []string
	for _, violation := range check(model) {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(violation.String(), text)
		}
		if all {
			return
		}
		said = append(said, violation.String())
	}
	t.Errorf("no violation says all of %q; there are:\n%s", texts, strings.Join(said, "\n"))
}

func add(stack, id, resourceType string, properties object) func(map[string]assembly.Template) {
	return handmade.Add(stack, id, resourceType, properties)
}
