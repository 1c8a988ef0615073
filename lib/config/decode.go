package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
)

// prepared is an object with defaults. The decoder calls prepare with what was written in it, and then lays the written fields
// over.
type prepared interface{ prepare(written map[string]any) }

// decode lays a decoded JSON value over a Go value. It is strict, and continues after a problem: every unknown field and every
// wrong type is reported. Fields that were not written keep their values.
func (r *report) decode(path string, raw any, into reflect.Value) {
	r.written[path] = true
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		r.decode(path, raw, into.Elem())
	case reflect.Struct:
		if isText(into.Type()) && !isWritten(into, raw) {
			r.decodeText(path, raw, into)
			return
		}
		r.decodeObject(path, raw, into)
	case reflect.Slice:
		r.decodeList(path, raw, into)
	case reflect.Map:
		if into.Type().Elem().Kind() == reflect.Struct && !isText(into.Type().Elem()) {
			r.decodeObjects(path, raw, into)
			return
		}
		r.decodeTexts(path, raw, into)
	case reflect.String:
		if text, ok := raw.(string); ok {
			into.SetString(text)
			return
		}
		r.mismatch(path, raw, into.Type())
	case reflect.Bool:
		if truth, ok := raw.(bool); ok {
			into.SetBool(truth)
			return
		}
		r.mismatch(path, raw, into.Type())
	case reflect.Int:
		if number, ok := wholeNumber(raw); ok {
			into.SetInt(number)
			return
		}
		r.mismatch(path, raw, into.Type())
	case reflect.Float64:
		if number, ok := anyNumber(raw); ok {
			into.SetFloat(number)
			return
		}
		r.mismatch(path, raw, into.Type())
	default:
		panic("config: no decoder for the type of " + path) // TestEveryTypeDecodes visits every field
	}
}

// isText reports whether a struct is written as text in cdk.json and parsed when it is read: Image, offers.Class.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// isWritten reports whether a struct that may be written as text, such as WritablePath, is written as an object.
func isWritten(into reflect.Value, raw any) bool {
	_, isObject := raw.(map[string]any)
	_, hasFields := into.Addr().Interface().(prepared)
	return isObject && hasFields
}

// decodeText parses a text. Parsing does not fail: the rules decide whether the text is allowed.
func (r *report) decodeText(path string, raw any, into reflect.Value) {
	text, ok := raw.(string)
	if !ok {
		r.mismatch(path, raw, reflect.TypeFor[string]())
		return
	}
	if err := into.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		panic("config: " + path + ": " + err.Error()) // none of the types returns an error
	}
}

func (r *report) decodeObject(path string, raw any, into reflect.Value) {
	object, ok := raw.(map[string]any)
	if !ok {
		r.mismatch(path, raw, into.Type())
		return
	}
	if value, ok := into.Addr().Interface().(prepared); ok {
		value.prepare(object)
	}
	fields, _ := fieldsOf(into.Type())
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if index, known := fields[key]; known {
			r.decode(child(path, key), object[key], into.FieldByIndex(index))
			continue
		}
		wrong, fix := unknown(into.Type(), key, object)
		r.add(child(path, key), wrong, fix)
	}
}

func (r *report) decodeList(path string, raw any, into reflect.Value) {
	elements, ok := raw.([]any)
	if !ok {
		r.mismatch(path, raw, into.Type())
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(elements), len(elements)))
	for i, element := range elements {
		r.decode(fmt.Sprintf("%s[%d]", path, i), element, into.Index(i))
	}
}

// decodeTexts fills a map of text to text. A wrong value is not repeated: it may be a secret in the wrong place.
func (r *report) decodeTexts(path string, raw any, into reflect.Value) {
	object, ok := raw.(map[string]any)
	if !ok {
		r.mismatch(path, raw, into.Type())
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		at := child(path, key)
		r.written[at] = true
		if text, ok := object[key].(string); ok {
			into.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(text))
			continue
		}
		found, _ := describe(object[key])
		r.add(at, "found "+found+", expected text", "the value in double quotes")
	}
}

// decodeObjects fills a map of names to objects. What was in the map before is gone, because the whole map was written.
func (r *report) decodeObjects(path string, raw any, into reflect.Value) {
	objects, ok := raw.(map[string]any)
	if !ok {
		r.mismatch(path, raw, into.Type())
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		object := reflect.New(into.Type().Elem()).Elem() // an element of a map cannot be set field by field
		r.decode(child(path, name), objects[name], object)
		into.SetMapIndex(reflect.ValueOf(name), object)
	}
}

// wholeNumber accepts what is an integer in JSON, however written: 80, 80.0, 8e1. Beyond 2^53 a float64 is no longer exact; no
// field is near it.
func wholeNumber(raw any) (int64, bool) {
	number, ok := anyNumber(raw)
	return int64(number), ok && number == math.Trunc(number) && math.Abs(number) <= 1<<53
}

// anyNumber accepts what is a number in JSON.
func anyNumber(raw any) (float64, bool) {
	switch v := raw.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		number, err := v.Float64()
		return number, err == nil
	}
	return 0, false
}

// fieldsOf maps the JSON names of a struct's fields to their indexes, and lists the names in the order of the type. An embedded
// struct's fields are the struct's own, as for encoding/json.
func fieldsOf(t reflect.Type) (map[string][]int, []string) {
	indexes, names := map[string][]int{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		indexes[name] = field.Index
		names = append(names, name)
	}
	return indexes, names
}
