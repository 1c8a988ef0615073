package assembly

import (
	"encoding/json"
	"slices"
	"strings"
)

// Environment is a set of stacks that are deployed together: those of a stage, or stacks without a stage that refer to each other.
type Environment struct {
	Name   string
	Stacks []Stack // in the order of deployment
}

// Is reports whether a name means the environment: its own, or that of a stack in it that belongs to no stage.
func (e Environment) Is(name string) bool {
	return e.Name == name || slices.ContainsFunc(e.Stacks, func(s Stack) bool { return s.Name == name && s.Stage == "" })
}

// Environments lists the stages in rollout order, then the environments of stacks without a stage. Those below one construct, as in
// the assembly of a single stage, are named after that construct. Others are named after their stacks, joined by +.
func (a Assembly) Environments() []Environment {
	var all []Environment
	for _, name := range a.Stages() {
		all = append(all, Environment{Name: name, Stacks: a.Stage(name)})
	}
	for _, group := range connected(a.Stage("")) {
		parent := parentOf(group)
		if parent == "" {
			var names []string
			for _, stack := range group {
				names = append(names, stack.Name)
			}
			all = append(all, Environment{Name: strings.Join(names, "+"), Stacks: group})
			continue
		}
		for i := range group {
			group[i].Stage = parent
		}
		all = append(all, Environment{Name: parent, Stacks: group})
	}
	return all
}

// connected groups stacks that refer to each other, directly or through others.
func connected(stacks []Stack) [][]Stack {
	group := make([]int, len(stacks)) // by stack
	for i := range group {
		group[i] = i
	}
	texts := make([]string, len(stacks))
	for i, stack := range stacks {
		data, _ := json.Marshal(stack.Template.Resources)
		outputs, _ := json.Marshal(stack.Template.Outputs)
		texts[i] = string(data) + string(outputs)
	}
	for i, one := range stacks {
		for j, other := range stacks {
			if i == j || !refers(one, texts[i], other) && parentOf([]Stack{one, other}) == "" {
				continue
			}
			joined, replaced := min(group[i], group[j]), max(group[i], group[j])
			for k := range group {
				if group[k] == replaced {
					group[k] = joined
				}
			}
		}
	}
	var groups [][]Stack
	for first := range stacks {
		var members []Stack
		for i, stack := range stacks {
			if group[i] == first {
				members = append(members, stack)
			}
		}
		if len(members) > 0 {
			groups = append(groups, members)
		}
	}
	return groups
}

// refers reports whether a stack depends on another or uses an output or export of it.
func refers(stack Stack, text string, other Stack) bool {
	if slices.Contains(stack.DependsOn, other.Name) || strings.Contains(text, `"StackName":`+quoted(other.Name)) {
		return true
	}
	for _, output := range other.Template.Outputs {
		export, _ := output.Export.(map[string]any)
		if name := quoted(export["Name"]); export["Name"] != nil && strings.Contains(text, `"Fn::ImportValue":`+name) {
			return true
		}
	}
	return false
}

func quoted(value any) string {
	data, _ := json.Marshal(value)
	return string(data)
}

// parentOf is the first element of the construct paths of stacks, if all of them are below it.
func parentOf(stacks []Stack) string {
	parent := ""
	for i, stack := range stacks {
		first, _, nested := strings.Cut(stack.Path, "/")
		if !nested || i > 0 && first != parent {
			return ""
		}
		parent = first
	}
	return parent
}
