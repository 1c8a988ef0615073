package markdown

import (
	"regexp"
	"strings"
)

var account = regexp.MustCompile(`\b[0-9]{12}\b`)

// anonymous puts signs that no text holds in place of the environment's name and of accounts, so that what is the same in
// two environments can be seen to be the same.
func anonymous(text, environment string) string {
	text = account.ReplaceAllString(text, "\x01")
	if environment == "" {
		return text
	}
	name := regexp.MustCompile(`(^|[^A-Za-z0-9])` + regexp.QuoteMeta(environment) + `($|[^A-Za-z0-9])`)
	for {
		replaced := name.ReplaceAllString(text, "${1}\x02${2}")
		if replaced == text { // neighbours share the character between them, so once may not be enough
			return strings.TrimSpace(text)
		}
		text = replaced
	}
}
