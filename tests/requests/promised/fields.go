package promised

import (
	"reflect"
	"strings"

	"kasha/lib/config"
)

// Fields are the fields of edge as cdk.json has them, such as waf.block. Elements of lists count as one field.
func Fields() []string { return fieldsOf(reflect.TypeFor[config.Edge](), "") }

func fieldsOf(structure reflect.Type, prefix string) []string {
	var fields []string
	for i := range structure.NumField() {
		field := structure.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		kind := field.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		if kind.Kind() == reflect.Struct {
			fields = append(fields, fieldsOf(kind, prefix+name+".")...)
			continue
		}
		fields = append(fields, prefix+name)
	}
	return fields
}
