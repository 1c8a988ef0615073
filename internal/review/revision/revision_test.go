package revision

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// repository is a git repository whose application is a shell script: it writes its word into the assembly.
type repository struct {
	t       *testing.T
	project Project
	log     *bytes.Buffer
}

func newRepository(t *testing.T) repository {
	t.Helper()
	dir, log := t.TempDir(), &bytes.Buffer{}
	r := repository{t, Project{
		Dir: dir, NodeModules: filepath.Join("..", "..", "..", "node_modules"), Cache: filepath.Join(dir, "build", "review"), Log: log,
	}, log}
	r.git("init", "-q", "-b", "main")
	r.write(".gitignore", "/build/\n")
	return r
}

func (r repository) git(args ...string) string {
	r.t.Helper()
	command := exec.Command("git", append([]string{"-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	command.Dir = r.project.Dir
	out, err := command.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r repository) write(file, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.project.Dir, file), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// app makes the script the application, and commits it.
func (r repository) app(script string) string {
	r.t.Helper()
	r.write("app.sh", script)
	r.write("cdk.json", `{"app": "sh app.sh", "build": "test -e node_modules || test -e .git"}`)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "m", "--allow-empty")
	return r.git("rev-parse", "HEAD")
}

const writesManifest = `mkdir -p "$CDK_OUTDIR" && echo WORD > "$CDK_OUTDIR/manifest.json"`

func says(word string) string { return strings.ReplaceAll(writesManifest, "WORD", word) }

func (r repository) manifest(s Synthesized) string {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.Dir, "manifest.json"))
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

func (r repository) base(ref string) Synthesized {
	r.t.Helper()
	base, err := r.project.Base(context.Background(), ref)
	if err != nil {
		r.t.Fatal(err)
	}
	return base
}

func TestBaseIsTheCommitAndHeadTheTreeAsItIs(t *testing.T) {
	r := newRepository(t)
	r.app(says("one"))
	r.app(says("two"))
	r.write("app.sh", says("three")) // not committed
	if got := r.manifest(r.base("main~1")); got != "one" {
		t.Errorf("base is %q", got)
	}
	head, err := r.project.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.manifest(head); got != "three" {
		t.Errorf("head is %q", got)
	}
	if got := strings.Split(r.git("worktree", "list"), "\n"); len(got) != 1 {
		t.Errorf("worktrees left behind: %q", got)
	}
	if status := r.git("status", "--porcelain"); status != "M app.sh" {
		t.Errorf("the tree was touched: %q", status)
	}
}

func TestBaseIsSynthesizedOnce(t *testing.T) {
	r := newRepository(t)
	r.app(says("one"))
	r.base("HEAD")
	r.log.Reset()
	if got := r.manifest(r.base("main")); got != "one" || !strings.Contains(r.log.String(), "synthesized before") {
		t.Errorf("%q, %q", got, r.log)
	}
	for range keptBases + 2 {
		r.app(says("more"))
		r.base("HEAD")
	}
	entries, err := os.ReadDir(r.project.Cache)
	if err != nil || len(entries) != keptBases {
		t.Errorf("%d assemblies are kept, %v", len(entries), err)
	}
}

// Node 26 or Go 1.27 may synthesize something else from the same commit.
func TestCacheKnowsTheToolchain(t *testing.T) {
	r := newRepository(t)
	commit := r.app(says("one"))
	one, err := r.project.cached(context.Background(), commit)
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
	if two, err := r.project.cached(context.Background(), commit); err != nil || one == two {
		t.Errorf("%s for both, %v", one, err)
	}
}

func TestFailuresSayWhatToDo(t *testing.T) {
	r := newRepository(t)
	r.app("echo first; echo the reason >&2; exit 3")
	r.git("tag", "broken-app")
	r.write("cdk.json", `{"app": "true", "build": "seq 100; echo does not compile; false"}`)
	r.git("commit", "-q", "-am", "m")
	r.git("tag", "broken-build")
	r.write("cdk.json", `{`)
	r.git("commit", "-q", "-am", "m")
	r.git("tag", "broken-file")
	for ref, parts := range map[string][]string{
		"nowhere":      {`no commit "nowhere"`, "git fetch"},
		"--help":       {`no commit "--help"`},
		"broken-app":   {"broken-app", "does not synthesize (sh app.sh)", "the reason"},
		"broken-build": {"does not build", "does not compile", "  100\n"},
		"broken-file":  {"cdk.json that cannot be read"},
	} {
		_, err := r.project.Base(context.Background(), ref)
		for _, part := range parts {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v does not say %q", ref, err, part)
			}
		}
		if err != nil && strings.Contains(err.Error(), "  50\n") {
			t.Errorf("%s: the whole output is printed, not its end", ref)
		}
	}
	if _, err := r.project.Head(context.Background()); err == nil || !strings.Contains(err.Error(), "the working tree") {
		t.Errorf("head: %v", err)
	}
	r.project.Dir = t.TempDir()
	if _, err := r.project.Base(context.Background(), "HEAD"); err == nil || !strings.Contains(err.Error(), "not in a git repository") {
		t.Errorf("%v", err)
	}
	if _, err := r.project.Head(context.Background()); err == nil || !strings.Contains(err.Error(), "no Kasha here") {
		t.Errorf("%v", err)
	}
}

