// Package fields is the reference of cdk.json: what each field does, its defaults in each tier, and its cost. It takes the project's folder
// and returns a list of fields.
//
// It repeats no fact in its own code. The types and comments are those of lib/config, the defaults are what lib/config fills in, and the
// costs are the tables of docs/cost.md. The package reads the comments from the Go source, so it needs a checkout.
package fields

import (
	"encoding"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"kasha/internal/fields/comments"
	"kasha/lib/config"
)

// Field is one field of cdk.json.
type Field struct {
	Path     string // from the environment: database.multiAz; from the top: environments, pipeline.branch
	Kind     string // what JSON it holds, in words
	Text     string // what it does
	Unit     string // of a number
	Default  string // in words
	Allowed  string
	Source   string
	Defaults []Default // what lib/config fills in, for each tier; none: no default, or one that depends on other fields
	Costs    []Cost
	Fields   []string // the paths of the fields in it
}

// Default is the value of a field that is not written, in one tier.
type Default struct {
	Tier  config.Tier
	Value string // JSON
}

// Read returns every field, in the order of the types.
func Read(project string) ([]Field, error) {
	said, err := comments.Read(filepath.Join(project, "lib", "config"))
	if err != nil {
		return nil, fmt.Errorf("%w; fix: run it in the project's folder", err)
	}
	costs, err := readCosts(filepath.Join(project, "docs", "cost.md"))
	if err != nil {
		return nil, err
	}
	r := reader{comments: said, costs: costs}
	var tiers []tierDefaults
	for _, tier := range []config.Tier{config.Production, config.Nonproduction} {
		environment, err := withDefaults(tier)
		if err != nil {
			return nil, err
		}
		tiers = append(tiers, tierDefaults{tier, reflect.ValueOf(environment)})
	}
	r.object("", reflect.TypeFor[config.Kasha](), nil)
	r.object("", reflect.TypeFor[config.Environment](), tiers)
	return r.fields, nil
}

// withDefaults returns the smallest environment of a tier, with every default.
func withDefaults(tier config.Tier) (config.Environment, error) {
	kasha, err := config.Read(map[string]any{"environments": []any{map[string]any{
		"name": "example", "tier": string(tier), "region": "us-east-1", "availabilityZones": []any{"us-east-1a", "us-east-1b"},
	}}})
	if err != nil {
		return config.Environment{}, err
	}
	return kasha.Environments[0], nil
}

type tierDefaults struct {
	tier  config.Tier
	value reflect.Value // invalid: there is no such object by default
}

type reader struct {
	comments map[string]comments.Comment // by Type.Field
	costs    []row
	fields   []Field
}

// object adds the fields of an object, and returns their paths.
func (r *reader) object(path string, of reflect.Type, tiers []tierDefaults) []string {
	var paths []string
	for i := range of.NumField() {
		field := of.Field(i)
		inner := inField(tiers, i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			paths = append(paths, r.object(path, field.Type, inner)...)
			continue
		case name == "" || name == "-":
			continue
		}
		full := strings.TrimPrefix(path+"."+name, ".")
		paths = append(paths, full)
		r.add(full, of.Name()+"."+field.Name, field.Type, inner)
	}
	return paths
}

// asWritten begins a text with the field's name in cdk.json instead of that in Go.
func asWritten(text, key, path string) string {
	goName, name := key[strings.LastIndex(key, ".")+1:], path[strings.LastIndex(path, ".")+1:]
	if rest, found := strings.CutPrefix(text, goName+" "); found {
		return name + " " + rest
	}
	return text
}

func (r *reader) add(path, key string, of reflect.Type, tiers []tierDefaults) {
	comment := r.comments[key]
	index := len(r.fields)
	field := Field{
		Path: path, Kind: kind(of), Text: asWritten(comment.Text, key, path), Unit: comment.Unit, Default: comment.Default,
		Allowed: comment.Allowed, Source: comment.Source, Costs: costsOf(r.costs, path),
	}
	inside, element := config.Element(of, path)
	isObject := inside.Kind() == reflect.Struct && hasFields(inside)
	if !isObject {
		field.Defaults = describe(tiers)
	}
	r.fields = append(r.fields, field)
	if isObject && inside != reflect.TypeFor[config.Environment]() {
		if inside != of {
			tiers = nil
		}
		r.fields[index].Fields = r.object(element, inside, tiers)
	}
}

// inField steps into a field of the defaults.
func inField(tiers []tierDefaults, i int) []tierDefaults {
	var inner []tierDefaults
	for _, t := range tiers {
		inner = append(inner, tierDefaults{t.tier, t.value.Field(i)})
	}
	return inner
}

func describe(tiers []tierDefaults) []Default {
	var defaults []Default
	for _, t := range tiers {
		if text, err := json.Marshal(t.value.Interface()); err == nil {
			defaults = append(defaults, Default{Tier: t.tier, Value: string(text)})
		}
	}
	return defaults
}

// isText reports whether a struct is written as a text in JSON.
func isText(of reflect.Type) bool {
	return reflect.PointerTo(of).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// hasFields reports whether a struct can be written as an object. Some can also be written as a text, such as WritablePath.
func hasFields(of reflect.Type) bool {
	for i := range of.NumField() {
		if field := of.Field(i); field.Tag.Get("json") != "" || field.Anonymous {
			return true
		}
	}
	return false
}

func kind(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Pointer:
		return kind(of.Elem())
	case reflect.Slice:
		return "list: " + kind(of.Elem())
	case reflect.Map:
		return "object, by name: " + kind(of.Elem())
	case reflect.Struct:
		switch {
		case !hasFields(of):
			return "text"
		case isText(of):
			return "text or object"
		}
		return "object"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	}
	return "text"
}
