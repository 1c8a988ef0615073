// Package reference makes the reference of cdk.json from lib/config: a page for people, and a JSON schema for editors. Both repeat the
// doc comments of the fields. Tests of lib/config compare these comments with the defaults.
//
// Failure modes: a field without a comment, or of a type that the schema does not know, is an error, not a gap.
package reference

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// Comment is the doc comment of a field, taken apart.
type Comment struct {
	Text                           string // without line breaks; paragraphs are joined by a space
	Unit, Default, Allowed, Source string
}

// Comments reads the doc comments of all fields with a json tag in a package's folder, by Type.Field.
func Comments(folder string) (map[string]Comment, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s has no Go files (%v)", folder, err)
	}
	comments := map[string]Comment{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if object, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range object.Fields.List {
					if field.Tag != nil && strings.Contains(field.Tag.Value, "json:") && len(field.Names) > 0 {
						comments[spec.Name.Name+"."+field.Names[0].Name] = parse(field.Doc.Text())
					}
				}
			}
			return true
		})
	}
	return comments, nil
}

// parse takes a comment apart. A label's text may go on in further lines, which are indented more than the label.
func parse(doc string) Comment {
	var comment Comment
	labels := map[string]*string{
		"Unit": &comment.Unit, "Default": &comment.Default, "Allowed": &comment.Allowed, "Source": &comment.Source,
	}
	current := &comment.Text
	for _, line := range strings.Split(doc, "\n") {
		text := strings.TrimSpace(line)
		if rest, indented := strings.CutPrefix(line, "\t"); indented && !strings.HasPrefix(rest, " ") {
			if word, value, ok := strings.Cut(rest, ":"); ok && labels[word] != nil {
				current, text = labels[word], strings.TrimSpace(value)
			}
		}
		if text != "" {
			*current = strings.TrimSpace(*current + " " + text)
		}
	}
	return comment
}