func TestCommitBeforeKashaIsEmpty(t *testing.T) {
	r := newRepository(t)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "first")
	if base := r.base("HEAD"); base.Dir != "" || !strings.Contains(r.log.String(), "everything counts as added") {
		t.Errorf("%+v, %q", base, r.log)
	}
}

// The project may be a folder of a larger repository.
func TestProjectInAFolderOfItsRepository(t *testing.T) {
	r := newRepository(t)
	if err := os.Mkdir(filepath.Join(r.project.Dir, "kasha"), 0o755); err != nil {
		t.Fatal(err)
	}
	outer := r.app(says("outer"))
	inner := r
	inner.project.Dir = filepath.Join(r.project.Dir, "kasha")
	inner.app(says("inner"))
	if got := inner.manifest(inner.base("HEAD")); got != "inner" {
		t.Errorf("base is %q", got)
	}
	if base := inner.base(outer); base.Dir != "" {
		t.Errorf("the folder is not in that commit: %+v", base)
	}
}

func TestNoCredentialsReachTheApplication(t *testing.T) {
	got := environment([]string{"HOME=/h", "AWS_PROFILE=p", "AWS_SECRET_ACCESS_KEY=s", "CDK_DEFAULT_ACCOUNT=1", "PATH=/bin", "GOFLAGS=-x"})
	if want := []string{"HOME=/h", "GOFLAGS=-x"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestInterruptLeavesNothingBehind catches a worktree that stays registered, and a process of the application (Node, in earnest)
// that goes on after its parent.
func TestInterruptLeavesNothingBehind(t *testing.T) {
	r := newRepository(t)
	child := filepath.Join(t.TempDir(), "child")
	r.app("sleep 60 & echo $! > " + child + ".new; mv " + child + ".new " + child + "; wait")
	ctx, cancel := context.WithCancel(t.Context())
	interrupted := make(chan time.Time, 1)
	go func() { // somebody, once the application is at work
		for _, err := os.Stat(child); err != nil && ctx.Err() == nil; _, err = os.Stat(child) {
			time.Sleep(10 * time.Millisecond)
		}
		interrupted <- time.Now()
		cancel()
	}()
	_, err := r.project.Base(ctx, "HEAD")
	cancel()
	since := <-interrupted
	if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("%v", err)
	}
	if took := time.Since(since); took > 19*time.Second {
		t.Errorf("took %s", took)
	}
	if got := strings.Split(r.git("worktree", "list"), "\n"); len(got) != 1 {
		t.Errorf("worktrees left behind: %q", got)
	}
	written, _ := os.ReadFile(child)
	pid, err := strconv.Atoi(strings.TrimSpace(string(written)))
	if err != nil {
		t.Fatal(err)
	}
	for syscall.Kill(pid, 0) == nil { // a dead one is there until it is reaped
		if time.Since(since) > 9*time.Second {
			t.Fatal("what the application had started goes on")
		}
		time.Sleep(10 * time.Millisecond)
	}
}
