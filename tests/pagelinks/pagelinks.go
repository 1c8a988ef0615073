// Package pagelinks checks the links within a page that Kasha writes.
package pagelinks

import (
	"regexp"
	"testing"
)

var (
	ids   = regexp.MustCompile(`\sid="([^"]+)"`)
	links = regexp.MustCompile(`(?:href="#|\sfor="|aria-labelledby=")([^"]+)"`)
)

// Check fails for an ID that two things share, and for a link or a label that leads nowhere.
func Check(t *testing.T, page string) {
	t.Helper()
	seen := map[string]bool{}
	for _, found := range ids.FindAllStringSubmatch(page, -1) {
		if seen[found[1]] {
			t.Errorf("two things have the ID %q", found[1])
		}
		seen[found[1]] = true
	}
	for _, found := range links.FindAllStringSubmatch(page, -1) {
		if !seen[found[1]] {
			t.Errorf("nothing has the ID %q", found[1])
		}
	}
}
