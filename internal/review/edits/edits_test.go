// Package edits holds the review against real edits of this project: each is made in a copy of the tree, synthesized, and
// compared with the project as it is.
package edits

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/engine"
)

// edit is one change that somebody might propose, and what the review must say.
type edit struct {
	name     string
	changes  []change
	reversed bool // the edit is the base, and the project as it is the head
	want     want
}

// change replaces a text that occurs exactly once in a file.
type change struct{ file, old, new string }

// want is everything that a review says loudly; what it says beyond this is a false alarm. Findings are given by a part of
// them.
type want struct {
	verdict    review.Verdict
	losses     []string // "Database/Primary: replaced"
	fails      int      // how many of the losses say that the deployment fails
	failures   []string
	openings   []string
	weakenings []string
}

// A refactoring that moves an edit's text must break this, or the edit would go on to test nothing.
func TestEveryEditStillFindsItsText(t *testing.T) {
	root := projectRoot(t)
	for _, e := range edits() {
		for _, change := range e.changes {
			file := filepath.Join(root, change.file)
			if change.file == configuration {
				file = configuration
			}
			if n := strings.Count(read(t, file), change.old); n != 1 {
				t.Errorf("%s: %q occurs %d times in %s, not once; adapt the edit", e.name, change.old, n, change.file)
			}
		}
	}
}

func TestReviewOfRealEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the application once for each edit of the code")
	}
	if n := len(edits()); n < 20 {
		t.Fatalf("%d edits; the table had at least 20", n)
	}
	s := newScratch(t)
	started := time.Now()
	binary := filepath.Join(t.TempDir(), "base")
	if err := s.build(binary); err != nil {
		t.Fatal(err)
	}
	base, err := s.synthesize(binary, s.config, filepath.Join(t.TempDir(), "base"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("base built and synthesized in %.1f s", time.Since(started).Seconds())
	differ := engine.New(context.Background(), filepath.Join(s.root, "node_modules"))
	defer differ.Close()
	for built := range buildAll(t, s, binary) {
		t.Run(built.edit.name, func(t *testing.T) {
			if built.err != nil {
				t.Fatal(built.err)
			}
			edited, err := s.synthesize(built.binary, built.config, filepath.Join(t.TempDir(), "head"))
			if err != nil {
				t.Fatal(err)
			}
			if built.binary != binary {
				_ = os.Remove(built.binary) // 100 MB each
			}
			check(t, differ, base, edited, built.edit)
		})
	}
}

type builtEdit struct {
	edit           edit
	binary, config string
	err            error
}

// buildAll compiles one edit while the one before is synthesized: a build keeps one core busy, and so does a synthesis.
func buildAll(t *testing.T, s scratch, unchanged string) <-chan builtEdit {
	dir := t.TempDir()
	built := make(chan builtEdit)
	go func() {
		defer close(built)
		for i, e := range edits() {
			b := builtEdit{edit: e, binary: unchanged}
			config, undo, err := s.apply(e)
			b.config, b.err = config, err
			if err == nil && slices.ContainsFunc(e.changes, func(c change) bool { return c.file != configuration }) {
				b.binary = filepath.Join(dir, fmt.Sprint(i))
				b.err = s.build(b.binary)
			}
			if err := undo(); err != nil && b.err == nil {
				b.err = err
			}
			built <- b
		}
	}()
	return built
}

func check(t *testing.T, differ review.Differ, base, head assembly.Assembly, e edit) {
	t.Helper()
	if e.reversed {
		base, head = head, base
	}
	report, err := review.Compare(base, head, differ, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != e.want.verdict {
		t.Errorf("verdict %q, want %q", report.Verdict, e.want.verdict)
	}
	var losses []string
	fails := 0
	for _, loss := range report.Losses {
		name := loss.Construct
		if name == "" {
			name = loss.Stack
		}
		losses = append(losses, name+": "+string(loss.Kind))
		if loss.Fails != "" {
			fails++
		}
	}
	slices.Sort(losses)
	wanted := slices.Clone(e.want.losses)
	slices.Sort(wanted)
	if !slices.Equal(losses, wanted) {
		t.Errorf("losses:\n  %s\nwant:\n  %s", strings.Join(losses, "\n  "), strings.Join(wanted, "\n  "))
	}
	if fails != e.want.fails {
		t.Errorf("%d of the losses say that the deployment fails, want %d", fails, e.want.fails)
	}
	compare(t, "failures", report.Failures, e.want.failures)
	compare(t, "openings", report.Openings, e.want.openings)
	compare(t, "weakenings", report.Weakenings, e.want.weakenings)
}

// compare wants each finding once, and no other.
func compare(t *testing.T, what string, findings []review.Finding, wanted []string) {
	t.Helper()
	var said []string
	for _, f := range findings {
		said = append(said, fmt.Sprintf("%s %s: %s: %s -> %s", f.Stack, f.Construct, f.What, f.Old, f.New))
	}
	left := slices.Clone(said)
	for _, part := range wanted {
		i := slices.IndexFunc(left, func(line string) bool { return strings.Contains(line, part) })
		if i < 0 {
			t.Errorf("%s: nothing says %q; said:\n  %s", what, part, strings.Join(said, "\n  "))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(left) > 0 {
		t.Errorf("%s that nobody expects:\n  %s", what, strings.Join(left, "\n  "))
	}
}
