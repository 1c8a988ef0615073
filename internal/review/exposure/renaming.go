package exposure

import (
	"maps"
	"slices"
	"strings"
)

// renaming is physical names that change, old to new.
type renaming map[string]string

// replace replaces the names in an ARN or another text. A name within a longer one is another name: kasha-prod-archive is not in
// kasha-prod-archive-copy.
func (names renaming) replace(text string) string {
	if len(names) == 0 {
		return text
	}
	longestFirst := slices.SortedFunc(maps.Keys(names), func(a, b string) int { return len(b) - len(a) })
	var b strings.Builder
	for i := 0; i < len(text); {
		at := slices.IndexFunc(longestFirst, func(name string) bool {
			rest, begins := strings.CutPrefix(text[i:], name)
			return begins && (i == 0 || !isOfName(text[i-1])) && (rest == "" || !isOfName(rest[0]))
		})
		if at < 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(names[longestFirst[at]])
		i += len(longestFirst[at])
	}
	return b.String()
}

func isOfName(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
