package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kasha/internal/console"
	"kasha/tests/generated"
	"kasha/tests/style"
)

// TestCommandLinePage catches docs/command-line.md that lacks a command, a flag, a field of JSON or an exit code, or describes one that
// there is not.
func TestCommandLinePage(t *testing.T) {
	generated.Compare(t, "../../docs/command-line.md", "go test ./cmd/kasha -run TestCommandLinePage",
		generated.Part{Name: "exit codes", Text: exitCodeTable()}, generated.Part{Name: "commands", Text: commandSections(t)})
}

func exitCodeTable() string {
	var b strings.Builder
	b.WriteString("\n| Code | Meaning |\n| --- | --- |\n")
	for _, exit := range exitMeanings() {
		fmt.Fprintf(&b, "| %d | %s |\n", exit.Code, exit.Meaning)
	}
	return b.String() + "\n"
}

func commandSections(t *testing.T) string {
	var b strings.Builder
	root := newRoot(console.Plain(nil, nil))
	for _, group := range root.Groups() {
		fmt.Fprintf(&b, "\n## %s\n", group.Title)
		for _, command := range root.Commands() {
			if command.GroupID == group.ID {
				commandSection(t, &b, command)
			}
		}
	}
	return b.String() + "\n"
}

func commandSection(t *testing.T, b *strings.Builder, command *cobra.Command) {
	text := console.Stream{Width: style.MaxLine}.Fold(sentence(command.Short)+" "+command.Long, "")
	fmt.Fprintf(b, "\n### `%s`\n\n%s\n```sh\n%s\n```\n", command.UseLine(), text, command.Example)
	var flags []string
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		if help := flagHelp(flag); flag.Name != "help" {
			flags = append(flags, fmt.Sprintf("| `%s` | %s |\n", help[0], help[1]))
		}
	})
	if len(flags) > 0 {
		b.WriteString("\n| Flag | Meaning |\n| --- | --- |\n" + strings.Join(flags, ""))
	}
	if answer, ok := answers()[command.Name()]; ok {
		b.WriteString("\nWith `--json`:\n\n```text\n")
		s := shape{t: t, comments: map[string]string{}}
		s.add(reflect.TypeOf(answer), "")
		s.print(b)
		b.WriteString("```\n")
	}
}

// actors are the commands that write or change something. Every other command reads, and its answer is also there as JSON.
func actors() []string {
	return []string{"assets", "completion", "help", "init", "password", "report", "restart", "rotate", "shell", "sql", "synth", "wake"}
}

// TestEveryReaderHasJSON catches a reader without --json, a flag --json without a documented type, and a type without the flag.
func TestEveryReaderHasJSON(t *testing.T) {
	documented := answers()
	for _, command := range commands(console.Plain(nil, nil)) {
		_, isDocumented := documented[command.Name()]
		if has := command.Flags().Lookup("json") != nil; has != isDocumented {
			t.Errorf("kasha %s: has --json: %t, has a type in answers: %t; want both or none", command.Name(), has, isDocumented)
		}
		if _, ok := documented[command.Name()]; ok == slices.Contains(actors(), command.Name()) {
			t.Errorf("kasha %s: is an actor: %t, has JSON: %[2]t; want one of the two; fix: add --json, or the command to actors",
				command.Name(), ok)
		}
		delete(documented, command.Name())
	}
	for name := range documented {
		t.Errorf("answers has %q, which is no command", name)
	}
}

// shape is the outline of a JSON value: names, kinds and the comments of its types.
type shape struct {
	t        *testing.T
	comments map[string]string // by Type.Field
	rows     [][3]string
}

func (s *shape) add(of reflect.Type, indent string) {
	s.readComments(of.PkgPath())
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		inner := field.Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			if inner.Kind() == reflect.Slice {
				name += "[]"
			}
			inner = inner.Elem()
		}
		comment := s.comments[of.Name()+"."+field.Name]
		s.rows = append(s.rows, [3]string{indent + name, kindOfJSON(inner), comment})
		if inner.Kind() == reflect.Struct {
			s.add(inner, indent+"  ")
		}
	}
}

func kindOfJSON(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Struct:
		return ""
	case reflect.Map:
		return "object of " + kindOfJSON(of.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Float64:
		return "number"
	case reflect.Interface:
		return "any"
	}
	return "text"
}

// readComments reads the comments behind the fields of a package of this module.
func (s *shape) readComments(path string) {
	folder := filepath.Join("../..", strings.TrimPrefix(path, "kasha"))
	if strings.HasSuffix(path, "cmd/kasha") || path == "main" {
		folder = "."
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		s.t.Fatalf("%s: %d files, error %v", path, len(files), err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			s.t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, isType := node.(*ast.TypeSpec)
			if !isType {
				return true
			}
			if object, isStruct := spec.Type.(*ast.StructType); isStruct {
				for _, field := range object.Fields.List {
					for _, name := range field.Names {
						s.comments[spec.Name.Name+"."+name.Name] = strings.TrimSpace(field.Comment.Text())
					}
				}
			}
			return true
		})
	}
}

func (s *shape) print(b *strings.Builder) {
	names, kinds := 0, 0
	for _, row := range s.rows {
		names, kinds = max(names, len(row[0])), max(kinds, len(row[1]))
	}
	for _, row := range s.rows {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %s", names, row[0], kinds, row[1], row[2]), " ") + "\n")
	}
}

// TestHelpIsTheSameHoweverAsked catches a way to ask for help that answers something else, and a command that help does not list.
func TestHelpIsTheSameHoweverAsked(t *testing.T) {
	want, err := output(t, "--help")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-h"}, {"help"}} {
		if got, err := output(t, args...); err != nil || got != want {
			t.Errorf("%v: error %v, printed\n%s\nwant\n%s", args, err, got, want)
		}
	}
	for _, command := range commands(console.Plain(nil, nil)) {
		if !strings.Contains(want, "\n  "+command.Name()+" ") {
			t.Errorf("help does not list %s", command.Name())
		}
		if command.Example == "" || command.Short == "" {
			t.Errorf("kasha %s has no example or no description", command.Name())
		}
		byFlag, err := output(t, command.Name(), "--help")
		byCommand, otherErr := output(t, "help", command.Name())
		if byFlag != byCommand || err != nil || otherErr != nil {
			t.Errorf("kasha %s --help: error %v, kasha help %[1]s: error %v, printed\n%s\nand\n%s", command.Name(), err, otherErr, byFlag, byCommand)
		}
	}
}
