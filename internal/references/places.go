package references

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// place is where the note of a resource belongs in the text of a template. around is written instead of the text between from and
// to.
type place struct {
	resource string
	from, to int
	around   string // a format with the note as its argument
}

// findPlaces finds the place in every resource of a template. It is the value of an earlier note, the beginning of the metadata,
// or the beginning of the resource.
func findPlaces(template []byte) ([]place, error) {
	scan := scanner{decoder: json.NewDecoder(bytes.NewReader(template))}
	var places []place
	err := scan.object(func(section string) error {
		if section != "Resources" {
			return scan.skip()
		}
		return scan.object(func(id string) error {
			at := place{resource: id, around: "\"Metadata\": {\n    \"" + Key + "\": %s\n   },\n   "}
			err := scan.resource(&at)
			places = append(places, at)
			return err
		})
	})
	return places, err
}

// scanner reads a JSON text and knows where it is.
type scanner struct{ decoder *json.Decoder }

// object reads an object, and calls member at the value of each of its members, which member reads.
func (s scanner) object(member func(name string) error) error {
	if token, err := s.decoder.Token(); err != nil || token != json.Delim('{') {
		return fmt.Errorf("it should have an object at byte %d, and has %v (%v)", s.decoder.InputOffset(), token, err)
	}
	for s.decoder.More() {
		name, err := s.decoder.Token()
		if err != nil {
			return err
		}
		if err := member(name.(string)); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

// resource reads a resource and finds its place.
func (s scanner) resource(at *place) error {
	first := true
	return s.object(func(name string) error {
		if first {
			at.from = s.before(name)
			at.to, first = at.from, false
		}
		if name != "Metadata" {
			return s.skip()
		}
		empty := true
		err := s.object(func(entry string) error {
			if empty {
				at.from = s.before(entry)
				at.to, at.around, empty = at.from, "\""+Key+"\": %s,\n    ", false
			}
			start := int(s.decoder.InputOffset())
			err := s.skip()
			if entry == Key {
				at.from, at.to, at.around = start, int(s.decoder.InputOffset()), ": %s"
			}
			return err
		})
		if empty && err == nil {
			return fmt.Errorf("the resource %s has empty metadata; fix: leave it out", at.resource)
		}
		return err
	})
}

// before is the offset of the quotation mark before the name that was just read.
func (s scanner) before(name string) int {
	quoted, _ := json.Marshal(name)
	return int(s.decoder.InputOffset()) - len(quoted)
}

func (s scanner) skip() error {
	var skipped json.RawMessage
	return s.decoder.Decode(&skipped)
}
