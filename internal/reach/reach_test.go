package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/fixture"
	"kasha/internal/reach"
)

func environment(t *testing.T) []assembly.Stack {
	t.Helper()
	stacks, err := fixture.Environment()
	if err != nil {
		t.Fatal(err)
	}
	return stacks
}

func build(t *testing.T, stacks []assembly.Stack) *reach.Model {
	t.Helper()
	model, err := reach.Build(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// Catches a model that finds fault with an environment that has none, which nobody would listen to for long.
func TestAnEnvironmentWithoutFaultsHasNoViolations(t *testing.T) {
	for _, violation := range build(t, environment(t)).Check() {
		t.Error(violation)
	}
}

// Catches a model that overlooks a mistake, or finds it without saying where it is.
func TestSeededFaultsAreFoundWithTheirHops(t *testing.T) {
	for _, fault := range fixture.NetworkFaults() {
		t.Run(fault.Name, func(t *testing.T) {
			stacks := environment(t)
			if err := fault.Seed(stacks); err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, violation := range build(t, stacks).Check() {
				if fault.FoundIn(violation.String()) {
					return
				}
				said = append(said, violation.String())
			}
			t.Errorf("no violation says all of %q; there are:\n%s", fault.Finds, strings.Join(said, "\n"))
		})
	}
}

type object = map[string]any

// change edits one resource of the hand-made environment, or adds one to the network stack.
func change(t *testing.T, edits ...func(stacks map[string]assembly.Template)) *reach.Model {
	t.Helper()
	stacks := environment(t)
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

func add(stack, id, resourceType string, properties object) func(map[string]assembly.Template) {
	return func(templates map[string]assembly.Template) {
		templates[stack].Resources[id] = assembly.Resource{Type: resourceType, LogicalID: id, Path: "Added/" + id, Properties: properties}
	}
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
	for _, violation := range model.Check() {
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
