package edits

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// configuration is the edits' name for testdata/kasha.json: one production environment with everything that a
// configuration can have. The project's own cdk.json may say what it likes.
const configuration = "testdata/kasha.json"

// scratch is a copy of the project that edits may change.
type scratch struct {
	root   string // the project itself
	dir    string
	config string
}

func newScratch(t *testing.T) scratch {
	t.Helper()
	s := scratch{root: projectRoot(t), dir: filepath.Join(t.TempDir(), "kasha"), config: read(t, configuration)}
	if err := copyTree(s.root, s.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(s.root, "node_modules"), filepath.Join(s.dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return s
}

// apply makes an edit in the copy and returns the configuration to synthesize it with.
func (s scratch) apply(e edit) (config string, undo func() error, err error) {
	config = s.config
	originals := map[string]string{}
	undo = func() error {
		for file, text := range originals {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	for _, change := range e.changes {
		if change.file == configuration {
			config = strings.Replace(config, change.old, change.new, 1)
			continue
		}
		file := filepath.Join(s.dir, change.file)
		text, err := os.ReadFile(file)
		if err != nil {
			return "", undo, err
		}
		if _, kept := originals[file]; !kept {
			originals[file] = string(text)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), change.old, change.new, 1)), 0o644); err != nil {
			return "", undo, err
		}
	}
	return config, undo, nil
}

// build compiles the copy as it is. Without symbols it links in half the time.
func (s scratch) build(binary string) error {
	command := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, ".")
	command.Dir = s.dir
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("does not build: %w\n%s", err, out)
	}
	return nil
}

// synthesize runs an application with a configuration and the project's feature flags.
func (s scratch) synthesize(binary, config, out string) (assembly.Assembly, error) {
	work := out + ".work"
	if err := s.writeCDK(config, work); err != nil {
		return assembly.Assembly{}, err
	}
	command := exec.Command(binary)
	command.Dir = work
	command.Env = append(os.Environ(), "CDK_OUTDIR="+out, "CDK_VALIDATION=false",
		"PATH="+filepath.Join(s.root, "node_modules", ".bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	if said, err := command.CombinedOutput(); err != nil {
		return assembly.Assembly{}, fmt.Errorf("does not synthesize: %w\n%s", err, said)
	}
	return assembly.Read(out)
}

func (s scratch) writeCDK(config, dir string) error {
	data, err := os.ReadFile(filepath.Join(s.root, "cdk.json"))
	if err != nil {
		return err
	}
	var cdk map[string]any
	if err := json.Unmarshal(data, &cdk); err != nil {
		return err
	}
	cdk["context"].(map[string]any)["kasha"] = json.RawMessage(config)
	if data, err = json.Marshal(cdk); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "cdk.json"), data, 0o644)
}

// copyTree copies what a build needs.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch relative {
			case ".git", "node_modules", "build", "cdk.out":
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, relative), 0o755)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, relative), data, 0o644)
	})
}

func projectRoot(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "cdk.json")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
