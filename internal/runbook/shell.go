package runbook

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is one simple command of a page with its substitutions, such as ID=$(aws rds describe-db-instances). A pipeline or a
// function is several commands.
type Command struct {
	Line  int    // of the page, counted from one
	Text  string // on one line
	Calls []Call // of the AWS CLI, also within substitutions
}

// Call is one call of the AWS CLI.
type Call struct {
	Name    string   // such as "rds reboot-db-instance" or "rds wait db-instance-available"
	Options []string // without "--"
	Query   string   // the value of --query, with a 0 for each variable; empty: none
}

// shellError says on which line of a page its shell is not valid.
type shellError struct {
	line    int
	message string
}

// parseShell reads POSIX shell whose first line is the given line of a page.
func parseShell(source string, line int) ([]Command, *shellError) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(source), "")
	if err != nil {
		at := syntax.Pos{}
		var invalid syntax.ParseError
		var otherShell syntax.LangError // valid in bash, say
		switch {
		case errors.As(err, &invalid):
			at = invalid.Pos
		case errors.As(err, &otherShell):
			at = otherShell.Pos
		}
		return nil, &shellError{line: line + max(int(at.Line())-1, 0), message: fmt.Sprintf("not valid POSIX shell: %v", err)}
	}
	var commands []Command
	syntax.Walk(file, func(node syntax.Node) bool {
		statement, ok := node.(*syntax.Stmt)
		if !ok {
			return true
		}
		switch statement.Cmd.(type) {
		case *syntax.CallExpr, *syntax.DeclClause, nil:
		default:
			return true // a function, a loop or a pipeline: its parts are statements again
		}
		commands = append(commands, Command{
			Line:  line + int(statement.Pos().Line()) - 1,
			Text:  oneLine(source[statement.Pos().Offset():statement.End().Offset()]),
			Calls: calls(statement),
		})
		return false
	})
	return commands, nil
}

var lineBreak = regexp.MustCompile(`[ \t]*\\?\n[ \t]*`)

// oneLine joins the lines of a command, and leaves out the semicolon after it.
func oneLine(source string) string {
	return strings.TrimSuffix(lineBreak.ReplaceAllString(source, " "), ";")
}

var operationPattern = regexp.MustCompile(`^[a-z0-9-]+$`)

// calls returns the calls of the AWS CLI within a statement. aws may follow another word, as after xargs.
func calls(statement *syntax.Stmt) []Call {
	var found []Call
	syntax.Walk(statement, func(node syntax.Node) bool {
		command, ok := node.(*syntax.CallExpr)
		if !ok {
			return true
		}
		for i, word := range command.Args {
			if word.Lit() == "aws" && len(command.Args) > i+2 {
				if call, ok := awsCall(command.Args[i+1:]); ok {
					found = append(found, call)
				}
			}
		}
		return true
	})
	return found
}

// awsCall reads the words after aws. It returns false unless they begin with a service and an operation.
func awsCall(words []*syntax.Word) (Call, bool) {
	service, operation, options := words[0].Lit(), words[1].Lit(), words[2:]
	if !operationPattern.MatchString(service) || !operationPattern.MatchString(operation) {
		return Call{}, false
	}
	call := Call{Name: service + " " + operation}
	if operation == "wait" && len(options) > 0 {
		call.Name, options = call.Name+" "+options[0].Lit(), options[1:]
	}
	for i, word := range options {
		literal, ok := word.Parts[0].(*syntax.Lit) // an option's value may be quoted: --query='...'
		if !ok {
			continue
		}
		if option, isOption := strings.CutPrefix(literal.Value, "--"); isOption {
			option, _, sameWord := strings.Cut(option, "=")
			call.Options = append(call.Options, option)
			switch {
			case option != "query":
			case sameWord:
				call.Query = strings.TrimPrefix(valueOf(word), "--query=")
			case i+1 < len(options):
				call.Query = valueOf(options[i+1])
			}
		}
	}
	return call, true
}
