package engine

import (
	"bytes"
	"encoding/json"
	"sort"
)

// documentFirst orders properties by name, those that hold a policy document before the others.
type documentFirst map[string]any

// MarshalJSON writes the properties in that order.
func (p documentFirst) MarshalJSON() ([]byte, error) {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		first, second := isDocument(p[names[i]]), isDocument(p[names[j]])
		if first != second {
			return first
		}
		return names[i] < names[j]
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
	document, ok := value.(map[string]any)
	if !ok {
		return false
	}
	_, ok = document["Statement"]
	return ok
}
