package bundle_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kasha/lib/rotation/bundle"
)

// TestFolderIsFound catches a function that is looked for in one place only, and a folder without the program in it.
func TestFolderIsFound(t *testing.T) {
	root := t.TempDir()
	built, deep, other := filepath.Join(root, "build", "rotation"), filepath.Join(root, "a", "b"), filepath.Join(root, "other")
	for _, folder := range []string{built, deep, other} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	want := func(folder string, wanted error) {
		t.Helper()
		if got, err := bundle.Folder(); got != folder || !errors.Is(err, wanted) {
			t.Errorf("got %q, %v; want %q, %v", got, err, folder, wanted)
		}
	}
	t.Chdir(deep)
	t.Setenv(bundle.Variable, "")
	want("", bundle.ErrMissing)
	write(t, filepath.Join(built, bundle.Program))
	want(built, nil)
	t.Setenv(bundle.Variable, other)
	want("", bundle.ErrMissing) // what was named is meant
	write(t, filepath.Join(other, bundle.Program))
	want(other, nil)
}

func write(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, []byte("program"), 0o755); err != nil {
		t.Fatal(err)
	}
}
