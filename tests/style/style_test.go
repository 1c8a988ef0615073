package style

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// root leads from this package to the root of the repository. The tests do not change their folder. Go resolves the files that a test
// opened against the package's folder, so after os.Chdir in TestMain it would print outdated cached results.
const root = "../.."

// TestLinesAreShort catches a line that a reviewer has to scroll for.
func TestLinesAreShort(t *testing.T) {
	looked := 0
	for _, file := range files(t) {
		text := read(t, file)
		var lines []Line
		switch kind(file, text) {
		case "source":
			for i, line := range strings.Split(text, "\n") {
				lines = append(lines, Line{i + 1, line})
			}
		case "prose":
			lines = Prose(text)
		default:
			continue
		}
		looked++
		for _, line := range lines {
			if length := utf8.RuneCountInString(line.Text); length > MaxLine {
				t.Errorf("%s:%d: a line of %d characters; fix: break it at %d", file, line.Number, length, MaxLine)
			}
		}
	}
	if looked < 300 {
		t.Errorf("looked at %d files, want at least 300", looked)
	}
}

// TestFilesAreShort catches a Go file that has grown beyond one concern.
func TestFilesAreShort(t *testing.T) {
	looked := 0
	for _, file := range files(t) {
		if path.Ext(file) != ".go" {
			continue
		}
		looked++
		if lines := strings.Count(read(t, file), "\n"); lines > MaxFile {
			t.Errorf("%s: %d lines; fix: split it by concern, at most %d", file, lines, MaxFile)
		}
	}
	if looked < 300 {
		t.Errorf("looked at %d files, want at least 300", looked)
	}
}

// TestSentencesAreShort catches a sentence that a reader has to read twice.
func TestSentencesAreShort(t *testing.T) {
	looked := 0
	for _, file := range files(t) {
		if path.Ext(file) != ".md" {
			continue
		}
		for _, sentence := range Sentences(read(t, file)) {
			looked++
			if words := len(strings.Fields(sentence.Text)); words > MaxSentence {
				t.Errorf("%s:%d: a sentence of %d words; fix: split it, at most %d: %s", file, sentence.Number, words, MaxSentence, sentence.Text)
			}
		}
	}
	if looked < 500 {
		t.Errorf("looked at %d sentences, want at least 500", looked)
	}
}

// TestSentencesAreFound catches a reader of prose that counts code and tables as sentences, or passes over text.
func TestSentencesAreFound(t *testing.T) {
	page := "# A heading\n\nOne two\nthree. Four `five six` seven: eight.\n\n- nine\n- ten\n  eleven\n\n| a | table |\n\n" +
		"```sh\ncode here\n```\n\n    more code\n\n<!-- generated: x -->\ntext\n<!-- end -->\n1. [twelve](a/long/target) thirteen\n"
	want := []string{"One two three", "Four CODE seven: eight.", "nine", "ten eleven", "[twelve] thirteen"}
	var got []string
	for _, sentence := range Sentences(page) {
		got = append(got, sentence.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// kind says how a file's lines are held: "source" line by line, "prose" without code and tables, "" not at all.
func kind(file, text string) string {
	if strings.Contains("/"+file, "/testdata/") {
		return ""
	}
	switch path.Ext(file) {
	case ".go", ".sh", ".py", ".js", ".yml", ".yaml", ".rego", ".sql":
		return "source"
	case ".md":
		return "prose"
	}
	if path.Base(file) == "Makefile" || strings.HasPrefix(text, "#!") {
		return "source"
	}
	return ""
}

// files lists the files of the repository, without those that .gitignore names.
func files(t *testing.T) []string {
	t.Helper()
	ignored := []string{".git", "build", "cdk.out", "node_modules", "cdk.context.json", "tests/randomized/testdata"}
	var found []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		file, _ := filepath.Rel(root, name)
		switch {
		case err != nil:
			return err
		case slices.Contains(ignored, file) && entry.IsDir():
			return filepath.SkipDir
		case entry.Type().IsRegular() && !slices.Contains(ignored, file):
			found = append(found, filepath.ToSlash(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
