package revision

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"kasha/internal/review/inherit"
)

// repository is a git repository, found from a folder in it and never from the caller's environment.
type repository struct {
	gitDir string // of the worktree: .git, or .git/worktrees/NAME
	prefix string // of the folder within the repository: empty, or kasha/
}

// asStored makes git read every object as it is stored. Otherwise `git replace` could put another commit in the place of the base.
const asStored = "--no-replace-objects"

// repository finds the repository of the project.
func (p Project) repository(ctx context.Context) (repository, error) { return repositoryOf(ctx, p.Dir) }

func repositoryOf(ctx context.Context, dir string) (repository, error) {
	found, err := git(ctx, "-C", dir, "rev-parse", "--absolute-git-dir")
	if err != nil {
		if folder, refused := inherit.Foreign(err.Error(), dir); refused {
			return repository{}, fmt.Errorf("git does not read %s, because the folder belongs to another user; "+
				"fix, if you trust what is in it: git config --global --add safe.directory %q", folder, folder)
		}
		return repository{}, fmt.Errorf("%s: not in a git repository that can be read (%w); fix: run the review in a clone of the repository",
			dir, err)
	}
	prefix, err := git(ctx, "-C", dir, "rev-parse", "--show-prefix")
	return repository{gitDir: found, prefix: prefix}, err
}

// commit is the full id of a revision. A name that stands for two things, such as a tag and a branch, is refused. Git would take the tag,
// and a tag named as the branch could hide everything from the review.
func (r repository) commit(ctx context.Context, ref string) (string, error) {
	command := r.command(ctx, "-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", "--end-of-options", ref+"^{commit}")
	var warnings bytes.Buffer
	command.Stderr = &warnings
	out, err := command.Output()
	commit := strings.TrimSpace(string(out))
	if _, notHex := hex.DecodeString(commit); err != nil || commit == "" || notHex != nil { // ^main is a range, which rev-parse prints
		return "", fmt.Errorf("no commit %q in this repository; fix: git fetch, or name another commit", ref)
	}
	if warnings.Len() > 0 {
		return "", fmt.Errorf("base %s: %w; fix: name a branch as refs/heads/%s, a tag as refs/tags/%s, or write the commit's id",
			ref, said(nil, warnings.String()), ref, ref)
	}
	return commit, nil
}

// mergeBase is the commit at which the working tree's branch left the history of a commit.
func (r repository) mergeBase(ctx context.Context, commit, ref string) (string, error) {
	base, err := r.git(ctx, "merge-base", "HEAD", commit)
	if err != nil {
		return "", fmt.Errorf("HEAD and %s have no common commit in this clone; fix: git fetch --unshallow, or leave out --merge-base", ref)
	}
	return base, nil
}

// missing counts the commits of a revision that the branch of the working tree does not have.
func (r repository) missing(ctx context.Context, commit string) (string, error) {
	n, err := r.git(ctx, "rev-list", "--count", "HEAD.."+commit)
	if err != nil {
		return "", fmt.Errorf("git cannot compare HEAD with %s: %w", commit[:12], err)
	}
	return n, nil
}

// git runs one git command on the repository and returns what it printed.
func (r repository) git(ctx context.Context, args ...string) (string, error) {
	return git(ctx, append([]string{"--git-dir=" + r.gitDir}, args...)...)
}

// command is a git command on the repository. It has no worktree, so it cannot change one.
func (r repository) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "git", append([]string{asStored, "--git-dir=" + r.gitDir}, args...)...)
	command.Env = inherit.Environment()
	return command
}

// read passes the output of a git command on while it runs.
func (r repository) read(ctx context.Context, input io.Reader, use func(output io.Reader) error, args ...string) error {
	command := r.command(ctx, args...)
	var messages bytes.Buffer
	command.Stdin, command.Stderr = input, &messages
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	used := use(output)
	_, _ = io.Copy(io.Discard, output) // otherwise a command that is not read to its end never ends
	if err := command.Wait(); err != nil {
		return fmt.Errorf("git %s: %w", args[0], said(err, messages.String()))
	}
	return used
}

func git(ctx context.Context, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", append([]string{asStored}, args...)...)
	command.Env = append(inherit.Environment(), "LC_ALL=C") // its messages are read here
	var messages bytes.Buffer
	command.Stderr = &messages
	out, err := command.Output()
	if err != nil {
		return "", said(err, messages.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// said is git's own message about a failure.
func said(err error, messages string) error {
	if first, _, _ := strings.Cut(strings.TrimSpace(messages), "\n"); first != "" {
		return errors.New(first)
	}
	return err
}
