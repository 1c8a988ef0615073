package config

import (
	"fmt"
	"reflect"
	"strings"

	"kasha/lib/spelling"
)

// unknown explains a field that does not exist: it belongs in another object, comes from another tool, is misspelt, or is none of Kasha's.
func unknown(key string, names []string) (wrong, fix string) {
	if elsewhere := homes(reflect.TypeFor[Kasha](), "", key); len(elsewhere) > 0 {
		where := list(elsewhere, "or")
		return "unknown field here; it belongs in " + where, "move it into " + where
	}
	if wrong, fix = foreign(key); wrong != "" {
		return wrong, fix
	}
	if guess := spelling.Nearest(key, names); guess != "" {
		return fmt.Sprintf("unknown field; did you mean %q?", guess), fmt.Sprintf("%q, or delete the field", guess)
	}
	return "unknown field", "one of the known fields: " + strings.Join(names, ", ")
}
