package config

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"mvdan.cc/sh/v3/syntax"

	"kasha/lib/plaintext"
)

// commandExample is the fix for a command of which nothing can be repeated.
const commandExample = `the program and each argument as a text of its own, such as ["bin/serve", "--port", "8080"]`

// commandFix is a text as a command that ECS can run: ["java", "-jar", "x"]. Where only a shell understands the text, it is a shell with
// this text. ECS starts the first text as a program and splits none, so ["java -jar x"] would look for a file of that name.
func commandFix(text string, rest ...string) string {
	text, inShell := strings.CutPrefix(strings.TrimSpace(text), "CMD-SHELL ")
	text = strings.TrimSpace(strings.TrimPrefix(text, "CMD "))
	var words []string
	if json.Unmarshal([]byte(text), &words) != nil || len(words) == 0 { // it may be a list that was written as text
		var simple bool
		words, simple = simpleWords(text)
		switch {
		case len(words) == 0 && simple, !simple && len(rest) > 0:
			return commandExample
		case !simple || inShell:
			words = []string{"sh", "-c", bracedVariable.ReplaceAllString(text, "$$$1$2")}
		}
	}
	words = append(words, rest...)
	if len(words[0]) == 0 || strings.ContainsFunc(words[0], unicode.IsSpace) {
		return commandExample
	}
	return jsonList(words, commandExample)
}

// bracedVariable is ${NAME} before something that is no part of a name, where $NAME means the same.
var bracedVariable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}([^A-Za-z0-9_]|$)`)

// simpleWords splits a text as a shell does. simple is false for a text that only a shell understands, such as one with a variable, a pipe
// or a pattern.
func simpleWords(text string) (words []string, simple bool) {
	file, err := syntax.NewParser().Parse(strings.NewReader(text), "")
	if err != nil || len(file.Stmts) > 1 {
		return nil, false
	}
	if len(file.Stmts) == 0 {
		return nil, true
	}
	statement := file.Stmts[0]
	call, isCall := statement.Cmd.(*syntax.CallExpr)
	if !isCall || statement.Negated || statement.Background || len(statement.Redirs) > 0 || len(call.Assigns) > 0 {
		return nil, false
	}
	for _, word := range call.Args {
		text, ok := literal(word.Parts, false)
		if !ok {
			return nil, false
		}
		words = append(words, text)
	}
	return words, true
}

// literal is a word that means itself.
func literal(parts []syntax.WordPart, quoted bool) (string, bool) {
	text := ""
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			if strings.Contains(part.Value, `\`) || !quoted && strings.ContainsAny(part.Value, "*?[{~") {
				return "", false
			}
			text += part.Value
		case *syntax.SglQuoted:
			if part.Dollar {
				return "", false
			}
			text += part.Value
		case *syntax.DblQuoted:
			inside, ok := literal(part.Parts, true)
			if !ok || part.Dollar {
				return "", false
			}
			text += inside
		default:
			return "", false
		}
	}
	return text, true
}

// jsonList writes texts as JSON, to be copied. A text that must not be repeated, or that Kasha would refuse, gives the other text instead.
func jsonList(texts []string, otherwise string) string {
	const longest = 400
	var quoted []string
	for i, text := range texts {
		hidden := plaintext.Holds(text) || i > 0 && plaintext.Follows(texts[i-1], text)
		if text == "" || hidden || holdsReference(text) || strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsGraphic(r) }) {
			return otherwise
		}
		quoted = append(quoted, jsonText(text))
	}
	if list := "[" + strings.Join(quoted, ", ") + "]"; len(list) <= longest {
		return list
	}
	return otherwise
}

// jsonText is a text in JSON, with <, > and & as they are.
func jsonText(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text can always be written
	return strings.TrimSuffix(out.String(), "\n")
}
