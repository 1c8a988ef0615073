package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"kasha/internal/fields/comments"
)

// Schema returns the JSON schema of a cdk.json whose context has the configuration under "kasha". Rules that compare fields, or ask what a
// region offers, stay lib/config's: a file that the schema accepts may still be refused.
func Schema(root reflect.Type, said map[string]comments.Comment) (map[string]any, error) {
	s := schema{comments: said, definitions: map[string]any{}}
	kasha := s.of(root)
	if s.err != nil {
		return nil, s.err
	}
	return map[string]any{
		"$schema": "http://json-schema.org/draft-07/schema#",
		"title":   "cdk.json of Kasha",
		"type":    "object",
		"properties": map[string]any{
			"context": map[string]any{"type": "object", "properties": map[string]any{"kasha": kasha}},
		},
		"definitions": s.definitions,
	}, nil
}

// SchemaText returns the schema as a file has it.
func SchemaText(root reflect.Type, said map[string]comments.Comment) ([]byte, error) {
	schema, err := Schema(root, said)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err = encoder.Encode(schema)
	return text.Bytes(), err
}

type schema struct {
	comments    map[string]comments.Comment
	definitions map[string]any
	err         error
}

func (s *schema) of(t reflect.Type) map[string]any {
	switch {
	case t.Kind() == reflect.Pointer:
		return s.of(t.Elem())
	case t.Kind() == reflect.Struct && hasFields(t):
		s.define(t)
		object := map[string]any{"$ref": "#/definitions/" + t.Name()}
		if isText(t) {
			return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, object}}
		}
		return object
	case isText(t):
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	case t.Kind() == reflect.Float64:
		return map[string]any{"type": "number"}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	}
	s.err = fmt.Errorf("%s: the schema knows no type for it", t)
	return nil
}

func (s *schema) define(t reflect.Type) {
	if _, known := s.definitions[t.Name()]; known {
		return
	}
	properties, required := map[string]any{}, []string{}
	definition := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	s.definitions[t.Name()] = definition
	for _, field := range fields(t) {
		comment, ok := s.comments[owner(t, field)+"."+field.Name]
		if !ok {
			s.err = fmt.Errorf("%s.%s has no comment", t.Name(), field.Name)
			return
		}
		property := s.of(field.Type)
		if _, isReference := property["$ref"]; isReference { // draft 7 ignores what stands beside a reference
			property = map[string]any{"allOf": []any{property}}
		}
		describe(property, comment)
		properties[nameOf(field)] = property
		if strings.HasPrefix(comment.Default, "none; required") && !strings.Contains(comment.Default, "required without") {
			required = append(required, nameOf(field))
		}
	}
	if len(required) > 0 {
		definition["required"] = required
	}
}

var (
	quotedWords = regexp.MustCompile(`^"[^"]+"(, "[^"]+")*,? or "[^"]+"$`)
	quotedWord  = regexp.MustCompile(`"([^"]+)"`)
	bounds      = regexp.MustCompile(`^([0-9]+) to ([0-9]+)$`)
)

// describe adds what a comment says of a field: words that it may be, bounds, its default.
func describe(property map[string]any, comment comments.Comment) {
	text := comment.Text
	for _, label := range []struct{ name, value string }{
		{"Unit", comment.Unit}, {"Default", comment.Default}, {"Allowed", comment.Allowed},
	} {
		if label.value != "" {
			text += "\n" + label.name + ": " + label.value
		}
	}
	property["description"] = text
	if property["type"] == "string" && quotedWords.MatchString(comment.Allowed) {
		var words []any
		for _, match := range quotedWord.FindAllStringSubmatch(comment.Allowed, -1) {
			words = append(words, match[1])
		}
		property["enum"] = words
	}
	if match := bounds.FindStringSubmatch(comment.Allowed); match != nil && property["type"] == "integer" {
		property["minimum"], _ = strconv.Atoi(match[1])
		property["maximum"], _ = strconv.Atoi(match[2])
	}
	var value any
	if json.Unmarshal([]byte(comment.Default), &value) == nil {
		property["default"] = value
	}
}
