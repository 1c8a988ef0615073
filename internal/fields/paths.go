package fields

import (
	"reflect"
	"strings"
)

// Paths returns the paths of the values in a type of lib/config, such as waf.block: of all fields that are no objects themselves. A list
// and a map count as one value, and so does what is written as a text.
func Paths(of reflect.Type) []string { return paths(of, "") }

func paths(of reflect.Type, prefix string) []string {
	var found []string
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue // an embedded struct, whose fields are visible as the type's own
		}
		inside := field.Type
		if inside.Kind() == reflect.Pointer {
			inside = inside.Elem()
		}
		if inside.Kind() == reflect.Struct && hasFields(inside) {
			found = append(found, paths(inside, prefix+name+".")...)
			continue
		}
		found = append(found, prefix+name)
	}
	return found
}
