package markdown

import "strings"

// text keeps values of templates from being read as markup, mentions or links.
func text(s string) string {
	return strings.NewReplacer(
		"\n", " ", "\r", " ", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "@", "@\u200b",
	).Replace(s)
}

// cell is text in a table.
func cell(s string) string { return strings.ReplaceAll(text(s), "|", "\\|") }

// code is a value as it is, in a table.
func code(s string) string {
	if s == "" {
		return "nothing"
	}
	s = strings.NewReplacer("\n", " ", "\r", " ", "|", "\\|").Replace(s)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}
