// Package style checks the form of the repository's texts: the length of lines, files and sentences, and the numbers of decisions. It
// also checks that links and documented commands work. It reads the files of the repository and needs no CDK, so `go test ./tests/style`
// takes a second.
package style

import (
	"regexp"
	"strings"
)

// MaxLine is the number of characters that a line of source or prose may have. A tab counts as one.
const MaxLine = 140

// MaxFile is the number of lines that a Go file may have.
const MaxFile = 250

// MaxSentence is the number of words that a sentence of prose may have.
const MaxSentence = 25

// Line is one line of a file, counted from one.
type Line struct {
	Number int
	Text   string
}

var linkTarget = regexp.MustCompile(`\]\([^)]*\)`)

// Prose returns the lines of a Markdown page that are running text or list items. Code blocks, tables, headings, front matter, HTML
// comments and generated parts are left out, and so are the targets of links, which cannot be broken.
func Prose(text string) []Line {
	var prose []Line
	fenced, generated, front := false, false, false
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "---" && (i == 0 || front):
			front = !front
		case front:
		case strings.HasPrefix(trimmed, "```"):
			fenced = !fenced
		case fenced:
		case strings.HasPrefix(trimmed, "<!-- end"):
			generated = false
		case strings.HasPrefix(trimmed, "<!-- generated"):
			generated = true
		case generated || strings.HasPrefix(trimmed, "<!--") || strings.HasPrefix(line, "    "):
		case strings.HasPrefix(trimmed, "|") || strings.HasPrefix(trimmed, "#"):
			prose = append(prose, Line{i + 1, ""}) // ends a paragraph
		default:
			prose = append(prose, Line{i + 1, linkTarget.ReplaceAllString(line, "]")})
		}
	}
	return prose
}

var (
	listItem    = regexp.MustCompile(`^\s*(?:[-*]|\d+\.) `)
	inlineCode  = regexp.MustCompile("`[^`]*`")
	sentenceEnd = regexp.MustCompile(`[.!?][)"*_]* +`)
)

// Sentences returns the sentences of a page's prose, each with the line on which its paragraph begins. A piece of code counts as one
// word.
func Sentences(text string) []Line {
	var sentences []Line
	paragraph, start := "", 0
	flush := func() {
		for _, sentence := range split(paragraph) {
			sentences = append(sentences, Line{start, sentence})
		}
		paragraph = ""
	}
	last := 0
	for _, line := range Prose(text) {
		if strings.TrimSpace(line.Text) == "" || listItem.MatchString(line.Text) || line.Number != last+1 {
			flush()
			start = line.Number
		}
		paragraph += " " + strings.TrimSpace(listItem.ReplaceAllString(line.Text, ""))
		last = line.Number
	}
	flush()
	return sentences
}

// split returns the sentences of a paragraph, each with its pieces of code as one word.
func split(paragraph string) []string {
	var sentences []string
	code := inlineCode.ReplaceAllString(paragraph, "CODE")
	for _, sentence := range strings.Split(sentenceEnd.ReplaceAllString(code, "\x00"), "\x00") {
		if sentence = strings.TrimSpace(sentence); sentence != "" {
			sentences = append(sentences, sentence)
		}
	}
	return sentences
}
