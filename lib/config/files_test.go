package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePackageCommentNamesEveryFile catches a file that nobody finds by the package comment, and a name in it that no file has any more.
func TestThePackageCommentNamesEveryFile(t *testing.T) {
	text, err := os.ReadFile("config.go")
	if err != nil {
		t.Fatal(err)
	}
	comment, _, _ := strings.Cut(string(text), "\npackage ")
	var patterns []string
	for _, word := range strings.Fields(comment) {
		if word = strings.TrimRight(word, ".,;"); strings.HasSuffix(word, ".go") {
			patterns = append(patterns, word)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, file := range files {
		named := file == "config.go" || strings.HasSuffix(file, "_test.go")
		for _, pattern := range patterns {
			if match, _ := filepath.Match(pattern, file); match && !strings.HasSuffix(file, "_test.go") {
				named, used[pattern] = true, true
			}
		}
		if !named {
			t.Errorf("%s is not in the package comment of config.go, want it there", file)
		}
	}
	for _, pattern := range patterns {
		if !used[pattern] {
			t.Errorf("the package comment of config.go names %s, and there is no such file", pattern)
		}
	}
}
