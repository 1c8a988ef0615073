package config

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"kasha/lib/plaintext"
)

// mismatch explains a wrong type, and shows the value in the right type where it can.
func (r *report) mismatch(path string, raw any, want reflect.Type) {
	wanted, fix := "", ""
	found, value := describe(raw)
	text, isText := raw.(string)
	switch want.Kind() {
	case reflect.String:
		wanted, fix = "text", textFix(path, raw)
	case reflect.Bool:
		wanted, fix = "true or false", "true or false, without quotes"
	case reflect.Int:
		wanted, fix = "a whole number", "a whole number, without quotes"
		if number, err := strconv.Atoi(text); isText && err == nil {
			fix = strconv.Itoa(number) + ", without quotes"
		}
	case reflect.Float64:
		wanted, fix = "a number", "a number, without quotes"
		if number, err := strconv.ParseFloat(text, 64); isText && err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
			fix = strconv.FormatFloat(number, 'g', -1, 64) + ", without quotes"
		}
	case reflect.Slice:
		wanted, fix = "a list", listFix(path, raw, want.Elem())
	default:
		wanted, fix = "an object", "an object in braces"
		if want.Kind() == reflect.Struct {
			_, names := fieldsOf(want)
			fix += " with fields of " + strings.Join(names, ", ")
		}
	}
	if isText && plaintext.Holds(text) {
		found, value = "a text", "" // it may be a secret in the wrong place
	}
	if raw == nil {
		fix += "; leave the field out for its default"
	}
	if value != "" {
		found += " " + value
	}
	r.add(path, "found "+found+", expected "+wanted, fix)
}

// textFix shows a number, a truth value or the only element of a list as text.
func textFix(path string, raw any) string {
	const fix = "text in double quotes"
	elements, isList := raw.([]any)
	if isList {
		if len(elements) == 0 {
			return fix
		}
		first, isText := elements[0].(string)
		if !isText || plaintext.Holds(first) || len(first) > longestQuote {
			return "one text in double quotes"
		}
		switch {
		case len(elements) == 1:
			return quote(first)
		case strings.HasSuffix(path, ".email"):
			return oneAddress(first)
		}
		return "one text in double quotes, such as " + quote(first)
	}
	if _, value := describe(raw); value != "" {
		return `"` + value + `"`
	}
	return fix
}

// oneAddress is the fix for several addresses.
func oneAddress(first string) string {
	return "one address, such as " + quote(first) + "; subscribe the others to the topic, as docs/alarms.md says"
}

// listFix shows a text as a list. An element of most lists has neither commas nor blanks; a command has a word in each.
func listFix(path string, raw any, of reflect.Type) string {
	text, written := raw.(string)
	switch {
	case of.Kind() == reflect.Struct && !isText(of):
		_, names := fieldsOf(of)
		return "a list in square brackets, of objects with fields of " + strings.Join(names, ", ")
	case !written:
		return "a list in square brackets"
	case strings.HasSuffix(path, ".command"), strings.HasSuffix(path, ".entryPoint"):
		return commandFix(text)
	}
	isBetween := func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }
	return jsonList(strings.FieldsFunc(text, isBetween), "a list of texts in square brackets")
}

// describe names the type of a JSON value, and repeats the value where it is short.
func describe(raw any) (found, value string) {
	switch v := raw.(type) {
	case nil:
		return "null", ""
	case bool:
		return "the boolean", strconv.FormatBool(v)
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
