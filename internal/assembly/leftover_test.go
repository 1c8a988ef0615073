package assembly_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kasha/internal/assembly"
)

// TestLeftoversAreRemoved catches the folder of a renamed environment that stays. It also catches a deletion of anything else: a present
// environment, an asset, a file, or what a link leads to.
func TestLeftoversAreRemoved(t *testing.T) {
	dir, elsewhere := outputWith(t, `{"artifacts": {
		"assembly-dev": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-dev", "displayName": "dev"}},
		"Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}`), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(dir, "assembly-link")); err != nil {
		t.Fatal(err)
	}
	removed, err := assembly.RemoveLeftovers(dir)
	if want := []string{filepath.Join(dir, "assembly-old")}; err != nil || !slices.Equal(removed, want) {
		t.Errorf("got %v and error %v, want %v", removed, err, want)
	}
	if want := []string{"assembly-dev", "assembly-file", "assembly-link", "asset.1", "manifest.json"}; !slices.Equal(namesIn(t, dir), want) {
		t.Errorf("%v are left, want %v", namesIn(t, dir), want)
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Errorf("a folder outside is gone: %v", err)
	}
	if removed, err := assembly.RemoveLeftovers(dir); err != nil || len(removed) > 0 {
		t.Errorf("the second time: got %v and error %v, want nothing", removed, err)
	}
}

// TestLeftoversStayWithoutAManifest catches a deletion by a manifest that nobody can read, or that names no environment.
func TestLeftoversStayWithoutAManifest(t *testing.T) {
	for name, test := range map[string]struct {
		manifest string
		fails    bool
	}{
		"cut off":         {manifest: `{"artifacts": {"assembly-dev": {"type"`, fails: true},
		"no environments": {manifest: `{"artifacts": {}}`},
	} {
		dir := outputWith(t, test.manifest)
		before := namesIn(t, dir)
		if removed, err := assembly.RemoveLeftovers(dir); (err != nil) != test.fails || len(removed) > 0 {
			t.Errorf("%s: got %v and error %v, want nothing removed, an error: %v", name, removed, err, test.fails)
		}
		if after := namesIn(t, dir); !slices.Equal(after, before) {
			t.Errorf("%s: %v are left, want %v", name, after, before)
		}
	}
}

// outputWith makes an output folder with a manifest, two environments, an asset and a file.
func outputWith(t *testing.T, manifest string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range []string{"assembly-dev/t.json", "assembly-old/t.json", "asset.1/t.json", "assembly-file", "manifest.json"} {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(manifest), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}
