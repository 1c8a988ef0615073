// Package edits checks the review with real edits of this project. Each edit is made in a copy of the project, synthesized, and
// compared with the project as it is. The tests take minutes, so -short leaves them out.
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

// reviewed is the project as it is, synthesized, and what is needed to compare edits with it.
type reviewed struct {
	scratch scratch
	binary  string
	text    string // the configuration
	base    assembly.Assembly
	differ  *engine.Engine
}

// Catches a loss, opening or weakening that the review does not report, and one that it reports although there is none. Every batch
// of configurations has an environment of its own, so that two syntheses serve them all.
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
	t.Run("environments are added and removed", r.addAndRemoveEnvironments)
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
				t.Errorf("%s: another edit of %q changed its text", e.name, b.name)
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

// named is the name of the environment for the i-th batch of configurations.
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

func (r reviewed) addAndRemoveEnvironments(t *testing.T) {
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

// buildCode compiles a batch while the one before it is synthesized. Each of the two keeps one core busy.
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
			done <- built{batch: *b, binary: binary, err: err}
		}
	}()
	return done
}

// reviewCode checks that the review of a build reports the findings of every edit and nothing else.
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
