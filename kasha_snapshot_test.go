package main

import (
	"os"
	"path/filepath"
	"testing"

	"kasha/internal/snapshot"
)

const snapshots = "testdata/snapshots/environments"

// TestSnapshots catches a change of the templates that nobody meant: production is written out in full, one file per stack, and
// the other shapes as what they have different. `make snapshots` writes them anew; the change then lies before the reviewer.
func TestSnapshots(t *testing.T) {
	got := map[string]string{}
	prod := rendered(t, "prod")
	for _, stack := range prod.Stacks {
		got["prod-"+stack.Part+".txt"] = stack.String()
	}
	for _, shape := range []string{"dev", "prod-domain", "eu-west-1"} {
		got[shape+".txt"] = snapshot.Difference(prod, rendered(t, shape))
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		writeSnapshots(t, got)
	}
	kept, err := filepath.Glob(filepath.Join(snapshots, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range kept {
		if _, ok := got[filepath.Base(file)]; !ok {
			t.Errorf("%s: no shape has this snapshot; `make snapshots` removes it", file)
		}
	}
	for name, is := range got {
		was, err := os.ReadFile(filepath.Join(snapshots, name))
		if err != nil {
			t.Errorf("%v; `make snapshots` writes it", err)
			continue
		}
		if changes := snapshot.Changes(string(was), is, 30); changes != "" {
			t.Errorf("%s: the templates changed. If that is meant, run `make snapshots`.\n%s", name, changes)
		}
	}
}

func rendered(t *testing.T, shape string) snapshot.Environment {
	t.Helper()
	environment, err := snapshot.Render(synthesized(t, shape).Stacks)
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

func writeSnapshots(t *testing.T, files map[string]string) {
	t.Helper()
	if err := os.RemoveAll(snapshots); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(snapshots, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(snapshots, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
