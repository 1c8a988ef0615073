// Package reference makes the reference of cdk.json from lib/config: a page for people, and a JSON schema for editors. Both say what the
// doc comments of the fields say, which lib/config's own tests hold against its defaults.
//
// Failure modes: a field without a comment, or of a type that the schema does not know, is an error, not a gap.
package reference

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"

	"kasha/internal/fields/comments"
)

// Page returns the sections of the page, one for each object of cdk.json, in the order in which they are met.
func Page(root reflect.Type, said map[string]comments.Comment) (string, error) {
	p := page{comments: said, paths: map[reflect.Type][]string{}}
	p.visit(root, "")
	var text strings.Builder
	for _, object := range p.objects {
		if err := p.section(&text, object); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

type page struct {
	comments map[string]comments.Comment
	objects  []reflect.Type
	paths    map[reflect.Type][]string // where each object stands
}

// visit collects the objects below a type.
func (p *page) visit(t reflect.Type, path string) {
	switch t.Kind() {
	case reflect.Pointer:
		p.visit(t.Elem(), path)
	case reflect.Slice:
		p.visit(t.Elem(), path+"[]")
	case reflect.Map:
		p.visit(t.Elem(), path+".NAME")
	case reflect.Struct:
		if !hasFields(t) {
			return
		}
		if _, known := p.paths[t]; !known {
			p.objects = append(p.objects, t)
		}
		p.paths[t] = append(p.paths[t], path)
		if len(p.paths[t]) > 1 {
			return // its objects are listed already
		}
		for _, field := range fields(t) {
			p.visit(field.Type, strings.TrimPrefix(path+"."+nameOf(field), "."))
		}
	}
}

func (p *page) section(text *strings.Builder, object reflect.Type) error {
	title := "`kasha`"
	if path := p.paths[object][0]; path != "" {
		var paths []string
		for _, path := range p.paths[object] {
			paths = append(paths, "`"+strings.TrimPrefix(path, "environments[].")+"`")
		}
		title = strings.Join(paths, ", ")
	}
	fmt.Fprintf(text, "\n## %s\n\n| Field | What it is | Default | Allowed |\n| --- | --- | --- | --- |\n", title)
	for _, field := range fields(object) {
		comment, ok := p.comments[owner(object, field)+"."+field.Name]
		if !ok || comment.Text == "" {
			return fmt.Errorf("%s.%s has no comment", object.Name(), field.Name)
		}
		allowed := comment.Allowed
		if comment.Unit != "" {
			allowed += " (" + comment.Unit + ")"
		}
		cells := []string{"`" + nameOf(field) + "`", sentence(comment.Text, field.Name), comment.Default, allowed}
		for i, cell := range cells {
			cells[i] = strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(cell)
		}
		fmt.Fprintf(text, "| %s |\n", strings.Join(cells, " | "))
	}
	return nil
}

// sentence drops the field's Go name from the beginning of its comment: "MultiAZ keeps" becomes "keeps".
func sentence(text, name string) string {
	rest := strings.TrimPrefix(text, name+" ")
	for _, verb := range []string{"is ", "are "} {
		rest = strings.TrimPrefix(rest, verb)
	}
	return strings.ToUpper(rest[:1]) + rest[1:]
}

// fields returns the fields of an object with those of the structs that it embeds.
func fields(t reflect.Type) []reflect.StructField {
	var all []reflect.StructField
	for _, field := range reflect.VisibleFields(t) {
		if !field.Anonymous && field.Tag.Get("json") != "" {
			all = append(all, field)
		}
	}
	return all
}

// owner returns the name of the type in which a field is written.
func owner(t reflect.Type, field reflect.StructField) string {
	for _, i := range field.Index[:len(field.Index)-1] {
		t = t.Field(i).Type
	}
	return t.Name()
}

func nameOf(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// hasFields reports whether a struct is written as an object. Others, such as an image, are written as text.
func hasFields(t reflect.Type) bool { return t.Kind() == reflect.Struct && len(fields(t)) > 0 }

// isText reports whether a type may be written as text.
func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
