package runbook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Block is what a reader copies as a whole: the inside of a fenced block marked sh, or of an indented one.
type Block struct {
	Line int // of its first line in the file, counted from one
	Text string
}

// Unportable lists what stops a document's commands on macOS or on Linux. That is code that is not valid POSIX shell, options that
// only GNU's programs have, and what macOS's zsh reads differently from a POSIX shell.
//
// Failure modes: it reads commands as they are written. What a variable holds, and programs within the arguments of other
// programs (awk, jq), it does not see, apart from the patterns of unportableOptions.
func Unportable(d Document) []Problem {
	problems := slices.Clone(d.Unreadable)
	for _, block := range d.Blocks {
		parsed, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX), syntax.KeepComments(true)).Parse(strings.NewReader(block.Text), "")
		if err != nil {
			continue // the document's Unreadable has it
		}
		syntax.Walk(parsed, func(node syntax.Node) bool {
			for _, wrong := range unportable(node) {
				problems = append(problems, Problem{Document: d.Name, Line: block.Line + int(node.Pos().Line()) - 1, Wrong: wrong})
			}
			return true
		})
	}
	return problems
}

// unportable says what is wrong with one node of a shell's syntax tree.
func unportable(node syntax.Node) []string {
	switch node := node.(type) {
	case *syntax.Comment:
		return []string{"a comment within a block: zsh, macOS's shell, runs it as a command when it is pasted; fix: write it as prose"}
	case *syntax.CallExpr:
		return append(call(node), globs(node)...)
	case *syntax.Lit: // single quotes make a node of another type
		if history.MatchString(node.Value) {
			return []string{node.Value + ": an interactive bash or zsh replaces ! and what follows by an earlier command; fix: put a blank after !"}
		}
	}
	return nil
}

// history is what interactive shells expand, also within double quotes. Source: bash's manual, "Event Designators".
var history = regexp.MustCompile(`(^|[^\\])![^\s=("]`)

// call checks the program and its options.
func call(node *syntax.CallExpr) []string {
	var wrong []string
	for _, assignment := range node.Assigns {
		if assignment.Name != nil && slices.Contains(specialInZsh(), assignment.Name.Value) {
			wrong = append(wrong, assignment.Name.Value+" is a variable of zsh's own; fix: use another name, in capitals")
		}
	}
	if len(node.Args) == 0 {
		return wrong
	}
	program := literal(node.Args[0])
	if program == "aws" {
		wrong = append(wrong, secretArguments(node.Args)...)
	}
	if instead, missing := notOnMacOS()[program]; missing {
		wrong = append(wrong, "macOS has no "+program+"; fix: "+instead)
	}
	for _, word := range node.Args[1:] {
		argument := literal(word)
		for _, each := range unportableOptions() {
			if slices.Contains(strings.Fields(each.programs), program) && each.pattern.MatchString(argument) {
				wrong = append(wrong, fmt.Sprintf("%s %s: %s; fix: %s", program, argument, each.why, each.instead))
			}
		}
	}
	return wrong
}

// secretArguments finds a password that other users of the machine could read, and a pipe that the AWS CLI does not read. The CLI reads
// the file of --cli-input-json twice, so the second time a pipe is empty (awscli, paramfile.py and customizations/cliinput.py).
func secretArguments(words []*syntax.Word) []string {
	var wrong []string
	for i, word := range words[:len(words)-1] {
		option, value := literal(word), literal(words[i+1])
		switch {
		case option == "--cli-input-json" && strings.HasPrefix(value, "file:///dev/"):
			wrong = append(wrong, "--cli-input-json cannot read a pipe; fix: give one option its value with file:///dev/stdin, or use a file")
		case strings.Contains(option, "password") && strings.HasPrefix(option, "--") && option != "--password-length" &&
			!strings.HasPrefix(value, "file://"):
			wrong = append(wrong, option+" would show the password to other users of the machine; fix: pipe it into file:///dev/stdin")
		}
	}
	return wrong
}

// globs finds unquoted patterns. bash passes on a pattern that matches no file; zsh ends the command with "no matches found".
func globs(node *syntax.CallExpr) []string {
	if len(node.Args) == 0 || literal(node.Args[0]) == "[" {
		return nil
	}
	var wrong []string
	for _, word := range node.Args {
		for _, part := range word.Parts {
			if text, ok := part.(*syntax.Lit); ok && pattern.MatchString(text.Value) {
				wrong = append(wrong, text.Value+": zsh looks for a file of this pattern, and stops if there is none; fix: quote it")
			}
		}
	}
	return wrong
}

var pattern = regexp.MustCompile(`(^|[^\\])[*?\[]`)

// literal is the text of a word. A part that is known only when the command runs is an underscore.
func literal(word *syntax.Word) string {
	var text strings.Builder
	for _, part := range word.Parts {
		switch part := part.(type) {
		case *syntax.Lit:
			text.WriteString(part.Value)
		case *syntax.SglQuoted:
			text.WriteString(part.Value)
		case *syntax.DblQuoted:
			text.WriteString(literal(&syntax.Word{Parts: part.Parts}))
		default:
			text.WriteString("_")
		}
	}
	return text.String()
}

// specialInZsh are the lower-case variables that zsh ties to something else or makes read-only. Source: zsh's manual, "Parameters
// Set By The Shell" and "Parameters Used By The Shell".
func specialInZsh() []string {
	return []string{"path", "cdpath", "fpath", "manpath", "mailpath", "status", "pipestatus", "argv", "options", "prompt", "signals"}
}
