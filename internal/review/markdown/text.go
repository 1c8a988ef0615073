package markdown

import (
	"html"
	"strings"

	"kasha/internal/review/document"
)

// inline writes a text with its styles. escape is how plain text is written in this place.
func inline(t document.Text, escape func(string) string) string {
	var b strings.Builder
	for _, span := range t {
		switch span.Style {
		case document.Strong:
			b.WriteString("**" + escape(span.Text) + "**")
		case document.Value:
			b.WriteString(code(span.Text, escape))
		default:
			b.WriteString(escape(span.Text))
		}
	}
	return b.String()
}

// inlineHTML writes a text in the summary of details, where GitHub reads no Markdown.
func inlineHTML(t document.Text) string {
	var b strings.Builder
	for _, span := range t {
		escaped := strings.ReplaceAll(html.EscapeString(span.Text), "@", "@\u200b")
		if span.Style != document.Plain {
			escaped = "<" + string(span.Style) + ">" + escaped + "</" + string(span.Style) + ">"
		}
		b.WriteString(escaped)
	}
	return b.String()
}

// text escapes a value, so that it is not read as markup, a mention or a link.
func text(s string) string {
	return strings.NewReplacer(
		"\n", " ", "\r", " ", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "@", "@\u200b",
	).Replace(s)
}

// cell is text in a table.
func cell(s string) string { return strings.ReplaceAll(text(s), "|", "\\|") }

// code is a value in code style. In a table a bar would end the cell, also within code.
func code(s string, escape func(string) string) string {
	s = strings.NewReplacer("\n", " ", "\r", " ", "|", strings.TrimPrefix(escape("x|"), "x")).Replace(s)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}
