package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/console"
	reviews "kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/cdkfile"
	"kasha/internal/review/engine"
	"kasha/internal/review/page"
	"kasha/internal/review/promised"
	"kasha/internal/review/revision"
	"kasha/internal/review/ruled"
	"kasha/internal/review/toolchain"
)

// compare synthesizes both revisions beside each other, and compares them. Everything that needs only the base is prepared while the
// working tree is still being synthesized: its templates, its promises, and CDK's diff engine.
func (r reviewRun) compare(ctx context.Context, c console.Console, acceptances []accepted.Loss) (
	report reviews.Report, seen page.Comparison, err error,
) {
	both, fail := context.WithCancelCause(ctx) // the first failure ends the other synthesis
	defer fail(nil)
	var baseLog, headLog bytes.Buffer // printed one after the other
	base, prepared := baseRevision{differ: engine.New(ctx, r.modules)}, make(chan struct{})
	done := c.Doing("building and synthesizing " + r.revisions())
	defer done()
	go func() {
		defer close(prepared)
		if err := base.prepare(both, r, r.project(&baseLog)); err != nil {
			fail(err)
		}
	}()
	head, err := r.synthesizeHead(both, r.project(&headLog))
	if err != nil {
		fail(err)
	}
	<-prepared
	done()
	defer func() {
		if ended := base.differ.Close(); err == nil { // an interrupted engine has nothing to add to the reason
			err = ended
		}
		err = errors.Join(err, head.Remove())
	}()
	_, printed := c.Err.Write(append(baseLog.Bytes(), headLog.Bytes()...))
	switch first := context.Cause(both); {
	case ctx.Err() != nil:
		return report, seen, errors.New("interrupted")
	case first != nil || printed != nil:
		return report, seen, errors.Join(first, printed)
	}
	return base.compare(head, acceptances)
}

// revisions names what is synthesized.
func (r reviewRun) revisions() string {
	if r.ref == "" {
		return "the working tree"
	}
	return r.ref + " and the working tree"
}

// project is the project in the working directory.
func (r reviewRun) project(log io.Writer) revision.Project {
	return revision.Project{
		Dir: ".", NodeModules: r.modules, Cache: filepath.Join(r.out, "review"), Log: log, MergeBase: r.mergeBase,
	}
}

// synthesizeHead synthesizes the working tree, unless an assembly is given.
func (r reviewRun) synthesizeHead(ctx context.Context, project revision.Project) (revision.Synthesized, error) {
	if r.head != "" {
		return revision.Synthesized{Dir: r.head, Name: r.head}, nil
	}
	return project.Head(ctx)
}

// baseRevision is what is deployed, and what the comparison needs of it.
type baseRevision struct {
	revision.Synthesized
	before  assembly.Assembly
	kept    promised.Kept
	written []byte // the accepted losses that base's own file has
	beside  cdkfile.Files
	inGit   bool // base is a commit, and head is the working tree
	differ  *engine.Engine
}

// prepare synthesizes and reads the base. A base without a folder is that of --no-base.
func (b *baseRevision) prepare(ctx context.Context, r reviewRun, project revision.Project) (err error) {
	switch {
	case r.noBase:
		b.Name = "nothing"
		return nil
	case r.ref == "":
		b.Synthesized = revision.Synthesized{Dir: r.base, Name: r.base}
	default:
		if b.Synthesized, err = project.Base(ctx, r.ref); err != nil {
			return err
		}
		if b.beside, err = cdkFiles(func(name string) ([]byte, error) { return project.File(ctx, b.Commit, name) }); err != nil {
			return err
		}
		b.inGit = true
		if filepath.IsLocal(r.accepted) {
			if b.written, err = project.File(ctx, b.Commit, filepath.Clean(r.accepted)); err != nil {
				return err
			}
		}
	}
	if b.before, err = assembly.Read(b.Dir); err != nil {
		return fmt.Errorf("base: %w", err)
	}
	b.differ.Warm()
	b.kept = promised.Read(b.before)
	return nil
}

// compare reads head, and compares it with the base.
func (b *baseRevision) compare(head revision.Synthesized, acceptances []accepted.Loss) (reviews.Report, page.Comparison, error) {
	after, err := assembly.Read(head.Dir)
	if err != nil {
		return reviews.Report{}, page.Comparison{}, fmt.Errorf("head: %w", err)
	}
	promises, seen := make(chan [2][]reviews.Finding, 1), make(chan page.Comparison, 1)
	go func() { // beside the engine, which waits for Node.js
		broken, unjudged := b.kept.Broken(after)
		promises <- [2][]reviews.Finding{broken, unjudged}
		seen <- page.Read(b.before, after)
	}()
	rules, err := ruled.Compare(b.before, after)
	if err != nil {
		return reviews.Report{}, page.Comparison{}, err
	}
	fresh, stale := accepted.Stale(acceptances, b.written)
	report, err := reviews.Compare(b.before, after, b.differ, fresh)
	report.Declare(promised.Declared(after).Explain)
	kept := <-promises
	if besideErr := b.compareFiles(&report); err == nil {
		err = besideErr
	}
	report.Break(slices.Concat(kept[0], rules.Broken, toolchain.Unreadable(b.before, after)))
	report.Refuse(stale)
	report.Weakenings = append(report.Weakenings, rules.Acknowledged...)
	report.Unjudged = slices.Concat(report.Unjudged, kept[1], rules.Unjudged)
	report.Base, report.Head, report.Missing, report.Judges, report.Elsewhere = b.Name, head.Name, b.Missing, b.Judges, head.Elsewhere
	return report, <-seen, err
}

// compareFiles adds what changes in the files that the CDK's command line reads. Two assemblies come without these files.
func (b *baseRevision) compareFiles(report *reviews.Report) error {
	if !b.inGit {
		return nil
	}
	head, err := cdkFiles(func(name string) ([]byte, error) {
		data, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
		return data, err
	})
	if err != nil {
		return err
	}
	found, err := cdkfile.Compare(b.beside, head)
	report.AddBeside(found)
	return err
}

func cdkFiles(read func(string) ([]byte, error)) (files cdkfile.Files, err error) {
	if files.CDK, err = read(cdkfile.Name); err != nil {
		return files, err
	}
	files.Context, err = read(cdkfile.Context)
	return files, err
}
