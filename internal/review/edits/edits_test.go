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

	// together names the edits of the code that are built at once, because a build takes five seconds. They have one
	// verdict, and nothing to do with each other.
	together string
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

// Configurations are edited one in each of many environments, so that two syntheses serve them all.
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
	before, after := []string{environment(r.text, plain), development}, []string{}
	for i, e := range configurationEdits() {
		before = append(before, environment(r.text, named(i)))
		after = append(after, environment(strings.Replace(r.text, e.old, e.new, 1), named(i)))
	}
	var err error
	if r.base, err = r.scratch.synthesize(r.binary, filepath.Join(t.TempDir(), "before"), before...); err != nil {
		t.Fatal(err)
	}
	head, err := r.scratch.synthesize(r.binary, filepath.Join(t.TempDir(), "after"), after...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("configurations synthesized after %.1f s", time.Since(started).Seconds())
	for i, e := range configurationEdits() {
		t.Run(e.name, func(t *testing.T) {
			check(t, r.compare(t, only(r.base, named(i)), only(head, named(i))), e.want.in(named(i)))
		})
	}
	t.Run("environments come and go", r.environmentsComeAndGo)
	for b := range builds {
		t.Run(b.name, func(t *testing.T) { r.reviewCode(t, b) })
	}
	t.Logf("all reviewed after %.1f s", time.Since(started).Seconds())
}

// named is the environment of the i-th edit of the configuration.
func named(i int) string { return fmt.Sprintf("e%02d", i) }

func (r reviewed) compare(t *testing.T, base, head assembly.Assembly) review.Report {
	t.Helper()
	report, err := review.Compare(base, head, r.differ, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

const development = `{"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1",
	"availabilityZones": ["us-east-1a", "us-east-1b"]}`

func (r reviewed) environmentsComeAndGo(t *testing.T) {
	one := only(r.base, plain)
	both := assembly.Assembly{Stacks: append(only(r.base, plain).Stacks, only(r.base, "dev").Stacks...)}
	check(t, r.compare(t, one, both), want{verdict: noLoss})
	check(t, r.compare(t, both, one), want{verdict: loss, losses: []string{
		"kasha-dev-network: removed", "kasha-dev-data: removed", "kasha-dev-services: removed", "kasha-dev-edge: removed",
	}})
}

// build is one edit of the code, or some together, compiled.
type build struct {
	name   string
	edits  []edit
	binary string
	err    error
}

// buildCode compiles one build while the one before is synthesized: either keeps one core busy.
func (r reviewed) buildCode(t *testing.T) <-chan build {
	var builds []build
	at := map[string]int{}
	for _, e := range codeEdits() {
		if i, begun := at[e.together]; begun && e.together != "" {
			builds[i].edits = append(builds[i].edits, e)
			continue
		}
		name := e.name
		if e.together != "" {
			at[e.together], name = len(builds), e.together
		}
		builds = append(builds, build{name: name, edits: []edit{e}})
	}
	dir, built := t.TempDir(), make(chan build)
	go func() {
		defer close(built)
		for i, b := range builds {
			b.binary = filepath.Join(dir, fmt.Sprint(i))
			undo, err := r.scratch.apply(b.edits)
			if err == nil {
				err = r.scratch.build(b.binary)
			}
			if failed := undo(); err == nil {
				err = failed
			}
			b.err = err
			built <- b
		}
	}()
	return built
}

// reviewCode reviews a build. Every edit's own findings must be there, and none beyond those of all.
func (r reviewed) reviewCode(t *testing.T, b build) {
	if b.err != nil {
		t.Fatal(b.err)
	}
	head, err := r.scratch.synthesize(b.binary, filepath.Join(t.TempDir(), "head"), environment(r.text, plain))
	_ = os.Remove(b.binary) // 100 MB each
	if err != nil {
		t.Fatal(err)
	}
	report := r.compare(t, only(r.base, plain), head)
	all := want{verdict: b.edits[0].want.verdict}
	for _, e := range b.edits {
		if e.want.verdict != all.verdict {
			t.Errorf("%s has another verdict than the others of %q", e.name, b.name)
		}
		all.add(e.want)
	}
	check(t, report, all)
}
