package tests

import (
	"os"
	"path/filepath"
	"testing"

	"kasha/tests/generated"
)

// root leads from this package to the root of the repository. The tests do not change their folder: Go resolves the files that a
// test opened against the package's folder. After os.Chdir in TestMain it would print cached results of files that have changed.
const root = ".."

// inRepository is the path of a file that is named from the root of the repository.
func inRepository(path ...string) string { return filepath.Join(append([]string{root}, path...)...) }

// readFile reads a file of the repository.
func readFile(t *testing.T, path ...string) string {
	t.Helper()
	return readPath(t, inRepository(path...))
}

// readPath reads a file that is named from this package or by an absolute path, such as a template of an assembly.
func readPath(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// writeFile writes a file of the repository, and the folder that it stands in.
func writeFile(t *testing.T, file, text string) {
	t.Helper()
	path := inRepository(file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// exists reports whether the repository has a file or folder.
func exists(path ...string) bool {
	_, err := os.Stat(inRepository(path...))
	return err == nil
}

// glob lists the files of the repository that match a pattern, sorted and named from the root.
func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(inRepository(pattern))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range found {
		if found[i], err = filepath.Rel(root, path); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// updating reports whether snapshots are written anew instead of compared.
func updating() bool { return os.Getenv("KASHA_UPDATE") == "1" }

// compareGenerated compares the generated parts of a document. Call it from a top-level test: the failure names that test.
func compareGenerated(t *testing.T, file string, parts ...generated.Part) {
	t.Helper()
	generated.Compare(t, inRepository(file), "go test -count=1 -run '^"+t.Name()+"$' ./tests", parts...)
}
