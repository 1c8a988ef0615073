package document

import (
	"regexp"
	"strings"
)

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
