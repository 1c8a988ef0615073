package config

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// mismatch explains a wrong type, and shows the value in the right type where it can.
func (r *report) mismatch(path string, raw any, want reflect.Type) {
	wanted, fix := "", ""
	found, value := describe(raw)
	text, isText := raw.(string)
	switch want.Kind() {
	case reflect.String:
		wanted, fix = "text", "text in double quotes"
		if value != "" && !isText {
			fix = `"` + value + `"`
		}
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
		wanted, fix = "a list", "a list in square brackets"
		if isText {
			var elements []string
			for _, element := range strings.Split(text, ",") {
				elements = append(elements, quote(strings.TrimSpace(element)))
			}
			fix = "[" + strings.Join(elements, ", ") + "]"
		}
	default:
		wanted, fix = "an object", "an object in braces"
		if want.Kind() == reflect.Struct {
			_, names := fieldsOf(want)
			fix += " with fields of " + strings.Join(names, ", ")
		}
	}
	if raw == nil {
		fix += "; leave the field out for its default"
	}
	if value != "" {
		found += " " + value
	}
	r.add(path, "found "+found+", expected "+wanted, fix)
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
