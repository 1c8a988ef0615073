// Package comments reads what lib/config says of its fields: the doc comments in its source, taken apart into text and labels. The
// reference of cdk.json, its JSON schema and `kasha explain` are made of them. It takes the folder of a package, and never imports it.
//
// It does not judge: lib/config's own test requires the form.
package comments

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// Comment is the doc comment of a field.
type Comment struct {
	Doc  string // as written
	Text string // what the field does, without line breaks; it begins with the field's name in Go

	Unit, Default, Allowed, Source string // the labels
}

// Read reads the comments of all fields with a json tag in a package's folder, by Type.Field.
func Read(folder string) (map[string]Comment, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]Comment{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			spec, isType := node.(*ast.TypeSpec)
			if !isType {
				return true
			}
			if object, isStruct := spec.Type.(*ast.StructType); isStruct {
				for _, field := range object.Fields.List {
					if field.Tag != nil && strings.Contains(field.Tag.Value, `json:"`) && len(field.Names) > 0 {
						found[spec.Name.Name+"."+field.Names[0].Name] = parse(field.Doc.Text())
					}
				}
			}
			return true
		})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no Go files", folder)
	}
	return found, nil
}

// parse takes a comment apart. A label's text may go on in further lines, which are indented more than the label.
func parse(doc string) Comment {
	comment := Comment{Doc: doc}
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
