package limits

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
	"kasha/lib/texts"
)

// refusedTexts lists the texts of a resource that have characters or a length that AWS does not take, by the table in lib/texts. Package
// rules evaluates the whole table in every synthesis. A form in the table may be narrower than what AWS takes, because Kasha writes no
// other. So forms and enumerations are left to package rules.
func refusedTexts(resource map[string]any) []Refusal {
	leaves := properties.Leaves(values.Properties(resource))
	var found []Refusal
	for _, at := range slices.Sorted(maps.Keys(leaves)) {
		leaf := leaves[at]
		text, isText := leaf.Value.(string)
		if !isText {
			continue
		}
		for _, entry := range texts.Find(values.Type(resource), leaf.Path) {
			if entry.OneOf || taken(entry.Rule, text) {
				continue
			}
			fix := strings.TrimSuffix(entry.Fix(), ".")
			what := at + ": " + entry.Wrong() + "; fix: " + strings.ToLower(fix[:1]) + fix[1:]
			found = append(found, Refusal{At: at, What: what, New: text})
		}
	}
	return found
}

// unknown is a part of a text that only the deployment knows.
var unknown = regexp.MustCompile(`\$\{[^{}]*\}`)

// taken reports whether AWS takes a text. Of one that is known in part, the known parts count. No one knows a dynamic reference.
func taken(rule texts.Rule, text string) bool {
	if strings.Contains(text, "{{resolve:") {
		return true
	}
	known := text
	for strings.Contains(known, "${") {
		shorter := unknown.ReplaceAllString(known, "")
		if shorter == known {
			return true // nothing tells where the reference ends
		}
		known = shorter
	}
	length := utf8.RuneCountInString(known)
	return length <= rule.Most && (length >= rule.Least || known != text) && rule.HasOnly(known)
}
