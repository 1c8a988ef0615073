package edits

import (
	"path/filepath"
	"strings"
	"testing"
)

// edit is one change that someone might propose, and what the review must report. It replaces a text that occurs exactly once
// in a file.
type edit struct {
	name           string
	file, old, new string
	want           want

	// together is the name of a batch: its edits are made at once, because a build takes five seconds and an environment one. They
	// are independent of each other and have the same verdict.
	together string
}

// batch is one edit, or several that are made together.
type batch struct {
	name  string
	edits []edit
	want  want // of all its edits
}

func batches(edits []edit) []*batch {
	var all []*batch
	begun := map[string]*batch{}
	for _, e := range edits {
		b := begun[e.together]
		if b == nil || e.together == "" {
			b = &batch{name: e.name, want: want{verdict: e.want.verdict}}
			if e.together != "" {
				b.name, begun[e.together] = e.together, b
			}
			all = append(all, b)
		}
		b.edits = append(b.edits, e)
		b.want.add(e.want)
	}
	return all
}

// Catches an edit whose text was moved or changed by a refactoring: it would test nothing.
func TestEveryEditStillFindsItsText(t *testing.T) {
	root := projectRoot(t)
	for _, e := range append(codeEdits(), configurationEdits()...) {
		file := filepath.Join(root, e.file)
		if e.file == configuration {
			file = configuration
		}
		if n := strings.Count(read(t, file), e.old); n != 1 {
			t.Errorf("%s: %q occurs %d times in %s, want once; fix: adapt the edit", e.name, e.old, n, e.file)
		}
	}
	for _, b := range append(batches(codeEdits()), batches(configurationEdits())...) {
		for _, e := range b.edits {
			if e.want.verdict != b.want.verdict {
				t.Errorf("%s: verdict %q, want %q as the other edits of %q", e.name, e.want.verdict, b.want.verdict, b.name)
			}
		}
	}
	if n := len(codeEdits()) + len(configurationEdits()); n < 40 {
		t.Errorf("got %d edits, want at least 40", n)
	}
}
