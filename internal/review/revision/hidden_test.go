package revision

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Catches a working tree without the loss that its commit brings, because git was told to overlook a file. The review by hand would say
// that nothing is lost, and the pipeline would deploy the commit.
func TestFilesThatGitOverlooksAreTold(t *testing.T) {
	for _, bit := range []string{"assume-unchanged", "skip-worktree"} {
		r := newRepository(t)
		r.app(says("one"))
		r.git("update-index", "--"+bit, "app.sh")
		r.elsewhere() // the same content
		r.write("app.sh", says("two"))
		if status := r.git("status", "--porcelain"); status != "" {
			t.Fatalf("git status %q, want nothing: the test hides nothing", status)
		}
		r.elsewhere("overlook changes of app.sh")
	}
	r := newRepository(t)
	r.write("outside", "of the cone")
	r.app(says("one"))
	r.git("update-index", "--skip-worktree", "outside")
	if err := os.Remove(filepath.Join(r.project.Dir, "outside")); err != nil {
		t.Fatal(err)
	}
	r.elsewhere() // as a sparse checkout
}

// Catches a Go file, a go.work or another input of the build that only this working tree has, above all an ignored one.
func TestInputsOfTheBuildThatGitDoesNotTrackAreTold(t *testing.T) {
	r := newRepository(t)
	r.write(".gitignore", "/build/\nlocal*\ngo.work\n")
	r.app(says("one"))
	for _, harmless := range []string{"local_test.go", "local.txt"} {
		r.write(harmless, "")
	}
	r.elsewhere()
	for _, file := range []string{"local.go", "go.work", "new.go"} {
		r.write(file, "// a comment")
		if file == "go.work" {
			r.write(file, "go 1.26\n")
		}
		r.elsewhere("does not track", file)
	}
}

// Catches a submodule in which something else is than the commit names.
func TestSubmodulesThatAreNotAsCommittedAreTold(t *testing.T) {
	library := newRepository(t)
	library.app("true")
	r := newRepository(t)
	r.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.project.Dir, "library")
	r.git("config", "submodule.library.ignore", "all") // git status says nothing
	r.app(says("one"))
	r.elsewhere()
	r.write("library/app.sh", "false")
	r.elsewhere("submodule library")
}

// Catches a pull request that brings a base of its own: reviews would find it in the cache, and nothing would change. The same is true of
// an engine in node_modules.
func TestWhatJudgesIsNotTakenFromTheRepository(t *testing.T) {
	r := newRepository(t)
	commit := r.app(says("one"))
	cached, err := filepath.Abs(r.base(commit).Dir)
	if err != nil {
		t.Fatal(err)
	}
	within, err := filepath.Rel(r.project.Dir, filepath.Join(cached, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	r.git("add", "--force", within)
	r.refused(commit, "build/review is in the repository", "git rm -r --cached build/review")
	r.git("rm", "-q", "--cached", within)
	r.project.NodeModules = filepath.Join(r.project.Dir, "node_modules")
	if err := os.Symlink("elsewhere", r.project.NodeModules); err != nil {
		t.Fatal(err)
	}
	r.git("add", "node_modules")
	r.refused(commit, "node_modules is in the repository")
	if strings.Contains(r.log.String(), "elsewhere") {
		t.Error("the engine of the repository was used")
	}
}
