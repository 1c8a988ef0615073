// Package document arranges a review for people: losses first, then what will fail, what opens, what weakens, and last everything that
// changes. It takes a review.Report and returns blocks, which are headings, tables and lists. Package markdown writes them as a comment on
// GitHub, package page as HTML. What the report does not contain, no block shows; it adds no judgement of its own.
//
// Values from templates are plain text here. The packages that write the blocks keep them from becoming markup.
package document

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review"
)

// Block is a Heading, Paragraph, Quote, List, Table, Code or Details.
type Block interface{ block() }

type (
	// Heading is a title. The title of the whole review has level 1.
	Heading struct {
		Level int
		Text  Text
	}
	// Paragraph is one paragraph of text.
	Paragraph struct{ Text Text }
	// Quote is a notice that comes before the findings.
	Quote struct{ Text Text }
	// List is a list of items. Losses says that each of its items is a loss.
	List struct {
		Items  []Item
		Losses bool
	}
	// Table is a table. The cells of a row are as many as Head has.
	Table struct {
		Head    []string
		Numbers bool // all columns but the first are numbers
		Rows    [][]Text
	}
	// Code is a text to copy.
	Code struct{ Language, Text string }
	// Details are blocks that a reader opens.
	Details struct {
		Summary Text
		Blocks  []Block
	}
)

// Item is one item of a list, with a list below it.
type Item struct {
	Text  Text
	Items []Item
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Quote) block()     {}
func (List) block()      {}
func (Table) block()     {}
func (Code) block()      {}
func (Details) block()   {}

// Text is a text of which parts have a style.
type Text []Span

// Span is a part of a text.
type Span struct {
	Style Style
	Text  string
}

// Style is how a part of a text looks.
type Style string

// The styles.
const (
	Plain  Style = ""
	Strong Style = "strong"
	Value  Style = "code" // a value or a name, which is never translated or wrapped like prose
)

// String is the text without styles, apart from the marks around values.
func (t Text) String() string {
	var b strings.Builder
	for _, span := range t {
		if span.Style == Value {
			b.WriteString("`" + span.Text + "`")
			continue
		}
		b.WriteString(span.Text)
	}
	return b.String()
}

// say joins strings, spans and texts.
func say(parts ...any) Text {
	var text Text
	for _, part := range parts {
		switch part := part.(type) {
		case Text:
			text = append(text, part...)
		case Span:
			text = append(text, part)
		default:
			if s := fmt.Sprint(part); s != "" {
				text = append(text, Span{Text: s})
			}
		}
	}
	return text
}

func strong(s string) Span { return Span{Style: Strong, Text: s} }

func name(s string) Span { return Span{Style: Value, Text: s} }

// value is a value of a template. One that is empty has a word instead, because an empty value would not be seen.
func value(s string) Span {
	if s == "" {
		return Span{Text: "nothing"}
	}
	return name(s)
}

// joined joins texts.
func joined(texts []Text, separator string) Text {
	var all Text
	for i, text := range texts {
		if i > 0 {
			all = say(all, separator)
		}
		all = say(all, text)
	}
	return all
}

// Of arranges a report. acceptedFile is the file in which losses are accepted, held how many resources of a lost stack are listed.
func Of(r review.Report, acceptedFile string, held int) []Block {
	w := &writer{held: held}
	w.add(Heading{1, say("Review: ", r.Head, " against ", r.Base)})
	w.add(Paragraph{say(strong(Headline(r)))})
	if r.Missing != "" {
		w.add(Quote{say(r.Missing)})
	}
	if judges := judged(r.Judges); len(judges) > 0 {
		w.add(Quote{judges})
	}
	environments := productionFirst(r.Environments)
	w.overview(r, environments)
	w.losses(r, acceptedFile)
	w.unmatched(r, acceptedFile)
	w.failures(r, acceptedFile)
	w.findings("Promises that Kasha no longer keeps", slices.DeleteFunc(slices.Clone(r.Broken), isRule))
	w.findings("Rules that newly fail", slices.DeleteFunc(slices.Clone(r.Broken), func(f review.Finding) bool { return !isRule(f) }))
	w.findings("Broader permissions and access", slices.DeleteFunc(slices.Clone(r.Openings), isOfNew))
	w.findings("Weaker protection and availability", r.Weakenings)
	w.findings("Rights of new resources", slices.DeleteFunc(slices.Clone(r.Openings), func(f review.Finding) bool { return !isOfNew(f) }))
	w.findings("Notes", r.Notes)
	w.findings("Not judged: compare by hand", r.Unjudged)
	w.changes(environments)
	return w.blocks
}

type writer struct {
	blocks []Block
	held   int // how many resources of a lost stack are listed
}

func (w *writer) add(b Block) { w.blocks = append(w.blocks, b) }

// say adds a paragraph.
func (w *writer) say(parts ...any) { w.add(Paragraph{say(parts...)}) }
