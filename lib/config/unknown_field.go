package config

import (
	"fmt"
	"reflect"
	"strings"

	"kasha/lib/spelling"
)

// unknown explains a field that does not exist. It has a meaning of its own in this object, belongs in another object, comes from another
// tool, is misspelt, or is none of Kasha's. object is what was written beside it.
func unknown(of reflect.Type, key string, object map[string]any) (wrong, fix string) {
	if wrong, fix = special(of, key, object); wrong != "" {
		return wrong, fix
	}
	if elsewhere := homes(reflect.TypeFor[Kasha](), "", key); len(elsewhere) > 0 {
		where := list(elsewhere, "or")
		return "unknown field here; it belongs in " + where, "move it into " + where
	}
	if wrong, fix = foreign(key, object[key]); wrong != "" {
		return wrong, fix
	}
	_, names := fieldsOf(of)
	if guess := spelling.Nearest(key, names); guess != "" {
		return fmt.Sprintf("unknown field; did you mean %q?", guess), fmt.Sprintf("%q, or delete the field", guess)
	}
	return "unknown field", "one of the known fields: " + strings.Join(names, ", ")
}

// Answer explains a field that does not exist, by its path from the environment, such as jobs.NAME.image. Both texts are empty where it is
// misspelt or none of Kasha's.
func Answer(path string) (wrong, fix string) {
	of, pieces := reflect.TypeFor[Environment](), strings.Split(path, ".")
	key := pieces[len(pieces)-1]
	for i, piece := range pieces[:len(pieces)-1] {
		isNamed := of.Kind() == reflect.Map
		of, _ = Element(of, "")
		if of.Kind() != reflect.Struct || isText(of) {
			break
		}
		indexes, _ := fieldsOf(of)
		index, known := indexes[piece]
		switch {
		case known:
			of = of.FieldByIndex(index).Type
		case isNamed && i > 0: // the name of a job
		default:
			return foreign(key, nil)
		}
	}
	if of, _ = Element(of, ""); of.Kind() == reflect.Struct {
		if wrong, fix = special(of, key, nil); wrong != "" {
			return wrong, fix
		}
	}
	return foreign(key, nil)
}
