package tests

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kasha/tests/snapshot"
)

const snapshots = "testdata/snapshots/environments"

// TestSnapshots catches an unintended change of the templates. Production is written in full, one file per stack. The other shapes are
// written as their differences from production. `make snapshots` writes the files anew, so that a reviewer sees the change.
func TestSnapshots(t *testing.T) {
	got := map[string]string{}
	prod := rendered(t, "prod")
	for _, stack := range prod.Stacks {
		got["prod-"+stack.Part+".txt"] = stack.String()
	}
	for _, shape := range []string{"dev", "prod-domain", "eu-west-1"} {
		got[shape+".txt"] = snapshot.Difference(prod, rendered(t, shape))
	}
	if updating() {
		writeSnapshots(t, got)
	}
	for _, file := range glob(t, snapshots+"/*") {
		if _, ok := got[filepath.Base(file)]; !ok {
			t.Errorf("%s: no shape has this snapshot; fix: make snapshots", file)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !exists(snapshots, name) {
			t.Errorf("%s/%s: no such file; fix: make snapshots", snapshots, name)
			continue
		}
		if changes := snapshot.Changes(readFile(t, snapshots, name), got[name], 30); changes != "" {
			t.Errorf("%s/%s: the templates changed; fix, if that is intended: make snapshots\n%s", snapshots, name, changes)
		}
	}
}

func rendered(t *testing.T, shape string) snapshot.Environment {
	t.Helper()
	environment, err := snapshot.Render(stacksOf(t, shape))
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

// writeSnapshots writes all snapshots and removes those of former shapes.
func writeSnapshots(t *testing.T, files map[string]string) {
	t.Helper()
	if err := os.RemoveAll(inRepository(snapshots)); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		writeFile(t, filepath.Join(snapshots, name), text)
	}
}
