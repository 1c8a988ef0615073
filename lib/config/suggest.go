package config

import (
	"reflect"
	"slices"

	"kasha/lib/spelling"
)

// suggestion returns the most likely choice as a fix, or all of them.
func suggestion[T ~string](value T, choices []T) string {
	var words []string
	for _, choice := range choices {
		words = append(words, string(choice))
	}
	if guess := spelling.Nearest(string(value), words); guess != "" {
		return quote(guess) + ", if you mean that"
	}
	return oneOf(words)
}

// Element returns what a list, an object with names of the user's, or a pointer holds, and the path of one of its elements.
func Element(of reflect.Type, path string) (reflect.Type, string) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		switch of.Kind() {
		case reflect.Slice:
			path += "[]"
		case reflect.Map:
			path += ".NAME"
		}
		of = of.Elem()
	}
	return of, path
}

// homes returns the objects that have a field of this name: "database" for multiAz.
func homes(in reflect.Type, path, name string) []string {
	var found []string
	in, path = Element(in, path)
	if in.Kind() != reflect.Struct || isText(in) {
		return nil
	}
	fields, names := fieldsOf(in)
	if _, ok := fields[name]; ok && path != "" {
		found = append(found, `"`+path+`"`)
	}
	for _, field := range names {
		for _, home := range homes(in.FieldByIndex(fields[field]).Type, field, name) {
			if !slices.Contains(found, home) { // every process has egress, and is named once
				found = append(found, home)
			}
		}
	}
	return found
}
