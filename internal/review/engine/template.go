package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Pair is two versions of one template. Either may be nil: the stack is new or removed.
type Pair struct{ Old, New Template }

// Template is the part of a template that the engine compares: its resources by logical id.
type Template map[string]map[string]any

// MarshalJSON writes a pair as the script reads it.
func (p Pair) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]any{p.Old.wire(), p.New.wire()})
}

// wire copies a template for the script. The engine takes the first property whose name contains "Policy" for the policy
// document of a resource. AWS::SecretsManager::ResourcePolicy has a BlockPublicPolicy too, so the document goes first.
func (t Template) wire() map[string]any {
	resources := map[string]any{}
	for id, resource := range t {
		sent := maps.Clone(resource)
		if properties, ok := sent["Properties"].(map[string]any); ok {
			sent["Properties"] = documentFirst(properties)
		}
		resources[id] = sent
	}
	return map[string]any{"Resources": resources}
}

// documentFirst is properties that are written by name, those with a policy document before the others.
type documentFirst map[string]any

// MarshalJSON writes the properties in that order.
func (p documentFirst) MarshalJSON() ([]byte, error) {
	names := slices.SortedFunc(maps.Keys(p), func(a, b string) int {
		switch first, second := isDocument(p[a]), isDocument(p[b]); {
		case first && !second:
			return -1
		case second && !first:
			return 1
		}
		return strings.Compare(a, b)
	})
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(p[name])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func isDocument(value any) bool {
	document, _ := value.(map[string]any)
	_, ok := document["Statement"]
	return ok
}
