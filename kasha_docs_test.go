package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDecisionsAreNumbered catches a decision that was taken out or never written, which a reader would look for, and a title
// that counts otherwise than its file.
func TestDecisionsAreNumbered(t *testing.T) {
	files, err := filepath.Glob("docs/decisions/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, file := range files {
		number := i + 1
		if !strings.HasPrefix(filepath.Base(file), fmt.Sprintf("%04d-", number)) {
			t.Errorf("%s is where decision %d should be", file, number)
		}
		if title := readFile(t, file); !strings.HasPrefix(title, fmt.Sprintf("# %d. ", number)) {
			t.Errorf("%s begins with %.20q", file, title)
		}
	}
}

// TestLinksLeadSomewhere catches a link to a file that was renamed.
func TestLinksLeadSomewhere(t *testing.T) {
	pages := []string{"README.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	link, links := regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`), 0
	for _, page := range pages {
		for _, found := range link.FindAllStringSubmatch(readFile(t, page), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), found[1])); err != nil {
				t.Errorf("%s links to %s: %v", page, found[1], err)
			}
		}
	}
	if links < 50 {
		t.Errorf("only %d links were found", links)
	}
}
