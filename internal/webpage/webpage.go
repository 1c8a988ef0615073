// Package webpage has what every page of Kasha shares: one style sheet, one script, and how numbers are written. A page is one file that
// loads no others. It is light or dark as the reader prefers, and fits a phone, a desktop and paper. A page also works without the script.
package webpage

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"kasha/internal/picture"
)

//go:embed webpage.css
var style string

//go:embed webpage.js
var script string

// Style is the style sheet, with that of the pictures.
func Style() template.CSS { return template.CSS(picture.Style() + style) }

// Script adds what a reader points at, filters, and opens everything for printing.
func Script() template.JS { return template.JS(script) }

// Functions are those of the templates.
func Functions() template.FuncMap {
	return template.FuncMap{
		"money":   Money,
		"percent": func(share float64) string { return fmt.Sprintf("%.3f %%", 100*share) },
		"minutes": func(value float64) string { return fmt.Sprintf("%.0f minutes", value) },
		"broken":  Broken,
		"join":    func(texts []string) string { return strings.Join(texts, "; ") },
	}
}

// Broken lets a browser break long names where a reader would: behind slashes, colons and dots.
func Broken(text string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	return template.HTML(strings.NewReplacer("/", "/<wbr>", ":", ":<wbr>", ".", ".<wbr>").Replace(escaped))
}

// Money writes US dollars.
func Money(value float64) string {
	if value < 0 {
		return fmt.Sprintf("−$%.2f", -value)
	}
	return fmt.Sprintf("$%.2f", value)
}

// ID makes a text usable as an HTML ID and in a style sheet.
func ID(name string) string {
	return strings.Map(func(letter rune) rune {
		if letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9' || letter == '-' {
			return letter
		}
		return '-'
	}, strings.ToLower(name))
}
