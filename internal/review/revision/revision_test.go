package revision

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/review/inherit"
)

// clone is a git repository whose application is a shell script that writes a word into the assembly.
type clone struct {
	t       *testing.T
	project Project
	log     *bytes.Buffer
}

func newRepository(t *testing.T) clone {
	t.Helper()
	dir, log := t.TempDir(), &bytes.Buffer{}
	r := clone{t: t, project: Project{
		Dir: dir, NodeModules: filepath.Join("..", "..", "..", "node_modules"), Cache: filepath.Join(dir, "build", "review"), Log: log,
	}, log: log}
	r.git("init", "-q", "-b", "main")
	r.write(".gitignore", "/build/\n")
	return r
}

func (r clone) git(args ...string) string {
	r.t.Helper()
	command := exec.Command("git", append([]string{"-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"},
		args...)...)
	command.Dir, command.Env = r.project.Dir, inherit.Environment()
	out, err := command.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r clone) write(file, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.project.Dir, file), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// app commits the script as the application.
func (r clone) app(script string) string {
	r.t.Helper()
	r.write("app.sh", script)
	r.write("cdk.json", `{"app": "sh app.sh", "build": "test -e node_modules || test -e .git"}`)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "m", "--allow-empty")
	return r.git("rev-parse", "HEAD")
}

const writesManifest = `mkdir -p "$CDK_OUTDIR" && echo WORD > "$CDK_OUTDIR/manifest.json"`

func says(word string) string { return strings.ReplaceAll(writesManifest, "WORD", word) }

func (r clone) manifest(s Synthesized) string {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.Dir, "manifest.json"))
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

func (r clone) base(ref string) Synthesized {
	r.t.Helper()
	base, err := r.project.Base(context.Background(), ref)
	if err != nil {
		r.t.Fatal(err)
	}
	return base
}

func TestBaseIsTheCommitAndHeadIsTheWorkingTree(t *testing.T) {
	r := newRepository(t)
	r.app(says("one"))
	r.app(says("two"))
	r.write("app.sh", says("three")) // not committed
	if got := r.manifest(r.base("main~1")); got != "one" {
		t.Errorf("base %q, want the commit", got)
	}
	head, err := r.project.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.manifest(head); got != "three" {
		t.Errorf("head %q, want the working tree", got)
	}
	if got := strings.Split(r.git("worktree", "list"), "\n"); len(got) != 1 {
		t.Errorf("worktrees %q, want only the project's own", got)
	}
	if status := r.git("status", "--porcelain"); status != "M app.sh" {
		t.Errorf("git status %q, want no change of the working tree", status)
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
	kept, err := filepath.Glob(filepath.Join(r.project.Cache, "base-*"))
	if err != nil || len(kept) != keptBases {
		t.Errorf("%d cached assemblies, want %d; error %v", len(kept), keptBases, err)
	}
	if rest, _ := filepath.Glob(filepath.Join(r.project.Cache, "new-*")); len(rest) > 0 {
		t.Errorf("left %q, want no folder of an unfinished synthesis", rest)
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
				t.Errorf("%s: error %v, want a part %q", ref, err, part)
			}
		}
		if err != nil && strings.Contains(err.Error(), "  50\n") {
			t.Errorf("%s: got the whole output, want its end", ref)
		}
	}
	if _, err := r.project.Head(context.Background()); err == nil || !strings.Contains(err.Error(), "the working tree") {
		t.Errorf("head: %v", err)
	}
	r.project.Dir = t.TempDir()
	if _, err := r.project.Base(context.Background(), "HEAD"); err == nil || !strings.Contains(err.Error(), "not in a git repository") {
		t.Errorf("%v", err)
	}
	if _, err := r.project.Head(context.Background()); err == nil || !strings.Contains(err.Error(), "no cdk.json with an app") {
		t.Errorf("%v", err)
	}
}

// Catches a base without Kasha that counts as an empty one: then nothing that is deployed could be lost.
func TestCommitBeforeKashaIsAFailure(t *testing.T) {
	r := newRepository(t)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "first")
	r.refused("HEAD", "does not contain Kasha (no cdk.json with an app)", "--no-base")
	r.write("cdk.json", `{"context": {}}`)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "without an app")
	r.refused("HEAD", "does not contain Kasha", "--no-base")
}

func (r clone) refused(ref string, parts ...string) {
	r.t.Helper()
	base, err := r.project.Base(context.Background(), ref)
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			r.t.Errorf("%s: got %+v and error %v, want an error that contains %q", ref, base, err, part)
		}
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
		t.Errorf("base %q, want the commit", got)
	}
	inner.refused(outer, "no kasha/cdk.json with an app", "--no-base")
	// Both projects of the repository use this cache.
	if got := r.manifest(r.base("HEAD")); got != "outer" {
		t.Errorf("base %q of the outer project, want its own", got)
	}
}

// Catches a review that shows what the base has added as lost, and does not say so.
func TestBranchBehindItsBaseIsTold(t *testing.T) {
	r := newRepository(t)
	fork := r.app(says("fork"))
	r.git("checkout", "-q", "-b", "branch")
	r.app(says("branch"))
	r.git("checkout", "-q", "main")
	r.app(says("news"))
	r.git("checkout", "-q", "branch")
	if base := r.base(fork); base.Missing != "" {
		t.Errorf("a base that the branch contains: said %q, want nothing", base.Missing)
	}
	base := r.base("main")
	if got := r.manifest(base); got != "news" || !strings.Contains(base.Missing, "MERGE_BASE=1") {
		t.Errorf("base %q, said %q; want the news of main, and the way to leave them out", got, base.Missing)
	}
	r.project.MergeBase = true
	base = r.base("main")
	if got := r.manifest(base); got != "fork" || !strings.Contains(base.Missing, "not part of this review") {
		t.Errorf("base %q, said %q; want the merge base, and what is left out", got, base.Missing)
	}
	r.git("checkout", "-q", "--orphan", "other")
	r.app(says("other"))
	r.refused("main", "no common commit", "--merge-base")
}
