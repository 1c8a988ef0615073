package config

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/lib/plaintext"
)

var examplePattern = regexp.MustCompile(`<([^>]*)>`)

// withWritten puts the written value in place of the example of a fix, which is between < and >. Both must be of the same kind:
// "memory": 512 becomes "memoryMiB": 512.
func withWritten(fix string, written any) string {
	return examplePattern.ReplaceAllStringFunc(fix, func(marked string) string {
		example := strings.Trim(marked, "<>")
		before, _, _ := strings.Cut(fix, marked)
		if value := fitting(example, written, before); value != "" {
			return value
		}
		return example
	})
}

// fitting is the written value in JSON, if it can stand in place of an example.
func fitting(example string, written any, field string) string {
	var like any
	if json.Unmarshal([]byte(example), &like) != nil {
		return ""
	}
	switch like.(type) {
	case float64:
		if list, isList := written.([]any); isList && len(list) == 1 { // "ports": [8080]
			written = list[0]
		}
		if number := size(written, strings.Contains(field, "MiB"), strings.Contains(field, `"cpu"`)); number > 0 {
			return strconv.Itoa(number)
		}
	case string:
		if text, isText := written.(string); isText && text != "" {
			return strings.Trim(jsonList([]string{text}, ""), "[]")
		}
		if number, isNumber := written.(json.Number); isNumber { // an account
			return strconv.Quote(strings.Trim(quote(number.String()), `"`))
		}
	case []any:
		return listOfTexts(written, strings.Contains(field, `"command"`) || strings.Contains(field, `"entryPoint"`))
	case map[string]any:
		return variables(written)
	}
	return ""
}

var sizePattern = regexp.MustCompile(`(?i)^([0-9]+(?:\.[0-9]+)?)\s*(|m|mi|mb|mib|g|gi|gb|gib)$`)

// size is a number, also of a text such as "512" or "1Gi". inMiB: a size in GiB is converted. isCPU: up to 16, it counts virtual CPUs.
func size(written any, inMiB, isCPU bool) int {
	number, isNumber := anyNumber(written)
	if text, isText := written.(string); isText {
		found := sizePattern.FindStringSubmatch(text)
		if found == nil {
			return 0
		}
		number, _ = strconv.ParseFloat(found[1], 64)
		isNumber = true
		unit := strings.ToLower(found[2])
		if strings.HasPrefix(unit, "g") && inMiB {
			number *= 1024
		} else if unit != "" && (strings.HasPrefix(unit, "m") != inMiB || isCPU) {
			return 0
		}
	}
	if isCPU && number <= 16 {
		number *= 1024
	}
	if !isNumber || number != math.Trunc(number) || number < 1 || number > 1<<31 {
		return 0
	}
	return int(number)
}

// listOfTexts is a list of texts in JSON. A command may have been written as one text.
func listOfTexts(written any, isCommand bool) string {
	if text, isText := written.(string); isText && isCommand && text != "" {
		if fix := commandFix(text); fix != commandExample {
			return fix
		}
		return ""
	}
	list, _ := written.([]any)
	var texts []string
	for _, element := range list {
		text, isText := element.(string)
		if !isText {
			return ""
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 || isCommand && strings.ContainsAny(texts[0], " \t\n") {
		return ""
	}
	return jsonList(texts, "")
}

// variables are a few variables in JSON. A variable that may be a secret gives none.
func variables(written any) string {
	object, _ := written.(map[string]any)
	if len(object) == 0 || len(object) > 3 {
		return ""
	}
	var pairs []string
	for name, value := range object {
		text, isText := value.(string)
		pair := jsonList([]string{name, text}, "")
		if !isText || pair == "" || !variablePattern.MatchString(name) || plaintext.Secret(name, text) || isReserved(name) {
			return ""
		}
		pairs = append(pairs, jsonText(name)+": "+jsonText(text))
	}
	slices.Sort(pairs)
	return "{" + strings.Join(pairs, ", ") + "}"
}
