package edits

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/rotation/bundle"
)

// configuration is the file that configuration edits change: one production environment with everything that they need. It makes
// them independent of the project's own cdk.json.
const configuration = "testdata/environment.json"

// plain is the environment that no edit of the configuration changes.
const plain = "prod"

// scratch is a copy of the project that edits may change.
type scratch struct {
	root string // the project itself
	dir  string
}

func newScratch(t *testing.T) scratch {
	t.Helper()
	s := scratch{root: projectRoot(t), dir: filepath.Join(t.TempDir(), "kasha")}
	if err := copyTree(s.root, s.dir); err != nil {
		t.Fatal(err)
	}
	return s
}

// apply makes edits in the copy.
func (s scratch) apply(edits []edit) (undo func() error, err error) {
	originals := map[string]string{}
	undo = func() error {
		for file, text := range originals {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	for _, e := range edits {
		file := filepath.Join(s.dir, e.file)
		text, err := os.ReadFile(file)
		if err != nil {
			return undo, err
		}
		if !strings.Contains(string(text), e.old) {
			return undo, fmt.Errorf("%s: another edit changed its text", e.name)
		}
		if _, kept := originals[file]; !kept {
			originals[file] = string(text)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o644); err != nil {
			return undo, err
		}
	}
	return undo, nil
}

// build compiles the copy. Without symbols, linking takes half the time.
func (s scratch) build(binary string) error {
	command := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, ".")
	command.Dir = s.dir
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("does not build: %w\n%s", err, out)
	}
	return nil
}

// synthesize runs an application with the given environments and the project's feature flags.
func (s scratch) synthesize(binary, out string, environments ...string) (assembly.Assembly, error) {
	work := out + ".work"
	if err := s.writeCDK(work, environments); err != nil {
		return assembly.Assembly{}, err
	}
	command := exec.Command(binary)
	command.Dir = work
	command.Env = append(os.Environ(), "CDK_OUTDIR="+out, "CDK_VALIDATION=false",
		bundle.Variable+"="+filepath.Join(s.root, "build", "rotation"),
		"PATH="+filepath.Join(s.root, "node_modules", ".bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	if output, err := command.CombinedOutput(); err != nil {
		return assembly.Assembly{}, fmt.Errorf("does not synthesize: %w\n%s", err, output)
	}
	return assembly.Read(out)
}

func (s scratch) writeCDK(dir string, environments []string) error {
	data, err := os.ReadFile(filepath.Join(s.root, "cdk.json"))
	if err != nil {
		return err
	}
	var cdk map[string]any
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &cdk); err != nil {
		return err
	}
	list := json.RawMessage("[" + strings.Join(environments, ",") + "]")
	cdk["context"].(map[string]any)["kasha"] = map[string]any{"environments": list}
	if data, err = json.Marshal(cdk); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "cdk.json"), data, 0o644)
}

// environment is the configuration under another name. Its site has another name too, because two environments cannot share
// one.
func environment(text, name string) string {
	text = strings.Replace(text, `"name": "`+plain+`"`, `"name": "`+name+`"`, 1)
	return strings.Replace(text, `"www.`, `"`+name+`.`, 1)
}

// only is one environment's part of an assembly.
func only(a assembly.Assembly, name string) assembly.Assembly {
	return assembly.Assembly{Dir: a.Dir, Stacks: a.Stage(name)}
}

// copyTree copies the files that a build needs.
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
	dir, err := filepath.Abs(filepath.Join("..", ".."))
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
