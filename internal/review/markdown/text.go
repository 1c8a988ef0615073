package markdown

import (
	"regexp"
	"strings"
)

// text escapes a value, so that it is not read as markup, a mention or a link.
func text(s string) string {
	return strings.NewReplacer(
		"\n", " ", "\r", " ", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "@", "@\u200b",
	).Replace(s)
}

// cell is text in a table.
func cell(s string) string { return strings.ReplaceAll(text(s), "|", "\\|") }

// code is a value in code style, in a table.
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

var account = regexp.MustCompile(`\b[0-9]{12}\b`)

// anonymous replaces the environment's name and all account ids by characters that no text contains. Two texts that say the same
// of two environments become equal.
func anonymous(text, environment string) string {
	text = account.ReplaceAllString(text, "\x01")
	if environment == "" {
		return text
	}
	return strings.TrimSpace(anonymousName(text, environment, "\x02"))
}

// anonymousName replaces a name where it is a word of its own.
func anonymousName(text, word, by string) string {
	if !strings.Contains(text, word) {
		return text
	}
	name := regexp.MustCompile(`(^|[^A-Za-z0-9])` + regexp.QuoteMeta(word) + `($|[^A-Za-z0-9])`)
	for {
		replaced := name.ReplaceAllString(text, "${1}"+by+"${2}")
		if replaced == text { // two names may share the character between them, so one pass may not be enough
			return text
		}
		text = replaced
	}
}
