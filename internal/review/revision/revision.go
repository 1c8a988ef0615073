// Package revision synthesizes the two revisions that a review compares: a commit, in a temporary folder, and the working tree as it
// is. It takes a Project and returns the folders of two assemblies. It needs no AWS account and does not pass on credentials.
// Assemblies of commits are cached. Several reviews may run at the same time.
//
// It leaves the caller's repository alone: commits are read with git archive, which touches no index, worktree or ref and runs no hook.
// Package inherit removes the variables that git exports to hooks, so a review in a hook gives the same result as one by hand.
//
// What it does not understand: a commit whose cdk.json is missing or has no app is an error. So is any other failure, such as a failed
// build. A submodule that is not checked out in the working tree is empty in the commit's copy, too.
package revision

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"kasha/internal/review/ruled"
)

// Project is where the two revisions come from.
type Project struct {
	Dir         string    // with cdk.json
	NodeModules string    // shared by both revisions
	Cache       string    // for the assemblies of commits
	Log         io.Writer // for durations
	MergeBase   bool      // compare with the commit at which the branch left the named revision, instead of with its newest commit
}

// Synthesized is one revision's assembly.
type Synthesized struct {
	Dir     string
	Name    string   // for messages
	Commit  string   // its id; empty for the working tree
	Missing string   // what the working tree lacks of this revision, in a sentence; empty if it lacks nothing
	Judges  []string // files that decide what a review says, and that are others than in this revision
	// Elsewhere says why this machine, or a pipeline, would deploy something else than what was synthesized. Each is a sentence.
	Elsewhere []string
	remove    bool // the folder is not part of the cache
}

// Remove deletes an assembly that is not cached.
func (s Synthesized) Remove() error {
	if !s.remove {
		return nil
	}
	return os.RemoveAll(s.Dir)
}

// Base synthesizes a commit, unless an earlier review has done so.
func (p Project) Base(ctx context.Context, ref string) (Synthesized, error) {
	r, err := p.repository(ctx)
	if err != nil {
		return Synthesized{}, err
	}
	if err := p.owned(ctx); err != nil {
		return Synthesized{}, err
	}
	base, commit, err := p.named(ctx, r, ref)
	if err != nil {
		return base, err
	}
	base.Commit = commit
	if base.Judges, err = p.judges(ctx, r, commit); err != nil {
		return Synthesized{}, err
	}
	cached, err := p.cached(ctx, r, commit)
	if err != nil {
		return Synthesized{}, err
	}
	base.Dir = cached
	if p.use(cached) {
		fmt.Fprintf(p.Log, "base  %s: synthesized before\n", base.Name)
		return base, nil
	}
	tree, remove, err := p.extract(ctx, r, commit)
	if err != nil {
		return Synthesized{}, err
	}
	defer remove()
	fresh, err := p.synthesize(ctx, "base  "+base.Name, tree, r.prefix, "new-")
	if errors.Is(err, errNoKasha) {
		return Synthesized{}, fmt.Errorf("base %s does not contain Kasha (no %s with an app); fix: name a commit that does, "+
			"or say --no-base if nothing is deployed yet", base.Name, path.Join(r.prefix, "cdk.json"))
	}
	if err != nil {
		return Synthesized{}, fmt.Errorf("base %s %w", base.Name, err)
	}
	if err := p.keep(fresh, cached); err != nil {
		return Synthesized{}, errors.Join(err, os.RemoveAll(fresh))
	}
	return base, nil
}

// File reads a file of a commit, named by its path from the project's folder. A file that the commit does not have is empty.
func (p Project) File(ctx context.Context, commit, name string) ([]byte, error) {
	r, err := p.repository(ctx)
	if err != nil {
		return nil, err
	}
	files, err := r.list(ctx, commit)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if file.path == path.Join(r.prefix, filepath.ToSlash(name)) {
			var content []byte
			err = r.read(ctx, nil, func(output io.Reader) (err error) {
				content, err = io.ReadAll(output)
				return err
			}, "cat-file", "blob", file.id)
			return content, err
		}
	}
	return nil, nil
}

