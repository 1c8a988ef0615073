// Package edits holds the review against real edits of this project: each is made in a copy of the tree, synthesized, and
// compared with the project as it is.
package edits

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/engine"
)

// edit is one change that somebody might propose, and what the review must say. It replaces a text that occurs exactly
// once in a file.
type edit struct {
	name           string
	file, old, new string
	want           want

	// together names edits that are made at once, because a build takes five seconds and an environment one. They have
	// one verdict, and nothing to do with each other.
	together string
}

// batch is one edit, or some together.
type batch struct {
	name  string
	edits []edit
	want  want // all of theirs
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

// A refactoring that moves an edit's text must break this, or the edit would go on to test nothing.
func TestEveryEditStillFindsItsText(t *testing.T) {
	root := projectRoot(t)
	for _, e := range append(codeEdits(), configurationEdits()...) {
		file := filepath.Join(root, e.file)
		if e.file == configuration {
			file = configuration
		}
		if n := strings.Count(read(t, file), e.old); n != 1 {
			t.Errorf("%s: %q occurs %d times in %s, not once; adapt the edit", e.name, e.old, n, e.file)
		}
	}
	for _, b := range append(batches(codeEdits()), batches(configurationEdits())...) {
		for _, e := range b.edits {
			if e.want.verdict != b.want.verdict {
				t.Errorf("%s has another verdict than the others of %q", e.name, b.name)
			}
		}
	}
	if n := len(codeEdits()) + len(configurationEdits()); n < 40 {
		t.Errorf("%d edits; there were more", n)
	}
}

// reviewed is the project as it is, synthesized, and what compares with it.
type reviewed struct {
	scratch scratch
	binary  string
	text    string // the configuration
	base    assembly.Assembly
	differ  *engine.Engine
}

// Every batch of configurations is edited in an environment of its own, so that two syntheses serve them all.
func TestReviewOfRealEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the application a dozen times")
	}
	r := reviewed{scratch: newScratch(t), binary: filepath.Join(t.TempDir(), "base"), text: read(t, configuration)}
	r.differ = engine.New(context.Background(), filepath.Join(r.scratch.root, "node_modules"))
	defer r.differ.Close()
	started := time.Now()
	if err := r.scratch.build(r.binary); err != nil {
		t.Fatal(err)
	}
	builds := r.buildCode(t)
	r.reviewConfigurations(t)
	t.Logf("configurations reviewed after %.1f s", time.Since(started).Seconds())
	t.Run("environments come and go", r.environmentsComeAndGo)
	for b := range builds {
		t.Run(b.name, func(t *testing.T) { r.reviewCode(t, b) })
	}
	t.Logf("all reviewed after %.1f s", time.Since(started).Seconds())
}

func (r *reviewed) reviewConfigurations(t *testing.T) {
	before, after := []string{environment(r.text, plain), development}, []string{}
	all := batches(configurationEdits())
	for i, b := range all {
		text := r.text
		for _, e := range b.edits {
			if !strings.Contains(text, e.old) {
				t.Errorf("%s: another edit of %q has taken its text", e.name, b.name)
			}
			text = strings.Replace(text, e.old, e.new, 1)
		}
		before = append(before, environment(r.text, named(i)))
		after = append(after, environment(text, named(i)))
	}
	var err error
	if r.base, err = r.scratch.synthesize(r.binary, filepath.Join(t.TempDir(), "before"), before...); err != nil {
		t.Fatal(err)
	}
	head, err := r.scratch.synthesize(r.binary, filepath.Join(t.TempDir(), "after"), after...)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range all {
		t.Run(b.name, func(t *testing.T) {
			check(t, r.compare(t, only(r.base, named(i)), only(head, named(i))), b.want.in(named(i)))
		})
	}
}

// named is the environment of the i-th batch of configurations.
func named(i int) string { return fmt.Sprintf("e%02d", i) }

func (r reviewed) compare(t *testing.T, base, head assembly.Assembly) review.Report {
	t.Helper()
	report, err := review.Compare(base, head, r.differ, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

const development = `{"name": "dev", "tier": "nonproduction", "account": "666666666666", "region": "us-east-1",
	"availabilityZones": ["us-east-1a", "us-east-1b"]}`

func (r reviewed) environmentsComeAndGo(t *testing.T) {
	one := only(r.base, plain)
	both := assembly.Assembly{Stacks: append(only(r.base, plain).Stacks, only(r.base, "dev").Stacks...)}
	check(t, r.compare(t, one, both), want{verdict: noLoss})
	check(t, r.compare(t, both, one), want{verdict: loss, losses: []string{
		"kasha-dev-network: removed", "kasha-dev-data: removed", "kasha-dev-services: removed", "kasha-dev-edge: removed",
	}})
}

// built is a batch of edits of the code, compiled.
type built struct {
	batch
	binary string
	err    error
}

// buildCode compiles one batch while the one before is synthesized: either keeps one core busy.
func (r reviewed) buildCode(t *testing.T) <-chan built {
	dir, done := t.TempDir(), make(chan built)
	go func() {
		defer close(done)
		for i, b := range batches(codeEdits()) {
			binary := filepath.Join(dir, fmt.Sprint(i))
			undo, err := r.scratch.apply(b.edits)
			if err == nil {
				err = r.scratch.build(binary)
			}
			if failed := undo(); err == nil {
				err = failed
			}
			done <- built{*b, binary, err}
		}
	}()
	return done
}

// reviewCode reviews a build. Every edit's own findings must be there, and none beyond those of all.
func (r reviewed) reviewCode(t *testing.T, b built) {
	if b.err != nil {
		t.Fatal(b.err)
	}
	head, err := r.scratch.synthesize(b.binary, filepath.Join(t.TempDir(), "head"), environment(r.text, plain))
	_ = os.Remove(b.binary) // 100 MB each
	if err != nil {
		t.Fatal(err)
	}
	check(t, r.compare(t, only(r.base, plain), head), b.want)
}
