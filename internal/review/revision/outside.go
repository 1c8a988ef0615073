package revision

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"kasha/internal/review/inherit"
)

// within refuses symbolic links of the project that lead out of the commit. Through such a link, base would be built from a file as it is
// today, and a change of that file would be none. Links elsewhere in the repository are left out: a build that needs one fails.
func (p Project) within(r repository, files []listed, below string, into *os.Root) error {
	for _, file := range files {
		if file.mode != "120000" {
			continue
		}
		name := path.Join(below, file.path)
		_, err := into.Stat(name) // which follows links, and refuses to leave the folder
		switch {
		case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ELOOP):
		case below != "." || strings.HasPrefix(file.path, r.prefix):
			return fmt.Errorf("%s is a symbolic link that leads out of the repository, so this file is not part of the commit; "+
				"fix: put the file itself into the repository", name)
		default:
			fmt.Fprintf(p.Log, "%s is a symbolic link that leads out of the repository, so the base does not have it\n", name)
			if err := into.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// goFiles are the parts of go.mod and go.work that name folders.
type goFiles struct {
	Use     []struct{ DiskPath string }
	Replace []struct {
		New struct{ Path, Version string }
	}
}

// modules refuses a go.mod or go.work that names a folder outside of the repository: that folder is part of no revision. It returns the
// go.work that a build in the folder uses, or off. One above the repository is left out, because only this machine has it.
func modules(ctx context.Context, dir, prefix string) (work string, err error) {
	top := dir
	if prefix != "" {
		top = filepath.Join(dir, filepath.FromSlash(strings.Repeat("../", strings.Count(prefix, "/"))))
	}
	work = "off"
	for at := dir; ; at = filepath.Dir(at) {
		for _, file := range []string{"go.mod", "go.work"} {
			name := filepath.Join(at, file)
			if _, err := os.Stat(name); err != nil || file == "go.mod" && at != dir {
				continue
			}
			if err := inside(ctx, name, top); err != nil {
				return "", err
			}
			if file == "go.work" {
				return name, nil
			}
		}
		if at == top || at == filepath.Dir(at) {
			return work, nil
		}
	}
}

// inside asks Go which folders a go.mod or go.work names.
func inside(ctx context.Context, name, top string) error {
	kind := strings.TrimPrefix(filepath.Ext(name), ".") // mod or work
	command := exec.CommandContext(ctx, "go", kind, "edit", "-json", name)
	command.Dir, command.Env = filepath.Dir(name), inherit.Environment()
	var messages bytes.Buffer
	command.Stderr = &messages
	out, err := command.Output()
	if err != nil {
		return fmt.Errorf("has a %s that cannot be read: %w", filepath.Base(name), said(err, messages.String()))
	}
	var file goFiles
	if err := json.Unmarshal(out, &file); err != nil {
		return err
	}
	var folders []string
	for _, use := range file.Use {
		folders = append(folders, use.DiskPath)
	}
	for _, replace := range file.Replace {
		if replace.New.Version == "" {
			folders = append(folders, replace.New.Path)
		}
	}
	for _, folder := range folders {
		at := folder
		if !filepath.IsAbs(at) {
			at = filepath.Join(filepath.Dir(name), at)
		}
		if within, err := filepath.Rel(top, at); err != nil || filepath.IsAbs(folder) || !filepath.IsLocal(within) {
			return fmt.Errorf("is built from %s, which is outside of the repository (%s); "+
				"fix: name a folder of the repository, or a version", folder, filepath.Base(name))
		}
		used := filepath.Join(at, "go.mod") // a workspace obeys the replace lines of every module in it
		if _, err := os.Stat(used); err == nil && kind == "work" && used != name {
			if err := inside(ctx, used, top); err != nil {
				return err
			}
		}
	}
	return nil
}
