package revision

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Catches a cached assembly that is used with another version of Node.js or Go, which may synthesize something else.
func TestCacheKnowsTheToolchain(t *testing.T) {
	r := newRepository(t)
	commit := r.app(says("one"))
	repository, err := r.project.repository(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	one, err := r.project.cached(context.Background(), repository, commit)
	if err != nil {
		t.Fatal(err)
	}
	node := filepath.Join(t.TempDir(), "node_modules", ".bin", "node")
	if err := os.MkdirAll(filepath.Dir(node), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(node, []byte("#!/bin/sh\necho v99.0.0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.project.NodeModules = filepath.Dir(filepath.Dir(node))
	if two, err := r.project.cached(context.Background(), repository, commit); err != nil || one == two {
		t.Errorf("folder %s for two versions of a tool, want two folders; error %v", one, err)
	}
}

// Catches a cache that holds the wrong assembly, or half of one, and is used again and again.
func TestDamagedCacheIsNotUsed(t *testing.T) {
	r := newRepository(t)
	r.app(says("one") + `; echo "{}" > "$CDK_OUTDIR/s.template.json"`)
	for what, damage := range map[string]func(dir string) error{
		"a file that changed": func(dir string) error { return os.WriteFile(filepath.Join(dir, "manifest.json"), []byte("two"), 0o644) },
		"a file that is gone": func(dir string) error { return os.Remove(filepath.Join(dir, "s.template.json")) },
		"a file too many":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "t.json"), nil, 0o644) },
		"a missing checksum":  func(dir string) error { return os.Remove(filepath.Join(dir, checksumFile)) },
		"an unreadable checksum": func(dir string) error {
			_ = os.Remove(filepath.Join(dir, checksumFile))
			return os.Mkdir(filepath.Join(dir, checksumFile), 0o755)
		},
	} {
		if err := damage(r.base("HEAD").Dir); err != nil {
			t.Fatal(err)
		}
		r.log.Reset()
		base := r.base("HEAD")
		if got := r.manifest(base); got != "one" || strings.Contains(r.log.String(), "synthesized before") {
			t.Errorf("%s: base %q, log %q; want it synthesized again", what, got, r.log)
		}
		r.log.Reset()
		if r.base("HEAD"); !strings.Contains(r.log.String(), "synthesized before") {
			t.Errorf("%s: log %q, want the new assembly in the cache", what, r.log)
		}
	}
}

// Catches two reviews that write into one folder. The application is slow and writes its assembly in steps, so that two that run at
// the same time would mix.
func TestReviewsAtTheSameTimeDoNotMix(t *testing.T) {
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		r := newRepository(t)
		slow := `mkdir -p "$CDK_OUTDIR" && echo WORD > "$CDK_OUTDIR/manifest.json" && sleep 0.05 && echo WORD > "$CDK_OUTDIR/s.json"`
		words := map[string]string{}
		for _, word := range []string{"one", "two"} {
			words[r.app(strings.ReplaceAll(slow, "WORD", word))] = word
		}
		r.write("app.sh", strings.ReplaceAll(slow, "WORD", "head"))
		var running sync.WaitGroup
		review := func(commit string) {
			defer running.Done()
			project := r.project
			project.Log = &bytes.Buffer{} // of its own
			base, err := project.Base(context.Background(), commit)
			if err != nil {
				t.Error(err)
				return
			}
			head, err := project.Head(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			for dir, want := range map[string]string{base.Dir: words[commit], head.Dir: "head"} {
				for _, file := range []string{"manifest.json", "s.json"} {
					if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || strings.TrimSpace(string(got)) != want {
						t.Errorf("round %d: %s has %q, want %q; error %v", round, file, got, want, err)
					}
				}
			}
			if err := head.Remove(); err != nil {
				t.Error(err)
			}
		}
		for commit := range words { // two reviews of each commit
			running.Add(2)
			go review(commit)
			go review(commit)
		}
		running.Wait()
		if left, _ := filepath.Glob(filepath.Join(r.project.Cache, "*-*")); len(left) != 2 {
			t.Errorf("round %d: the cache has %q, want one folder for each commit", round, left)
		}
	}
}

// Catches a cache that grows with every review that is killed, and one that removes what a running review uses.
func TestWhatKilledReviewsLeftIsRemoved(t *testing.T) {
	r := newRepository(t)
	for i, age := range []time.Duration{0, 2 * abandoned} {
		dir := filepath.Join(r.project.Cache, fmt.Sprintf("head-%d", i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
	}
	r.app(says("one"))
	r.base("HEAD")
	if left, _ := filepath.Glob(filepath.Join(r.project.Cache, "head-*")); len(left) != 1 || filepath.Base(left[0]) != "head-0" {
		t.Errorf("left %q, want only the folder of a review that may still run", left)
	}
}
