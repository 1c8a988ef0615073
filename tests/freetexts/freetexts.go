// Package freetexts makes a configuration of texts that lib/config accepts although they are unusual. The texts have quotes, references,
// control characters, other alphabets or spaces at both ends, or are as long as allowed. The package finds the fields by reflection, so
// it tries a new field without an edit here. It writes testdata/free-texts.json; the configuration in that file must synthesize and pass
// every later check.
package freetexts

import (
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"kasha/lib/config"
)

// field is a place in an object of cdk.json that holds text. That is a text itself, each element of a list, or a map's keys and
// values.
type field struct {
	path []string // names of objects' fields; each for the objects of a map or list, of which the first is meant that has what follows
	in   container
}

// each stands in a path for the names of a map.
const each = "*"

// container is what holds the text.
type container int

const (
	alone container = iota
	list
	mapKey
	mapValue
)

func (f field) String() string {
	return strings.Join(f.path, ".") + map[container]string{alone: "", list: "[]", mapKey: "{}", mapValue: ".*"}[f.in]
}

// fieldsOf lists the fields of a type that hold text, in the order of the type. It panics for a type that it does not know: text in it
// would not be tried.
func fieldsOf(t reflect.Type, path []string) []field {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case isText(t):
		return []field{{path: path, in: alone}}
	case t.Kind() == reflect.Int || t.Kind() == reflect.Float64 || t.Kind() == reflect.Bool:
		return nil
	case t == reflect.TypeFor[[]config.PathRate]() || t == reflect.TypeFor[[]config.PathCount]():
		return nil // names of a few rules, and paths of letters, digits and _.~/- alone: no unusual text is accepted
	case t.Kind() == reflect.Slice && isText(t.Elem()):
		return []field{{path: path, in: list}}
	case t.Kind() == reflect.Map && isText(t.Key()) && isText(t.Elem()):
		return []field{{path: path, in: mapKey}, {path: path, in: mapValue}}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return fieldsOf(t.Elem(), append(slices.Clone(path), each))
	case t.Kind() == reflect.Map && isText(t.Key()) && t.Elem().Kind() == reflect.Struct:
		return append([]field{{path: path, in: mapKey}}, fieldsOf(t.Elem(), append(slices.Clone(path), each))...)
	case t.Kind() == reflect.Struct:
		var fields []field
		for _, inner := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(inner.Tag.Get("json"), ","); !inner.Anonymous { // an embedded struct's fields are the struct's own
				fields = append(fields, fieldsOf(inner.Type, append(append([]string{}, path...), name))...)
			}
		}
		return fields
	}
	panic("freetexts: " + strings.Join(path, ".") + " has a type in which no text is tried: " + t.String())
}

func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// unusual are texts that some service, format or tool reads otherwise than as text.
func unusual() []string {
	texts := []string{
		"", " ", "${NAME}", "${!NAME}", "${", "$", "$$", "${Token[TOKEN.1]}", "#{Token[TOKEN.1]}", "#{NAME}", "{{NAME}}",
		"{{resolve:ssm:/name}}", "{{resolve:", "{{", "}}", "${AWS::Region}", "$${NAME}", "{{ resolve:ssm:/name }}", "#{!NAME}", "<% NAME %>",
		"<aws.time>", "%s", "%(name)s", `"`, "'", "`", `\`, `\n`, "\n", "\r\n", "\t", "\x00", "\a", "\x1b[31m", "\x7f", "\u0085", "\u009f",
		"\u00a0", "\u200b", "\u200d", "\u202e", "\u2028", "\ufeff", "\ufffd", "\uf8ff", "\U000e0041", "é", "e\u0301", "ß", "日本語", "🙂",
		"a,b", "a;b", "a|b", "a&b", "a=b", "a:b", "a@b", "a#b", "a+b", "a~b", "a.b", "a..b", "a/b", "a//b", "a/../b", "../b", "a*b", "a?b", "a!b",
		"a(b)", "a[b]", "a{b}", "a<b>", "-", "--", "_", "__", "-a", "a-", "*", "/*", "null", "true", "0", "1e3", "aws:a", "AWS", "arn:aws:s3:::b",
		"https://a.example/b?c=d", "<script>alert(1)</script>", "x'; DROP TABLE a; --", "$(id)", "`id`", "|id", "a-b", "A-B",
	}
	for _, length := range []int{17, 64, 256, 1025} {
		texts = append(texts, strings.Repeat("x", length), strings.Repeat("é", length))
	}
	return texts
}

// placements put an unusual text before, into and behind another text.
func placements() []func(text, unusual string) string {
	return []func(text, unusual string) string{
		func(text, unusual string) string { return unusual + text },
		func(text, unusual string) string { return text[:len(text)/2] + unusual + text[len(text)/2:] },
		func(text, unusual string) string { return text + unusual },
	}
}

// tried calls accepts with every unusual text, and with texts in which each accepted one is put to those accepted before it. It returns
// what was accepted: the whole texts, and the last of each series, which has all that a text of the field may have. A field that holds
// one text needs an environment for each text. So only the shortest and the longest of the whole texts are kept.
func (f field) tried(usual string, accepts func(text string) bool) []string {
	var kept []string
	for _, text := range unusual() {
		if text != usual && accepts(text) {
			kept = append(kept, text)
		}
	}
	if f.in == alone && len(kept) > 2 {
		byLength := func(a, b string) int { return cmp.Compare(len(a), len(b)) }
		kept = []string{slices.MinFunc(kept, byLength), slices.MaxFunc(kept, byLength)}
	}
	probed := func(put func(text, unusual string) string) bool {
		return slices.ContainsFunc([]string{"x", "0", "-a", "a.b", "a/b", " "}, func(part string) bool { return accepts(put(usual, part)) })
	}
	for _, put := range placements() {
		if len(kept) == 0 && !probed(put) {
			continue // one of a few words
		}
		text := usual
		for _, part := range unusual() {
			// An accented letter may not be cut in two: encoding/json replaces what is no UTF-8.
			if longer := put(text, part); utf8.ValidString(longer) && longer != text && accepts(longer) {
				text = longer
			}
		}
		if text != usual && !slices.Contains(kept, text) {
			kept = append(kept, text)
		}
	}
	return kept
}

// perEnvironment is how many texts of one list stand in one environment.
func (f field) perEnvironment() int {
	switch f.in {
	case list:
		if name := f.path[len(f.path)-1]; name == "command" || name == "entryPoint" {
			return 90 // fewer than they may have; they accept nearly every text
		}
		return 5 // fewer than writablePaths may have
	case mapKey, mapValue:
		return 1 << 10
	}
	return 1
}

// identity gives the n-th environment what must differ between environments.
func identity(object map[string]any, name string, n int) {
	object["name"] = fmt.Sprintf("%s%d", name, n)
	if database, ok := object["database"].(map[string]any); ok && database["secretNamePrefix"] != nil {
		database["secretNamePrefix"] = fmt.Sprintf("texts/%s%d", name, n)
	}
	if domain, ok := at(object, []string{"edge", "domain"}); ok {
		edge, zone := object["edge"].(map[string]any), domain.(map[string]any)["zoneName"]
		if domain.(map[string]any)["manualRecords"] == true {
			zone = "example.net"
			delete(edge, "aliases") // names of the first environment only
		}
		own := fmt.Sprintf("%s%d.%s", name, n, zone)
		domain.(map[string]any)["name"] = own
		if aliases, _ := edge["aliases"].([]any); len(aliases) == 1 && aliases[0] == edge["redirectTo"] {
			alias := "www." + own
			edge["aliases"], edge["redirectTo"] = []any{alias}, alias
		}
	}
}
