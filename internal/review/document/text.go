package document

import (
	"fmt"
	"strings"
)

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
