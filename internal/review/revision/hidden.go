package revision

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// hidden says in which way the working tree is other than what is committed, as far as git status does not show it. The review judges
// the working tree. A pipeline deploys the commit.
func (p Project) hidden(ctx context.Context) ([]string, error) {
	top, err := git(ctx, "-C", p.Dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	masked, submodules, err := p.masked(ctx, top)
	if err != nil {
		return nil, err
	}
	untracked, err := p.lines(ctx, append([]string{"ls-files", "--others", "--"}, buildInputs()...)...)
	if err != nil {
		return nil, err
	}
	var said []string
	if len(masked) > 0 {
		said = append(said, fmt.Sprintf("Git is told to overlook changes of %s, so a pipeline deploys another version than this one; "+
			"fix: git update-index --no-assume-unchanged --no-skip-worktree FILE.", few(masked)))
	}
	if len(submodules) > 0 {
		said = append(said, fmt.Sprintf("The submodule %s is not as it is committed, and a pipeline deploys the commit.", few(submodules)))
	}
	if len(untracked) > 0 {
		said = append(said, fmt.Sprintf("Git does not track %s, and the build may use it. A pipeline does not have it; "+
			"fix: git add --force FILE, or remove it.", few(untracked)))
	}
	return said, nil
}

// buildInputs are the patterns of files that can change a build without being named anywhere.
func buildInputs() []string {
	return []string{
		"*.go", "*.s", "*.syso", "*.rego", "go.work", "go.mod", "go.sum", "cdk.json", "vendor/*",
		":(exclude)*_test.go", ":(exclude,glob)**/testdata/**", ":(exclude)node_modules", ":(exclude)build", ":(exclude)cdk.out",
	}
}

// masked lists the files whose changes git overlooks and that differ, and the submodules that are not at the commit they should be at. A
// file that a sparse checkout leaves out does not differ.
func (p Project) masked(ctx context.Context, top string) (masked, submodules []string, err error) {
	entries, err := p.lines(ctx, "ls-files", "-v", "--stage", "--full-name")
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries { // S 100644 ID 0, a tab, and the path
		about, name, _ := strings.Cut(entry, "\t")
		words := strings.Fields(about)
		if len(words) != 4 {
			return nil, nil, fmt.Errorf("git ls-files printed %q", entry)
		}
		file := filepath.Join(top, filepath.FromSlash(name))
		if words[1] == "160000" {
			if !p.clean(ctx, file, words[2]) {
				submodules = append(submodules, name)
			}
			continue
		}
		if words[0] == "H" {
			continue
		}
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) && words[0] == "S" {
			continue
		}
		same, err := isBlob(file, words[2])
		if err != nil {
			return nil, nil, err
		}
		if !same {
			masked = append(masked, name)
		}
	}
	return masked, submodules, nil
}

// clean reports whether a submodule is at a commit and without changes. One that is not checked out is.
func (p Project) clean(ctx context.Context, dir, commit string) bool {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		return true
	}
	at, err := git(ctx, "-C", dir, "rev-parse", "HEAD")
	if err != nil || at != commit {
		return false
	}
	changed, err := git(ctx, "--no-optional-locks", "-C", dir, "status", "--porcelain")
	return err == nil && changed == ""
}

// lines is what a git command in the project's folder prints, by name.
func (p Project) lines(ctx context.Context, args ...string) ([]string, error) {
	out, err := git(ctx, append([]string{"-C", p.Dir, args[0], "-z"}, args[1:]...)...)
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return slices.DeleteFunc(strings.Split(out, "\x00"), func(line string) bool { return line == "" }), nil
}

// few is the first names of a list.
func few(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// owned refuses a cache or a node_modules that the repository has. A change could bring a base, or an engine, that hides what it does.
func (p Project) owned(ctx context.Context) error {
	for _, folder := range []string{p.Cache, p.NodeModules} {
		within, err := filepath.Rel(p.Dir, folder)
		if err != nil || !filepath.IsLocal(within) {
			continue // not in the working tree
		}
		tracked, err := p.lines(ctx, "ls-files", "--", within)
		if err != nil {
			return err
		}
		if len(tracked) > 0 {
			return fmt.Errorf("%s is in the repository (%s), so a change could bring what judges it; fix: git rm -r --cached %s",
				within, few(tracked), within)
		}
	}
	return nil
}
