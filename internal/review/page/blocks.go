package page

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"kasha/internal/review/document"
	"kasha/internal/webpage"
)

// section is a link to a heading.
type section struct{ ID, Title string }

// sectionsOf are the headings of the second level.
func sectionsOf(blocks []document.Block) []section {
	var sections []section
	for _, block := range blocks {
		if heading, ok := block.(document.Heading); ok && heading.Level == 2 {
			sections = append(sections, section{webpage.ID(plain(heading.Text)), plain(heading.Text)})
		}
	}
	return sections
}

// write writes blocks as HTML. name is part of the names that a screen reader says of what can be scrolled.
func write(blocks []document.Block, name string) template.HTML {
	w := &writer{title: name}
	w.write(blocks)
	return template.HTML(w.String())
}

type writer struct {
	strings.Builder
	title string // of the nearest heading
}

func (w *writer) write(blocks []document.Block) {
	for _, block := range blocks {
		switch block := block.(type) {
		case document.Heading:
			w.title = plain(block.Text)
			fmt.Fprintf(w, "<h%d id=\"%s\">%s</h%[1]d>\n", block.Level, webpage.ID(w.title), inline(block.Text))
		case document.Paragraph:
			fmt.Fprintf(w, "<p>%s</p>\n", inline(block.Text))
		case document.Quote:
			fmt.Fprintf(w, "<p class=\"unknown\">%s</p>\n", inline(block.Text))
		case document.List:
			w.items(block.Items)
		case document.Table:
			w.table(block)
		case document.Code:
			fmt.Fprintf(w, "<pre tabindex=\"0\" role=\"region\" aria-label=\"To copy\"><code>%s</code></pre>\n", html.EscapeString(block.Text))
		case document.Details:
			fmt.Fprintf(w, "<details><summary>%s</summary>\n", inline(block.Summary))
			outer := w.title
			w.title = plain(block.Summary)
			w.write(block.Blocks)
			w.title = outer
			w.WriteString("</details>\n")
		}
	}
}

func (w *writer) items(items []document.Item) {
	if len(items) == 0 {
		return
	}
	w.WriteString("<ul>\n")
	for _, item := range items {
		fmt.Fprintf(w, "<li>%s", inline(item.Text))
		w.items(item.Items)
		w.WriteString("</li>\n")
	}
	w.WriteString("</ul>\n")
}

// table writes a table. On a phone each of its rows becomes a card, in which every cell says what it is. The roles keep the table a table
// for screen readers then.
func (w *writer) table(t document.Table) {
	class := "cards"
	if t.Numbers {
		class = "counts"
	}
	fmt.Fprintf(w, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table: %s\"><table class=\"%s\" role=\"table\">\n"+
		"<thead role=\"rowgroup\"><tr role=\"row\">", html.EscapeString(w.title), class)
	for i, head := range t.Head {
		number := ""
		if t.Numbers && i > 0 {
			number = ` class="number"`
		}
		if head == "" {
			head = "kind"
		}
		fmt.Fprintf(w, `<th scope="col" role="columnheader"%s>%s</th>`, number, html.EscapeString(head))
	}
	w.WriteString("</tr></thead>\n<tbody role=\"rowgroup\">")
	for _, row := range t.Rows {
		w.WriteString(`<tr role="row">`)
		for i, cell := range row {
			number := ""
			if t.Numbers && i > 0 {
				number = ` class="number"`
			}
			fmt.Fprintf(w, `<td role="cell" data-label="%s"%s>%s</td>`, html.EscapeString(t.Head[i]), number, inline(cell))
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody></table></div>\n")
}

// inline writes a text with its styles.
func inline(t document.Text) string {
	var b strings.Builder
	for _, span := range t {
		escaped := html.EscapeString(span.Text)
		if span.Style != document.Plain {
			escaped = "<" + string(span.Style) + ">" + escaped + "</" + string(span.Style) + ">"
		}
		b.WriteString(escaped)
	}
	return b.String()
}

// plain is a text without styles.
func plain(t document.Text) string {
	var b strings.Builder
	for _, span := range t {
		b.WriteString(span.Text)
	}
	return b.String()
}