// named finds the commit to compare with, and says what the working tree lacks of it.
func (p Project) named(ctx context.Context, r repository, ref string) (Synthesized, string, error) {
	commit, err := r.commit(ctx, ref)
	if err != nil {
		return Synthesized{}, "", err
	}
	missing, err := r.missing(ctx, commit)
	if err != nil {
		return Synthesized{}, "", err
	}
	base := Synthesized{Name: ref + " (" + commit[:12] + ")"}
	switch {
	case missing == "0":
	case p.MergeBase:
		if commit, err = r.mergeBase(ctx, commit, ref); err != nil {
			return Synthesized{}, "", err
		}
		base.Name = "the merge base with " + ref + " (" + commit[:12] + ")"
		base.Missing = fmt.Sprintf("%s has commits that the working tree does not have (%s of them). They are not part of this review. "+
			"A deployment of the working tree would undo what they deployed.", ref, missing)
		return base, commit, nil
	default:
		base.Missing = fmt.Sprintf("%s has commits that the working tree does not have (%s of them). This review shows them "+
			"reversed: what they add counts as removed. To review the branch alone, update it (git merge %s), or compare with the merge base "+
			"(make review BASE=%s MERGE_BASE=1).", ref, missing, ref, ref)
	}
	if ref == commit {
		base.Name = commit[:12]
	}
	return base, commit, nil
}

// Head synthesizes the working tree, committed or not. Call Remove when it is no longer needed.
func (p Project) Head(ctx context.Context) (Synthesized, error) {
	head := Synthesized{Name: "the working tree", remove: true}
	r, err := p.repository(ctx)
	inRepository := err == nil // without a base, the project need not be in one
	head.Dir, err = p.synthesize(ctx, "head  "+head.Name, p.Dir, r.prefix, "head-")
	if errors.Is(err, errNoKasha) {
		return Synthesized{}, fmt.Errorf("%s: no cdk.json with an app; fix: run the review in the project's folder", p.Dir)
	}
	if err != nil {
		return Synthesized{}, fmt.Errorf("the working tree %w", err)
	}
	head.Elsewhere = p.leftOut(os.Environ())
	if inRepository {
		hidden, err := p.hidden(ctx)
		if err != nil {
			return Synthesized{}, errors.Join(err, head.Remove())
		}
		head.Elsewhere = append(head.Elsewhere, hidden...)
	}
	return head, nil
}

var errNoKasha = errors.New("does not contain Kasha")

// synthesize runs the build and app commands of a revision's own cdk.json, as the CDK's command line does, and returns the folder
// of the assembly. No other review has that folder. The application evaluates its rules too. Templates that only the rules refuse are
// returned all the same: package ruled reads beside them what the rules say.
//
// Within is the project's folder in its repository, and prefix begins the name of the returned folder.
func (p Project) synthesize(ctx context.Context, name, dir, within, prefix string) (out string, err error) {
	file := filepath.Join(dir, "cdk.json")
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return "", errNoKasha
	}
	if err != nil {
		return "", err
	}
	app, build, err := commands(data)
	if err != nil {
		return "", fmt.Errorf("has a cdk.json that cannot be read: %w", explained(file, err))
	}
	if app == "" {
		return "", errNoKasha
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	work, err := modules(ctx, absolute, within)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(p.Cache, 0o755); err != nil {
		return "", err
	}
	if out, err = os.MkdirTemp(p.Cache, prefix); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(out))
		}
	}()
	started := time.Now()
	if build != "" {
		if err := p.run(ctx, dir, out, work, build); err != nil {
			return out, fmt.Errorf("does not build (%s):\n%w", build, err)
		}
	}
	built := time.Now()
	if err := p.run(ctx, dir, out, work, app); err != nil && !ruled.Refused(out) {
		return out, fmt.Errorf("does not synthesize (%s):\n%w", app, err)
	}
	fmt.Fprintf(p.Log, "%s: built in %.1f s, synthesized in %.1f s\n", name, built.Sub(started).Seconds(), time.Since(built).Seconds())
	return out, nil
}
