package fields

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// comment is the doc comment of a field: what it does, and its labels.
type comment struct {
	text   string
	labels map[string]string // Unit, Default, Allowed, Source
}

// readComments reads the comments of all fields with a JSON name in a package, by Type.Field. lib/config's own test requires the labels.
func readComments(folder string) (map[string]comment, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	comments := map[string]comment{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, isType := node.(*ast.TypeSpec)
			if !isType {
				return true
			}
			if object, isStruct := spec.Type.(*ast.StructType); isStruct {
				for _, field := range object.Fields.List {
					if name := jsonName(field); name != "" {
						comments[spec.Name.Name+"."+field.Names[0].Name] = parse(field.Doc.Text(), field.Names[0].Name, name)
					}
				}
			}
			return true
		})
	}
	if len(comments) == 0 {
		return nil, errNoSource(folder)
	}
	return comments, nil
}

type errNoSource string

func (e errNoSource) Error() string { return string(e) + " has no Go files" }

func jsonName(field *ast.Field) string {
	if field.Tag == nil || len(field.Names) == 0 {
		return ""
	}
	_, tag, _ := strings.Cut(field.Tag.Value, `json:"`)
	name, _, _ := strings.Cut(tag, `"`)
	name, _, _ = strings.Cut(name, ",")
	return name
}

// parse separates the labels, and begins the text with the field's name in cdk.json instead of that in Go.
func parse(doc, goName, name string) comment {
	c := comment{labels: map[string]string{}}
	var text []string
	label := ""
	for _, line := range strings.Split(doc, "\n") {
		indented, isLabel := strings.CutPrefix(line, "\t")
		switch {
		case !isLabel:
			text = append(text, line)
		case strings.HasPrefix(indented, " "): // the label's next line
			c.labels[label] += " " + strings.TrimSpace(indented)
		default:
			word, value, _ := strings.Cut(indented, ":")
			label = word
			c.labels[label] = strings.TrimSpace(value)
		}
	}
	c.text = strings.Join(strings.Fields(strings.Join(text, " ")), " ")
	if rest, found := strings.CutPrefix(c.text, goName+" "); found {
		c.text = name + " " + rest
	}
	return c
}
