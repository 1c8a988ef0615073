// Package revision synthesizes what a review compares: a commit, in a worktree of its own outside of the tree, and the
// working tree as it is. Nothing of it needs an account; credentials in the environment are not passed on.
package revision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Project is where the two revisions come from.
type Project struct {
	Dir         string    // holds cdk.json
	NodeModules string    // shared by both revisions
	Cache       string    // keeps the assemblies of commits
	Log         io.Writer // how long things take
}

// Synthesized is one revision's assembly.
type Synthesized struct {
	Dir  string // empty: the revision has no Kasha in it
	Name string // for people
}

// Base synthesizes a commit, or takes what an earlier review synthesized from it.
func (p Project) Base(ctx context.Context, ref string) (Synthesized, error) {
	commit, err := p.commit(ctx, ref)
	if err != nil {
		return Synthesized{}, err
	}
	base := Synthesized{Name: ref + " (" + commit[:12] + ")"}
	if ref == commit {
		base.Name = commit[:12]
	}
	cached, err := p.cached(ctx, commit)
	if err != nil {
		return Synthesized{}, err
	}
	if _, err := os.Stat(filepath.Join(cached, "manifest.json")); err == nil {
		base.Dir = cached
		fmt.Fprintf(p.Log, "base  %s: synthesized before\n", base.Name)
		return base, nil
	}
	tree, remove, err := p.worktree(ctx, commit)
	if err != nil {
		return Synthesized{}, err
	}
	defer remove()
	fresh := filepath.Join(p.Cache, "new")
	switch err := p.synthesize(ctx, "base  "+base.Name, tree, fresh); {
	case errors.Is(err, errNoKasha):
		fmt.Fprintf(p.Log, "base  %s: no Kasha in it (no cdk.json with an app); everything counts as added\n", base.Name)
		return base, nil
	case err != nil:
		return Synthesized{}, fmt.Errorf("base %s %w", base.Name, err)
	}
	if err := os.Rename(fresh, cached); err != nil {
		return Synthesized{}, err
	}
	base.Dir = cached
	return base, p.forget()
}

// Head synthesizes the working tree, committed or not.
func (p Project) Head(ctx context.Context) (Synthesized, error) {
	head := Synthesized{Name: "the working tree", Dir: filepath.Join(p.Cache, "head")}
	err := p.synthesize(ctx, "head  "+head.Name, p.Dir, head.Dir)
	if errors.Is(err, errNoKasha) {
		return Synthesized{}, fmt.Errorf("no Kasha here: there is no cdk.json with an app in %s", p.Dir)
	}
	if err != nil {
		return Synthesized{}, fmt.Errorf("the working tree %w", err)
	}
	return head, nil
}

var errNoKasha = errors.New("has no Kasha in it")

// synthesize runs a revision's own build and app commands, those of its cdk.json, as the CDK's command line would. Rules
// are not checked: that is make synth's business, and takes longer than everything here.
func (p Project) synthesize(ctx context.Context, name, dir, out string) error {
	var cdk struct{ App, Build string }
	data, err := os.ReadFile(filepath.Join(dir, "cdk.json"))
	if errors.Is(err, os.ErrNotExist) {
		return errNoKasha
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &cdk); err != nil {
		return fmt.Errorf("has a cdk.json that cannot be read: %w", err)
	}
	if cdk.App == "" {
		return errNoKasha
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	started := time.Now()
	if cdk.Build != "" {
		if err := p.run(ctx, dir, out, cdk.Build); err != nil {
			return fmt.Errorf("does not build (%s):\n%w", cdk.Build, err)
		}
	}
	built := time.Now()
	if err := p.run(ctx, dir, out, cdk.App); err != nil {
		return fmt.Errorf("does not synthesize (%s):\n%w", cdk.App, err)
	}
	fmt.Fprintf(p.Log, "%s: built in %.1f s, synthesized in %.1f s\n", name, built.Sub(started).Seconds(), time.Since(built).Seconds())
	return nil
}
