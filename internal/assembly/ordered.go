package assembly

import (
	"bytes"
	"encoding/json"
)

// ordered keeps a manifest's artifacts in the order in which they are written, which is the order of deployment. A map has no order.
type ordered struct {
	ids   []string
	items map[string]artifact
}

func (o *ordered) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &o.items); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil { // the opening brace
		return err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		o.ids = append(o.ids, key.(string))
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return err
		}
	}
	return nil
}
