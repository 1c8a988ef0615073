package promised

import (
	"reflect"

	"kasha/internal/fields"
	"kasha/lib/config"
)

// Fields are the fields of edge as cdk.json has them, such as waf.block. Elements of lists count as one field.
func Fields() []string { return fields.Paths(reflect.TypeFor[config.Edge]()) }
