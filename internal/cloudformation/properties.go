package cloudformation

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Properties reads resolved properties. CloudFormation accepts "true" for true and "80" for 80, and so do the accessors. A property
// that is absent or has another form reads as the zero value.
type Properties map[string]any

// Text is a property as text.
func (p Properties) Text(name string) string { return text(p[name]) }

// Texts is a list property as texts. A single value is a list of one. A text with commas is a list, as in a CommaDelimitedList.
func (p Properties) Texts(name string) []string {
	switch value := p[name].(type) {
	case []any:
		var texts []string
		for _, element := range value {
			texts = append(texts, text(element))
		}
		return texts
	case string:
		if value != "" {
			return strings.Split(value, ",")
		}
	}
	return nil
}

// Is reports whether a boolean property is true.
func (p Properties) Is(name string) bool { return strings.EqualFold(text(p[name]), "true") }

// Int is a number property, and whether it is there.
func (p Properties) Int(name string) (int, bool) {
	number, err := strconv.Atoi(text(p[name]))
	return number, err == nil
}

// Map is an object property; never nil.
func (p Properties) Map(name string) Properties {
	if value, ok := p[name].(map[string]any); ok {
		return value
	}
	return Properties{}
}

// Maps is a list of objects; a single object is a list of one.
func (p Properties) Maps(name string) []Properties {
	switch value := p[name].(type) {
	case []any:
		var maps []Properties
		for _, element := range value {
			if object, ok := element.(map[string]any); ok {
				maps = append(maps, object)
			}
		}
		return maps
	case map[string]any:
		return []Properties{value}
	}
	return nil
}

// text is a scalar as CloudFormation writes it into a text.
func text(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case int:
		return strconv.Itoa(value)
	default:
		data, _ := json.Marshal(value)
		return string(data)
	}
}
