package revision

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// commit is the full id of a revision.
func (p Project) commit(ctx context.Context, ref string) (string, error) {
	if _, err := p.git(ctx, "rev-parse", "--git-dir"); err != nil {
		return "", fmt.Errorf("%s is not in a git repository, so there is nothing to compare with", p.Dir)
	}
	commit, err := p.git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("there is no commit %q in this repository; fetch it first (git fetch), or name another", ref)
	}
	return commit, nil
}

// worktree checks a commit out in a temporary folder. The returned folder is the project's within it.
func (p Project) worktree(ctx context.Context, commit string) (dir string, remove func(), err error) {
	prefix, err := p.git(ctx, "rev-parse", "--show-prefix")
	if err != nil {
		return "", nil, err
	}
	parent, err := os.MkdirTemp("", "kasha-review-")
	if err != nil {
		return "", nil, err
	}
	tree := filepath.Join(parent, "base")
	remove = func() {
		// Also after an interrupt, when ctx is done: a worktree left behind would block nothing but stay registered.
		_, _ = p.git(context.WithoutCancel(ctx), "worktree", "remove", "--force", tree)
		_ = os.RemoveAll(parent)
		_, _ = p.git(context.WithoutCancel(ctx), "worktree", "prune")
	}
	if said, err := p.git(ctx, "worktree", "add", "--detach", "--quiet", tree, commit); err != nil {
		remove()
		return "", nil, fmt.Errorf("git cannot check out %s: %s", commit[:12], said)
	}
	dir = filepath.Join(tree, filepath.FromSlash(prefix))
	if _, err := os.Stat(dir); err != nil {
		return dir, remove, nil // the project's folder is younger than this commit
	}
	modules, err := filepath.Abs(p.NodeModules)
	if err == nil {
		err = os.Symlink(modules, filepath.Join(dir, "node_modules"))
	}
	if err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// git runs one git command in the project's folder and returns what it printed.
func (p Project) git(ctx context.Context, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = p.Dir
	out, err := command.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}
