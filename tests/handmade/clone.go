package handmade

import (
	"reflect"

	"kasha/internal/assembly"
)

// Clone copies stacks deeply, so that a fault in the copy does not change the original.
func Clone(stacks []assembly.Stack) []assembly.Stack {
	return clone(reflect.ValueOf(stacks)).Interface().([]assembly.Stack)
}

// clone copies structs, lists and maps field by field, so that a field which is added to templates later is copied too. It panics at a
// pointer, which it would have to share.
func clone(value reflect.Value) reflect.Value {
	switch value.Kind() {
	case reflect.Slice, reflect.Map, reflect.Interface:
		if value.IsNil() {
			return value
		}
	}
	switch value.Kind() {
	case reflect.Struct:
		copied := reflect.New(value.Type()).Elem()
		for i := range value.NumField() {
			copied.Field(i).Set(clone(value.Field(i)))
		}
		return copied
	case reflect.Slice:
		copied := reflect.MakeSlice(value.Type(), value.Len(), value.Len())
		for i := range value.Len() {
			copied.Index(i).Set(clone(value.Index(i)))
		}
		return copied
	case reflect.Map:
		copied := reflect.MakeMapWithSize(value.Type(), value.Len())
		for entries := value.MapRange(); entries.Next(); {
			copied.SetMapIndex(entries.Key(), clone(entries.Value()))
		}
		return copied
	case reflect.Interface:
		return clone(value.Elem())
	case reflect.Pointer, reflect.Array, reflect.Func, reflect.Chan:
		panic("a stack has something in it that Clone cannot copy: " + value.Type().String())
	}
	return value
}
