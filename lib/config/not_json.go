package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// malformed explains where a file stops being JSON, and what its author most likely took for JSON.
func malformed(name string, data []byte, err error) Problem {
	problem := Problem{
		Path:  name,
		Wrong: "this is not JSON: " + err.Error(),
		Fix:   "valid JSON; look for a missing or extra comma, quote or brace just before this position",
	}
	if format := otherFormat(data); format != "" {
		problem.Wrong = "this is " + format + ", and the CDK reads cdk.json as JSON"
		problem.Fix = `one JSON object: {"app": ..., "context": {"kasha": {...}}}`
	}
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch): // JSON, in which a field that Kasha reads beside its configuration has a wrong type
		expected := "text"
		if mismatch.Type.Kind() == reflect.Map {
			expected = "an object"
		}
		return Problem{Path: cmp.Or(mismatch.Field, name), Wrong: "found " + article(mismatch.Value) + ", expected " + expected,
			Fix: expected}
	case errors.As(err, &syntax):
		problem.Where = position(name, data, syntax.Offset)
		if otherFormat(data) == "" {
			mistake(&problem, data[max(min(syntax.Offset-1, int64(len(data))), 0):])
		}
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		problem.Where = position(name, data, int64(len(data)))
		if otherFormat(data) == "" {
			problem.Wrong = "this is not JSON: it ends too early"
		}
	}
	return problem
}

func article(kind string) string {
	if kind == "object" || kind == "array" {
		return "an " + kind
	}
	return "a " + kind
}

var (
	wordOfYAML = regexp.MustCompile(`^(---|%YAML|- |[A-Za-z_"'][^{=]*:(\s|$))`)
	wordOfTOML = regexp.MustCompile(`^(\[[A-Za-z_."]+\]|[A-Za-z_][\w.-]*\s*=)`)
)

// otherFormat names the format of a file that was never meant to be JSON. Empty: none of those that are known.
func otherFormat(data []byte) string {
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case wordOfYAML.MatchString(line):
			return "YAML"
		case wordOfTOML.MatchString(line):
			return "TOML"
		default:
			return ""
		}
	}
	return ""
}

// mistake says what is at the beginning of the rest of a file, where JSON ends. encoding/json names the first byte only, which is no
// character of its own in most alphabets.
func mistake(problem *Problem, rest []byte) {
	found, size := utf8.DecodeRune(rest)
	if size > 1 {
		problem.Wrong = "this is not JSON: invalid character " + fmt.Sprintf("%q", found)
	}
	isKey := strings.Contains(problem.Wrong, "object key") // where a name must stand
	switch {
	case bytes.HasPrefix(rest, []byte("<<<")), bytes.HasPrefix(rest, []byte("===")), bytes.HasPrefix(rest, []byte(">>>")):
		problem.Fix = "one version of the file: this one has the markers of a merge conflict"
	case found == '/' || found == '#':
		problem.Fix = "no comments: JSON has none"
	case found == '\'' || found == '`':
		problem.Fix = "double quotes around texts and names"
	case unicode.In(found, unicode.Pi, unicode.Pf) || found == '„':
		problem.Fix = `straight double quotes, as in "app": word processors and chats replace them`
	case size > 1 && !unicode.IsGraphic(found) || unicode.Is(unicode.Zs, found) && found != ' ':
		problem.Wrong = fmt.Sprintf("this is not JSON: there is a character that nobody can see, %U", found)
		problem.Fix = "delete it; it often comes with text that was copied from a page"
	case isKey && (unicode.IsLetter(found) || found == '_' || found == '$'):
		problem.Fix = `double quotes around names too, as in "app"`
	case unicode.IsLetter(found):
		problem.Fix = "text in double quotes, a number, true, false or null"
	}
}

// undecodable reports a file that is not in UTF-8. JSON is, and the CDK would replace what is not, also inside of a text that is deployed.
func undecodable(name string, data []byte) Problems {
	const fix = "the same text, saved as UTF-8"
	utf16 := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.ContainsRune(data, 0)
	switch {
	case utf16:
		return Problems{{Path: name, Wrong: "the file is in UTF-16 or another form that is not UTF-8", Fix: fix +
			"; PowerShell does it with Set-Content -Encoding utf8"}}
	case !utf8.Valid(data):
		valid := 0
		for valid < len(data) {
			r, size := utf8.DecodeRune(data[valid:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		return Problems{{Path: name, Where: position(name, data, int64(valid)+1), Wrong: "the file is not in UTF-8", Fix: fix}}
	}
	return nil
}
