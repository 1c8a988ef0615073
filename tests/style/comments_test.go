package style

import (
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommentsHaveShortSentences catches a comment with a sentence that a reader must read twice.
func TestCommentsHaveShortSentences(t *testing.T) {
	t.Parallel()
	found := 0
	for _, file := range files(t) {
		if path.Ext(file) != ".go" {
			continue
		}
		for _, sentence := range commentSentences(t, file) {
			found++
			if words := len(strings.Fields(sentence.Text)); words > MaxSentence {
				t.Errorf("%s:%d: a sentence of %d words; fix: split it, at most %d: %s", file, sentence.Number, words, MaxSentence, sentence.Text)
			}
		}
	}
	if found < 5000 {
		t.Errorf("%d sentences in comments, want at least 5000: are they still found?", found)
	}
}

// commentSentences returns the sentences of a Go file's comments. Indented lines are code, lists or tables, as gofmt formats them.
func commentSentences(t *testing.T, file string) []Line {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, filepath.Join(root, file), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var sentences []Line
	for _, group := range parsed.Comments {
		start := files.Position(group.Pos()).Line
		for _, sentence := range Sentences(strings.ReplaceAll(group.Text(), "\n\t", "\n\n    ")) {
			sentences = append(sentences, Line{start + max(sentence.Number-1, 0), sentence.Text})
		}
	}
	return sentences
}

var (
	fileInComment = regexp.MustCompile(`(?:^|[\s(])([a-z0-9_]+\.(?:go|rego|txt))\b`)
	folderOf      = regexp.MustCompile(`^(?:lib|internal|cmd)/`)
)

// TestPackageCommentsNameFilesThatExist catches a package comment that sends its reader to a file which was renamed or removed. A name
// without a folder is a file of the package's own folder.
func TestPackageCommentsNameFilesThatExist(t *testing.T) {
	t.Parallel()
	named := 0
	for _, file := range files(t) {
		if !folderOf.MatchString(file) || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range fileInComment.FindAllStringSubmatch(parsed.Doc.Text(), -1) {
			named++
			if _, err := os.Stat(filepath.Join(root, path.Dir(file), found[1])); err != nil {
				t.Errorf("%s: the package comment names %s, and the folder has no such file; fix: write the name of the file that has it",
					file, found[1])
			}
		}
	}
	if named < 60 {
		t.Errorf("%d files are named in package comments, want at least 60: are they still found?", named)
	}
}
