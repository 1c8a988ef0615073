package revision

import (
	"archive/tar"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// extract writes a commit into a temporary folder. The returned folder is the project's folder within it. It reads the objects of the
// repository and changes nothing there: no index, no worktree, no ref. Hooks do not run.
func (p Project) extract(ctx context.Context, r repository, commit string) (dir string, remove func(), err error) {
	parent, err := os.MkdirTemp("", "kasha-review-")
	if err != nil {
		return "", nil, err
	}
	removeParent := func() { _ = os.RemoveAll(parent) }
	defer func() {
		if err != nil {
			removeParent()
		}
	}()
	into, err := os.OpenRoot(parent)
	if err != nil {
		return "", nil, err
	}
	defer into.Close()
	if err := p.write(ctx, r, commit, ".", into); err != nil {
		return "", nil, fmt.Errorf("commit %s cannot be read: %w", commit[:12], err)
	}
	dir = filepath.Join(parent, filepath.FromSlash(r.prefix))
	modules, err := filepath.Abs(p.NodeModules)
	if err != nil {
		return "", nil, err
	}
	// A commit without the project's folder gets no link, and a commit with a node_modules of its own keeps it.
	err = os.Symlink(modules, filepath.Join(dir, "node_modules"))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return dir, removeParent, err
}

// write writes the files of a commit below a folder, and those of its submodules.
func (p Project) write(ctx context.Context, r repository, commit, below string, into *os.Root) error {
	files, err := r.list(ctx, commit)
	if err != nil {
		return err
	}
	written := map[string]bool{}
	// The tree instead of the commit: for a commit, git would expand the placeholders of files with the attribute export-subst.
	err = r.read(ctx, nil, func(output io.Reader) error { return untar(output, below, into, written) },
		"archive", "--format=tar", commit+"^{tree}")
	if err != nil {
		return err
	}
	for _, file := range files {
		switch {
		case file.kind == "commit":
			if err := p.writeSubmodule(ctx, r, file, below, into); err != nil {
				return err
			}
		case !written[file.path]: // git archive leaves out files with the attribute export-ignore
			if err := r.writeBlob(ctx, file, path.Join(below, file.path), into); err != nil {
				return err
			}
		}
	}
	return p.within(r, files, below, into)
}

// listed is one file of a commit. Its kind is "commit" for a submodule.
type listed struct{ mode, kind, id, path string }

// list lists the files of a commit, whatever their attributes are.
func (r repository) list(ctx context.Context, commit string) ([]listed, error) {
	var files []listed
	err := r.read(ctx, nil, func(output io.Reader) error {
		lines := bufio.NewReader(output)
		for {
			line, err := lines.ReadString(0)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			about, name, _ := strings.Cut(strings.TrimSuffix(line, "\x00"), "\t")
			words := strings.Fields(about)
			if len(words) != 3 {
				return fmt.Errorf("git ls-tree printed %q", line)
			}
			files = append(files, listed{mode: words[0], kind: words[1], id: words[2], path: name})
		}
	}, "ls-tree", "-r", "-z", "--full-tree", commit)
	return files, err
}

// untar writes an archive below a folder.
func untar(archive io.Reader, below string, into *os.Root, written map[string]bool) error {
	entries := tar.NewReader(archive)
	for {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := path.Join(below, entry.Name)
		switch entry.Typeflag {
		case tar.TypeXGlobalHeader: // the id of the commit
			continue
		case tar.TypeDir:
			err = into.MkdirAll(name, 0o755)
		case tar.TypeSymlink:
			err = writeLink(into, name, entry.Linkname)
		case tar.TypeReg:
			err = writeFile(into, name, entry.FileInfo().Mode().Perm()&0o100 != 0, entries)
		default:
			err = fmt.Errorf("%s: git archive wrote an entry of type %q", entry.Name, entry.Typeflag)
		}
		if err != nil {
			return err
		}
		written[strings.TrimSuffix(entry.Name, "/")] = true
	}
}

// writeBlob writes a file as the repository has it, without its attributes.
func (r repository) writeBlob(ctx context.Context, file listed, name string, into *os.Root) error {
	return r.read(ctx, nil, func(output io.Reader) error {
		if file.mode == "120000" {
			target, err := io.ReadAll(output)
			if err != nil {
				return err
			}
			return writeLink(into, name, string(target))
		}
		return writeFile(into, name, file.mode == "100755", output)
	}, "cat-file", "blob", file.id)
}

func writeLink(into *os.Root, name, target string) error {
	if err := into.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	return into.Symlink(target, name)
}

func writeFile(into *os.Root, name string, executable bool, content io.Reader) error {
	if err := into.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if executable {
		mode = 0o755
	}
	file, err := into.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

// writeSubmodule writes the commit of a submodule from the submodule's own clone, where the working tree has one. Where it has
// none, the folder stays empty, as it is in the working tree.
func (p Project) writeSubmodule(ctx context.Context, r repository, file listed, below string, into *os.Root) error {
	name := path.Join(below, file.path)
	if err := into.MkdirAll(name, 0o755); err != nil {
		return err
	}
	top, err := git(ctx, "-C", p.Dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	clone := filepath.Join(top, filepath.FromSlash(name))
	if _, err := os.Lstat(filepath.Join(clone, ".git")); err != nil {
		fmt.Fprintf(p.Log, "submodule %s is not checked out, so its folder is empty in the base too\n", name)
		return nil
	}
	sub, err := repositoryOf(ctx, clone)
	if err != nil {
		return err
	}
	if _, err := sub.git(ctx, "cat-file", "-e", file.id+"^{commit}"); err != nil {
		return fmt.Errorf("submodule %s: its clone does not have commit %s; fix: git -C %s fetch", name, file.id[:12], name)
	}
	return p.write(ctx, sub, file.id, name, into)
}
