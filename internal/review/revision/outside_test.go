package revision

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func (r clone) link(target, name string) {
	r.t.Helper()
	if err := os.Remove(filepath.Join(r.project.Dir, name)); err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(r.project.Dir, name)); err != nil {
		r.t.Fatal(err)
	}
}

// Catches a base that is read through a symbolic link from where the working tree is read too. Whatever changes there, would be none.
func TestLinksOutOfTheRepositoryAreRefused(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "cdk.json")
	if err := os.WriteFile(outside, []byte(`{"app": "sh app.sh"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	r := newRepository(t)
	r.app(says("one"))
	for _, target := range []string{outside, "../../../../../../../.." + outside, filepath.Join(r.project.Dir, "other.json")} {
		r.write("other.json", `{"app": "sh app.sh"}`)
		r.link(target, "cdk.json")
		r.git("add", "-A")
		r.git("commit", "-q", "-m", "link")
		r.refused("HEAD", "cdk.json is a symbolic link that leads out of the repository")
	}
	r.link("other.json", "cdk.json") // within it
	r.git("commit", "-q", "-am", "link")
	if got := r.manifest(r.base("HEAD")); got != "one" {
		t.Errorf("base %q, want the file that the link leads to", got)
	}
	r.link("nowhere", "dangling")
	r.link("loop", "loop")
	r.app(says("two"))
	if got := r.manifest(r.base("HEAD")); got != "two" {
		t.Errorf("base %q with links to nothing, want two", got)
	}
}

// Catches a monorepo whose other folders have such links, and that cannot be reviewed at all.
func TestLinksOfOtherFoldersAreLeftOut(t *testing.T) {
	r := newRepository(t)
	r.link("/etc/passwd", "image")
	if err := os.Mkdir(filepath.Join(r.project.Dir, "kasha"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.git("add", "-A")
	inner := r
	inner.project.Dir = filepath.Join(r.project.Dir, "kasha")
	inner.app(`mkdir -p "$CDK_OUTDIR" && ls .. > "$CDK_OUTDIR/manifest.json"`)
	got, log := inner.manifest(inner.base("HEAD")), r.log.String()
	if strings.Contains(got, "image") || !strings.Contains(log, "image is a symbolic link") {
		t.Errorf("the base has %q, log %q; want no image, and a line that says so", got, log)
	}
}

// Catches a revision that is built from a folder of this machine, which is the same folder for both revisions.
func TestModulesOutsideOfTheRepositoryAreRefused(t *testing.T) {
	outside := t.TempDir()
	for text, says := range map[string]string{
		"module m\nreplace example.org/cdk => " + outside + "\n":  "outside of the repository (go.mod)",
		"module m\nreplace example.org/cdk => ../elsewhere\n":     "is built from ../elsewhere",
		"module m\nreplace example.org/cdk v1.0.0 => ./a/../..\n": "outside of the repository",
		"module m\nreplace (\n":                                   "go.mod that cannot be read",
	} {
		r := newRepository(t)
		r.write("go.mod", text)
		commit := r.app("true")
		r.refused(commit, says)
		if _, err := r.project.Head(context.Background()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q in the working tree: error %v, want %q", text, err, says)
		}
	}
	r := newRepository(t)
	r.write("go.mod", "module m\nreplace example.org/cdk => ./fork\nreplace example.org/b => example.org/c v1.0.0\n")
	r.app(says("one"))
	r.base("HEAD")
	r.write("go.work", "go 1.26\nuse .\nuse ./fork\n")
	if err := os.Mkdir(filepath.Join(r.project.Dir, "fork"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.write("fork/go.mod", "module fork\nreplace example.org/cdk => "+outside+"\n")
	r.refused(r.app("true"), "outside of the repository (go.mod)")
}

// Catches a go.work above the repository that only this machine has, and one of the repository that is not obeyed.
func TestWorkspacesAreThoseOfTheRepository(t *testing.T) {
	t.Setenv("GOWORK", "/elsewhere/go.work")
	r := newRepository(t)
	top := r.project.Dir
	if err := os.MkdirAll(filepath.Join(top, "kasha", "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	inner := r
	inner.project.Dir = filepath.Join(top, "kasha")
	const app = `mkdir -p "$CDK_OUTDIR" && echo "$GOWORK" > "$CDK_OUTDIR/manifest.json"`
	inner.app(app)
	if err := os.WriteFile(filepath.Join(filepath.Dir(top), "go.work"), []byte("go 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := inner.manifest(inner.base("HEAD")); got != "off" {
		t.Errorf("GOWORK=%s, want off: the go.work is not the repository's", got)
	}
	r.write("go.work", "go 1.26\n")
	r.git("add", "-A")
	inner.app(app)
	if got := inner.manifest(inner.base("HEAD")); filepath.Base(got) != "go.work" || strings.HasPrefix(got, top) {
		t.Errorf("GOWORK=%s in the base, want its own", got)
	}
	head, err := inner.project.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := inner.manifest(head); got != filepath.Join(top, "go.work") {
		t.Errorf("GOWORK=%s in the working tree, want its own", got)
	}
}
