// Package document arranges a review for people: losses first, then what will fail, what opens, what weakens, and last everything that
// changes. It takes a review.Report and returns blocks, which are headings, tables and lists. Package markdown writes them as a comment on
// GitHub, package page as HTML. No block shows anything that the report does not contain. The package adds no judgement of its own.
//
// Values from templates are plain text here. The packages that write the blocks keep them from becoming markup.
package document

import (
	"slices"

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

// without leaves out those of the named columns that are empty in every row, so that a table is as narrow as it can be.
func (t Table) without(names ...string) Table {
	for i := len(t.Head) - 1; i >= 0; i-- {
		used := func(row []Text) bool { return len(row[i]) > 0 }
		if !slices.Contains(names, t.Head[i]) || slices.ContainsFunc(t.Rows, used) {
			continue
		}
		t.Head = slices.Delete(slices.Clone(t.Head), i, i+1)
		for j, row := range t.Rows {
			t.Rows[j] = slices.Delete(row, i, i+1)
		}
	}
	return t
}

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

// Document is a whole review.
type Document struct {
	Title Text
	Top   []Block // the verdict, notices, and how much of what happens where
	Found []Block // what is lost, fails, opens and weakens
	All   []Block // everything that changes
}

// Blocks are those of the document in the order in which they are read.
func (d Document) Blocks() []Block {
	return slices.Concat([]Block{Heading{1, d.Title}}, d.Top, d.Found, d.All)
}

// Of arranges a report. acceptedFile is the file in which losses are accepted, held how many resources of a lost stack are listed.
func Of(r review.Report, acceptedFile string, held int) Document {
	environments := ProductionFirst(r.Environments)
	return Document{Title: say("Review: ", r.Head, " against ", r.Base), Top: top(r, environments), Found: found(r, acceptedFile, held),
		All: all(environments)}
}

func top(r review.Report, environments []review.Environment) []Block {
	w := &writer{}
	w.say(strong(Headline(r)))
	if r.Missing != "" {
		w.add(Quote{say(r.Missing)})
	}
	for _, elsewhere := range r.Elsewhere {
		w.add(Quote{say(elsewhere)})
	}
	if judges := judged(r.Judges); len(judges) > 0 {
		w.add(Quote{judges})
	}
	w.overview(r, environments)
	return w.blocks
}

func found(r review.Report, acceptedFile string, held int) []Block {
	w := &writer{held: held}
	w.losses(r, acceptedFile)
	w.unmatched(r, acceptedFile)
	w.failures(r, acceptedFile)
	w.findings("Promises that Kasha no longer keeps", without(r.Broken, isRule))
	w.findings("Rules that newly fail", without(r.Broken, isNoRule))
	w.findings("Broader permissions and access", without(r.Openings, isDeclared))
	w.findings("Weaker protection and availability", r.Weakenings)
	w.rights("Rights of new resources", r)
	w.findings("Notes", r.Notes)
	w.findings("Not judged: compare by hand", r.Unjudged)
	return w.blocks
}

func all(environments []review.Environment) []Block {
	w := &writer{}
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
