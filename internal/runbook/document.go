// Package runbook reads the runbooks in docs/runbooks and checks them against the synthesized templates. Every stack, resource name,
// output, alarm, parameter, configuration field and AWS command that a runbook mentions must exist. So that everything can be checked,
// runbooks keep to these conventions:
//
//   - Commands are in code blocks: fenced and marked sh, or indented by four spaces. Each block is valid POSIX shell. In running text,
//     commands of aws and npx cdk are in backquotes and are parsed too.
//   - Outputs are read with "out STACK OUTPUT", a shell function that the runbook defines, or named in running text as
//     "output `Name`".
//   - Names are written in full, for the environment prod: kasha-prod-mysql. If a runbook itself creates a resource, the resource's name
//     does not contain kasha: restored-mysql.
//   - Stacks for the CDK CLI are written as their paths, 'prod/data'. CDK options with a value are written with "=".
//   - Alarms are named in full. Metrics are "metric `Name`", or given to --namespace and --metric-name. Make targets are written "make
//     target ENV=prod" or in backquotes. mentions.go has all of these forms.
//   - Parameters are "parameter `name`". Configuration fields are their path in backquotes: `database.multiAz`.
//   - A runbook has all headings of its kind; see Kinds.
//   - A part for only one kind of origin is between the marker lines of print_origin.go, and also says in words for which kind it is.
package runbook

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Kinds returns the sections of each kind of runbook. There is one kind for an alarm, one for a task that somebody decides on, and
// the page on the first hour. A runbook has all sections of one kind.
func Kinds() [][]string {
	return [][]string{
		{"Diagnose", "Fix", "How to tell that it worked"},
		{"When", "What is lost", "How long it takes", "Steps", "How to tell that it worked"},
		{"Before you deploy", "After the data stack", "After all stacks", "In the first days"}, // docs/first-hour.md
	}
}

// Document is one runbook, or another page with commands.
type Document struct {
	Name       string // its file's name
	Lines      []string
	Sections   []string // the headings of level two
	Commands   []Command
	Blocks     []Block
	Unreadable []Problem // code that is not valid POSIX shell, and fenced blocks without a language
}

// Parse reads a page. Code that cannot be read as shell has no commands and is Unreadable.
func Parse(name, source string) Document {
	d := Document{Name: name, Lines: strings.Split(source, "\n")}
	root := goldmark.DefaultParser().Parse(text.NewReader([]byte(source)))
	page := page{document: &d, source: []byte(source)}
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) { // page.visit returns no error
		if entering {
			page.visit(node)
		}
		return ast.WalkContinue, nil
	})
	return d
}

type page struct {
	document *Document
	source   []byte
}

func (p page) visit(node ast.Node) {
	switch node := node.(type) {
	case *ast.Heading:
		if node.Level == 2 {
			p.document.Sections = append(p.document.Sections, string(node.Lines().Value(p.source)))
		}
	case *ast.FencedCodeBlock:
		switch language := string(node.Language(p.source)); language {
		case "sh":
			p.shell(node.Lines())
		case "":
			p.unreadable(p.line(node), "a fenced block has no language, so nothing in it is checked; fix: mark it sh, json or text")
		}
	case *ast.CodeBlock:
		p.shell(node.Lines())
	case *ast.CodeSpan:
		p.span(node)
	}
}

// shell adds the commands of a code block.
func (p page) shell(lines *text.Segments) {
	if lines.Len() == 0 {
		return
	}
	first := strings.Count(string(p.source[:lines.At(0).Start]), "\n") + 1
	p.document.Blocks = append(p.document.Blocks, Block{Line: first, Text: string(lines.Value(p.source))})
	commands, err := parseShell(string(lines.Value(p.source)), first)
	if err != nil {
		p.unreadable(err.line, err.message)
	}
	p.document.Commands = append(p.document.Commands, commands...)
}

var spanCommand = regexp.MustCompile(`^(?:aws|npx cdk) .`)

// span adds the command of a code span in running text. A line break in it counts as a space.
func (p page) span(node *ast.CodeSpan) {
	var code strings.Builder
	start := -1
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if piece, ok := child.(*ast.Text); ok {
			if start < 0 {
				start = piece.Segment.Start
			}
			code.Write(piece.Segment.Value(p.source))
		}
	}
	command := strings.Join(strings.Fields(code.String()), " ")
	if !spanCommand.MatchString(command) {
		return
	}
	line := strings.Count(string(p.source[:start]), "\n") + 1
	commands, err := parseShell(command, line)
	if err != nil {
		p.unreadable(line, err.message)
	}
	p.document.Commands = append(p.document.Commands, commands...)
}

func (p page) unreadable(line int, wrong string) {
	p.document.Unreadable = append(p.document.Unreadable, Problem{Document: p.document.Name, Line: line, Wrong: wrong})
}

// line returns the number of the line on which a block's content begins, or 0 if the block is empty.
func (p page) line(node ast.Node) int {
	if node.Lines().Len() == 0 {
		return 0
	}
	return strings.Count(string(p.source[:node.Lines().At(0).Start]), "\n") + 1
}
