package page

import (
	"cmp"
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
			fmt.Fprintf(w, "<pre tabindex=\"0\" role=\"region\" aria-label=\"To copy: %s\"><code>%s</code></pre>\n",
				html.EscapeString(w.title), html.EscapeString(block.Text))
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

func (w *writer) table(t document.Table) {
	class := ""
	if t.Numbers {
		class = ` class="counts"`
	}
	fmt.Fprintf(w, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table: %s\"><table%s>\n<thead><tr>",
		html.EscapeString(w.title), class)
	number := func(i int) string {
		if t.Numbers && i > 0 {
			return ` class="number"`
		}
		return ""
	}
	for i, head := range t.Head {
		fmt.Fprintf(w, `<th scope="col"%s>%s</th>`, number(i), html.EscapeString(cmp.Or(head, "kind")))
	}
	w.WriteString("</tr></thead>\n<tbody>")
	for _, row := range t.Rows {
		w.WriteString("<tr>")
		for i, cell := range row {
			fmt.Fprintf(w, "<td%s>%s</td>", number(i), inline(cell))
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
