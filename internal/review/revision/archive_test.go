package revision

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Catches files of a commit that git archive leaves out or changes, because attributes say so, and links and modes that get lost.
func TestEveryFileOfTheCommitIsRead(t *testing.T) {
	r := newRepository(t)
	for file, text := range map[string]string{
		".gitattributes":              "hidden export-ignore\nfolder/ export-ignore\nhidden.sh export-ignore\nexpanded export-subst\n",
		"hidden":                      "hidden\n",
		"hidden.sh":                   "#!/bin/sh\n",
		"expanded":                    "$Format:%H$\n",
		"folder/deep/file":            "deep\n",
		"a name with spaces\tand tab": "named\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(r.project.Dir, file)), 0o755); err != nil {
			t.Fatal(err)
		}
		r.write(file, text)
	}
	if err := os.Chmod(filepath.Join(r.project.Dir, "hidden.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("hidden", filepath.Join(r.project.Dir, "link")); err != nil {
		t.Fatal(err)
	}
	commit := r.app(says("one"))
	dir, remove, err := r.extract(commit)
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	wanted := strings.Split(r.git("ls-files", "-z"), "\x00")
	for _, file := range wanted {
		if file == "" {
			continue
		}
		want, got := filepath.Join(r.project.Dir, file), filepath.Join(dir, file)
		if a, b := content(t, want), content(t, got); a != b {
			t.Errorf("%s: got %q, want %q", file, b, a)
		}
	}
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if name, _ := filepath.Rel(dir, path); err == nil && !entry.IsDir() && name != "node_modules" && !strings.Contains("\x00"+
			strings.Join(wanted, "\x00")+"\x00", "\x00"+name+"\x00") {
			t.Errorf("%s is not in the commit", name)
		}
		return nil
	})
}

func (r clone) extract(commit string) (string, func(), error) {
	r.t.Helper()
	repository, err := r.project.repository(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	return r.project.extract(context.Background(), repository, commit)
}

// content is a file's mode, its target if it is a link, and its text.
func content(t *testing.T, file string) string {
	t.Helper()
	info, err := os.Lstat(file)
	if err != nil {
		t.Error(err)
		return ""
	}
	target, _ := os.Readlink(file)
	data, _ := os.ReadFile(file)
	return (info.Mode() & (fs.ModeType | 0o100)).String() + " " + target + " " + string(data)
}

// Catches a submodule that is empty in the base and full in the working tree, so that the two are built from different files.
func TestSubmodulesAreReadFromTheirClones(t *testing.T) {
	library := newRepository(t)
	library.write("word", "old")
	library.app("true")
	r := newRepository(t)
	r.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.project.Dir, "library")
	base := r.app(`mkdir -p "$CDK_OUTDIR" && cat library/word > "$CDK_OUTDIR/manifest.json"`)
	r.write("library/word", "new")
	if got := r.manifest(r.base(base)); got != "old" {
		t.Errorf("base %q, want the commit of the submodule that the base names", got)
	}
	r.git("submodule", "deinit", "--quiet", "--force", "library")
	r.project.Cache = filepath.Join(t.TempDir(), "cache")
	_, err := r.project.Base(context.Background(), base)
	if err == nil || !strings.Contains(r.log.String(), "submodule library is not checked out") {
		t.Errorf("without the submodule: error %v, log %q; want the build's error and a hint", err, r.log)
	}
	r.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
	library.write("word", "never fetched")
	unknown := library.app("true")
	r.git("update-index", "--cacheinfo", "160000,"+unknown+",library")
	r.git("commit", "-q", "-m", "m")
	r.refused("HEAD", "submodule library", "does not have commit", "git -C library fetch")
}
