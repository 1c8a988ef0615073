package config

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// prepared is an object whose defaults depend on what was written in it. The decoder calls prepare before it lays the
// written fields over.
type prepared interface{ prepare(written map[string]any) }

// decode lays a decoded JSON value over a Go value. It is strict: every unknown field and every wrong type is reported, and
// nothing stops it. Fields that were not written keep what they hold.
func (r *report) decode(path string, raw any, into reflect.Value) {
	r.written[path] = true
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		r.decode(path, raw, into.Elem())
	case reflect.Struct:
		r.decodeObject(path, raw, into)
	case reflect.Slice:
		r.decodeList(path, raw, into)
	case reflect.Map:
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
	default:
		panic("config: no decoder for the type of " + path) // TestEveryTypeDecodes visits every field
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
	fields, names := fieldsOf(into.Type())
	for _, key := range sortedKeys(object) {
		if index, known := fields[key]; known {
			r.decode(child(path, key), object[key], into.Field(index))
			continue
		}
		wrong, write := unknown(key, names)
		r.add(child(path, key), wrong, write)
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
	for _, key := range sortedKeys(object) {
		at := child(path, key)
		r.written[at] = true
		if text, ok := object[key].(string); ok {
			into.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(text))
			continue
		}
		found, _ := describe(object[key])
		r.add(at, "found "+found+", want text", "the value in double quotes")
	}
}

// unknown explains a field that does not exist: misspelt, in the wrong object, or simply not there.
func unknown(key string, names []string) (wrong, write string) {
	if guess := nearest(key, names); guess != "" {
		return fmt.Sprintf("unknown field; did you mean %q?", guess), fmt.Sprintf("%q, or delete the field", guess)
	}
	if elsewhere := homes(reflect.TypeFor[Kasha](), "", key); len(elsewhere) > 0 {
		where := list(elsewhere, "or")
		return "unknown field here; it belongs in " + where, "it inside " + where
	}
	return "unknown field", "only the known fields: " + strings.Join(names, ", ")
}

// mismatch explains a wrong type, and shows the right one where the value makes it plain.
func (r *report) mismatch(path string, raw any, want reflect.Type) {
	wanted, write := "", ""
	found, value := describe(raw)
	text, isText := raw.(string)
	switch want.Kind() {
	case reflect.String:
		wanted, write = "text", "text in double quotes"
		if value != "" && !isText {
			write = `"` + value + `"`
		}
	case reflect.Bool:
		wanted, write = "true or false", "true or false, without quotes"
	case reflect.Int:
		wanted, write = "a whole number", "a whole number, without quotes"
		if number, err := strconv.Atoi(text); isText && err == nil {
			write = strconv.Itoa(number) + ", without quotes"
		}
	case reflect.Slice:
		wanted, write = "a list", "a list in square brackets"
		if isText {
			var elements []string
			for _, element := range strings.Split(text, ",") {
				elements = append(elements, quote(strings.TrimSpace(element)))
			}
			write = "[" + strings.Join(elements, ", ") + "]"
		}
	default:
		wanted, write = "an object", "an object in braces"
		if want.Kind() == reflect.Struct {
			_, names := fieldsOf(want)
			write += " with fields of " + strings.Join(names, ", ")
		}
	}
	if raw == nil {
		write += "; leave the field out for its default"
	}
	if value != "" {
		found += " " + value
	}
	r.add(path, "found "+found+", want "+wanted, write)
}

// describe names the type of a JSON value, and repeats it where it is short.
func describe(raw any) (found, value string) {
	switch v := raw.(type) {
	case nil:
		return "null", ""
	case bool:
		return "the truth value", strconv.FormatBool(v)
	case string:
		return "the text", quote(v)
	case json.Number:
		return "the number", strings.Trim(quote(v.String()), `"`)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) <= 1<<53 {
			return "the number", strconv.FormatInt(int64(v), 10) // an account id must not come back as 2.2e+11
		}
		return "the number", strconv.FormatFloat(v, 'g', -1, 64)
	case int:
		return "the number", strconv.Itoa(v)
	case []any:
		return "a list", ""
	}
	return "an object", ""
}

// wholeNumber accepts what is an integer in JSON, however written: 80, 80.0, 8e1. Beyond 2^53 a float64 is no longer
// exact, and no field is near it.
func wholeNumber(raw any) (int64, bool) {
	var number float64
	switch v := raw.(type) {
	case int:
		number = float64(v)
	case float64:
		number = v
	case json.Number:
		parsed, err := v.Float64()
		if err != nil {
			return 0, false
		}
		number = parsed
	default:
		return 0, false
	}
	return int64(number), number == math.Trunc(number) && math.Abs(number) <= 1<<53
}

// fieldsOf maps the JSON names of a struct's fields to their indexes, and lists the names in the order of the type.
func fieldsOf(t reflect.Type) (map[string]int, []string) {
	indexes, names := map[string]int{}, []string{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		indexes[name] = i
		names = append(names, name)
	}
	return indexes, names
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
