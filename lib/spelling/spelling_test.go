package spelling

import (
	"strings"
	"testing"
)

// TestEditDistance catches a suggestion that is farther from what was written than another.
func TestEditDistance(t *testing.T) {
	for words, want := range map[[2]string]int{
		{"", ""}: 0, {"abc", ""}: 3, {"", "abcd"}: 4, {"abc", "abc"}: 0, {"abc", "abd"}: 1, {"abc", "ab"}: 1, {"bc", "abc"}: 1,
		{"ab", "ba"}: 1, {"rateLimti", "rateLimit"}: 1, {"xaby", "xbay"}: 1, {"abcdef", "badcfe"}: 3, {"kitten", "sitting"}: 3, {"ca", "abc"}: 3,
	} {
		if got := edits(words[0], words[1]); got != want {
			t.Errorf("%q: %d edits, want %d", words, got, want)
		}
	}
}

// TestSuggestions catches a suggestion that nobody could have meant, and a missing one for an obvious slip.
func TestSuggestions(t *testing.T) {
	for word, want := range map[string]string{
		"PRODUCTION": "production", "prod": "production", "producton": "production", "nonprod": "nonproduction",
		"non-production": "nonproduction",
		"":               "", "p": "", "pr": "", "pro": "production", "tier": "", "staging": "", strings.Repeat("production", 7): "",
	} {
		if got := Nearest(word, []string{"production", "nonproduction"}); got != want {
			t.Errorf("%q suggests %q, want %q", word, got, want)
		}
	}
}
