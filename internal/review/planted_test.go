package review_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// plant is a change of the resources of a pipeline's stack, as someone might hide it in a larger one.
type plant = func(resources map[string]assembly.Resource)

// replace replaces a text in the JSON of a resource. A text that is not there would plant nothing.
func replace(id, old, new string) plant {
	return func(resources map[string]assembly.Resource) {
		r := resources[id]
		text, err := json.Marshal(r.Properties)
		if err != nil || !strings.Contains(string(text), old) {
			panic(fmt.Sprintf("%s has no %s: %s", id, old, text))
		}
		r.Properties = nil
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), old, new)), &r.Properties); err != nil {
			panic(err)
		}
		resources[id] = r
	}
}

// set sets a property of a resource.
func set(id, path string, value any) plant {
	return func(resources map[string]assembly.Resource) { put(resources[id].Properties, path, value) }
}

func put(in object, path string, value any) {
	first, rest, more := strings.Cut(path, ".")
	if more {
		put(in[first].(object), rest, value)
		return
	}
	in[first] = asJSON(value)
}

// asJSON is a value as it is read from a template.
func asJSON(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var read any
	if err := json.Unmarshal(text, &read); err != nil {
		panic(err)
	}
	return read
}

func stagesOf(resources map[string]assembly.Resource) []any {
	return resources["Pipeline"].Properties["Stages"].([]any)
}

func addAction(stage int, action object) plant {
	return func(resources map[string]assembly.Resource) {
		to := stagesOf(resources)[stage].(object)
		to["Actions"] = append(to["Actions"].([]any), asJSON(action))
	}
}

// setAction changes an action of the last stage.
func setAction(name, path string, value any) plant {
	return func(resources map[string]assembly.Resource) {
		actions := lastStage(resources)["Actions"].([]any)
		put(actions[named(actions, name)].(object), path, value)
	}
}

func removeAction(name string) plant {
	return func(resources map[string]assembly.Resource) {
		stage := lastStage(resources)
		actions := stage["Actions"].([]any)
		i := named(actions, name)
		stage["Actions"] = slices.Delete(actions, i, i+1)
	}
}

func lastStage(resources map[string]assembly.Resource) object {
	stages := stagesOf(resources)
	return stages[len(stages)-1].(object)
}

func named(actions []any, name string) int {
	i := slices.IndexFunc(actions, func(action any) bool { return action.(object)["Name"] == name })
	if i < 0 {
		panic("no action " + name)
	}
	return i
}
