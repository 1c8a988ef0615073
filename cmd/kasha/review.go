package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/console"
	reviews "kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
	"kasha/internal/review/markdown"
	"kasha/internal/review/page"
	"kasha/internal/review/promised"
	"kasha/internal/review/revision"
	"kasha/internal/review/ruled"
	"kasha/internal/review/toolchain"
)

// reviewCommand compares two revisions, or two assemblies, and fails on a loss that is not accepted.
func reviewCommand(c console.Console) *cobra.Command {
	var r reviewRun
	command := &cobra.Command{
		Use:   "review --base-ref REVISION",
		Short: "show what a change does to deployed environments; fails on a loss",
		Long: "It compares the working tree with a revision, and writes build/review.md and the page build/review.html. " +
			"It needs no AWS account. `make review BASE=main` is the same.",
		Example: lines(
			"kasha review --base-ref main",
			"kasha review --base-ref main --merge-base",
			"kasha review --base /tmp/before/cdk.out --head cdk.out",
			"kasha review --no-base",
		),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("%q is not a flag; fix: name revisions and assemblies by --base-ref, --base and --head", args[0])
			}
			return nil
		},
		RunE: func(command *cobra.Command, _ []string) error {
			if err := r.valid(); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(command.Context(), os.Interrupt)
			defer stop()
			return r.review(ctx, c)
		},
	}
	r.flags(command)
	return command
}

// review removes the reports of an earlier review first.
func (r reviewRun) review(ctx context.Context, c console.Console) error {
	if err := r.removeReports(); err != nil {
		return err
	}
	acceptances, err := accepted.Read(r.accepted)
	if err != nil && !(errors.Is(err, os.ErrNotExist) && r.accepted == acceptedLosses) {
		return err
	}
	base, head, err := r.synthesize(ctx, c)
	if err != nil {
		return err
	}
	acceptances, stale, err := r.stale(ctx, base, acceptances)
	if err != nil {
		return errors.Join(err, head.Remove())
	}
	report, seen, err := compare(ctx, base, head, r.modules, acceptances)
	report.Refuse(stale)
	if err = errors.Join(err, head.Remove()); err != nil {
		return err
	}
	if err := r.write(report, seen); err != nil {
		return err
	}
	if r.asJSON {
		data, err := report.JSON()
		if err == nil {
			_, err = c.Out.Write(data)
		}
		return errors.Join(err, failure(report))
	}
	conclude(report, r.accepted, filepath.Join(r.out, reportForPeople), filepath.Join(r.out, reportAsPage), c.Out)
	return failure(report)
}

const (
	// acceptedLosses is the file in which losses are accepted, by name and with a reason.
	acceptedLosses = "docs/accepted-losses.json"

	reportForPeople, reportAsPage, reportForMachines = "review.md", "review.html", "review.json"
)

type reviewRun struct {
	ref, base, head, accepted, out, modules string
	mergeBase, noBase, asJSON               bool
}

func (r *reviewRun) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&r.ref, "base-ref", "", "git `revision` to compare the working tree with")
	flags.BoolVar(&r.mergeBase, "merge-base", false, "compare with the commit at which the branch left --base-ref")
	flags.BoolVar(&r.noBase, "no-base", false, "nothing is deployed yet: everything counts as new")
	flags.StringVar(&r.base, "base", "", "`assembly` to compare with, instead of a revision")
	flags.StringVar(&r.head, "head", "", "`assembly` to review, instead of the working tree")
	flags.StringVar(&r.accepted, "accepted", acceptedLosses, "the `file` of accepted losses")
	flags.StringVar(&r.out, "out", "build", "`folder` for review.md, review.html and review.json")
	flags.StringVar(&r.modules, "node-modules", "node_modules", "`folder` with CDK's diff engine")
	jsonFlag(command, &r.asJSON)
}

// valid says what is missing or contradictory.
func (r reviewRun) valid() error {
	switch {
	case r.noBase && r.ref+r.base != "":
		return usage("--no-base says that nothing is deployed, and a base is given too; fix: leave out one of them")
	case r.mergeBase && r.ref == "":
		return usage("--merge-base needs a git revision; fix: add --base-ref")
	case r.noBase, r.ref != "" && r.base+r.head == "", r.ref == "" && r.base != "" && r.head != "":
		return nil
	}
	return usage("nothing to compare; fix: make review BASE=main, or --base-ref with a git revision, " +
		"or --base and --head with two assemblies, or make review NO_BASE=1 if nothing is deployed yet")
}

// removeReports removes the reports of an earlier review, so that nobody takes them for those of a review that failed.
func (r reviewRun) removeReports() error {
	for _, file := range []string{reportForPeople, reportAsPage, reportForMachines} {
		if err := os.Remove(filepath.Join(r.out, file)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// project is the project in the working directory.
func (r reviewRun) project(c console.Console) revision.Project {
	return revision.Project{
		Dir: ".", NodeModules: r.modules, Cache: filepath.Join(r.out, "review"), Log: c.Err, Doing: c.Doing, MergeBase: r.mergeBase,
	}
}

// stale separates the acceptances that base has already.
func (r reviewRun) stale(ctx context.Context, base revision.Synthesized, all []accepted.Loss) (fresh, stale []accepted.Loss, err error) {
	if base.Commit == "" || !filepath.IsLocal(r.accepted) {
		return all, nil, nil
	}
	old, err := revision.Project{Dir: "."}.File(ctx, base.Commit, filepath.Clean(r.accepted))
	fresh, stale = accepted.Stale(all, old)
	return fresh, stale, err
}

// synthesize synthesizes the two assemblies, unless they are given.
func (r reviewRun) synthesize(ctx context.Context, c console.Console) (base, head revision.Synthesized, err error) {
	project := r.project(c)
	switch {
	case r.noBase:
		base.Name = "nothing"
	case r.ref == "":
		base = revision.Synthesized{Dir: r.base, Name: r.base}
	default:
		if base, err = project.Base(ctx, r.ref); err != nil {
			return base, head, err
		}
	}
	if r.head != "" {
		return base, revision.Synthesized{Dir: r.head, Name: r.head}, nil
	}
	head, err = project.Head(ctx)
	return base, head, err
}

// compare reads and compares two assemblies. A base without a folder is that of --no-base.
func compare(ctx context.Context, base, head revision.Synthesized, modules string, acceptances []accepted.Loss) (
	reviews.Report, page.Comparison, error,
) {
	var before assembly.Assembly
	var err error
	if base.Dir != "" {
		if before, err = assembly.Read(base.Dir); err != nil {
			return reviews.Report{}, page.Comparison{}, fmt.Errorf("base: %w", err)
		}
	}
	after, err := assembly.Read(head.Dir)
	if err != nil {
		return reviews.Report{}, page.Comparison{}, fmt.Errorf("head: %w", err)
	}
	kept, seen := make(chan [2][]reviews.Finding, 1), make(chan page.Comparison, 1)
	go func() { // beside the engine, which waits for Node.js
		broken, unjudged := promised.Broken(before, after)
		kept <- [2][]reviews.Finding{broken, unjudged}
		seen <- page.Read(before, after)
	}()
	rules, err := ruled.Compare(before, after)
	if err != nil {
		return reviews.Report{}, page.Comparison{}, err
	}
	differ := engine.New(ctx, modules)
	report, err := reviews.Compare(before, after, differ, acceptances)
	promises := <-kept
	report.Break(slices.Concat(promises[0], rules.Broken, toolchain.Unreadable(before, after)))
	report.Weakenings = append(report.Weakenings, rules.Acknowledged...)
	report.Unjudged = slices.Concat(report.Unjudged, promises[1], rules.Unjudged)
	report.Base, report.Head, report.Missing, report.Judges = base.Name, head.Name, base.Missing, base.Judges
	report.Elsewhere = head.Elsewhere
	return report, <-seen, errors.Join(err, differ.Close())
}

// write writes the reports. Each appears as a whole: another review may write the same files at the same time.
func (r reviewRun) write(report reviews.Report, seen page.Comparison) error {
	data, err := report.JSON()
	if err != nil {
		return err
	}
	written, err := seen.Write(report, r.accepted)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(r.out, reportForMachines), data); err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(r.out, reportAsPage), written); err != nil {
		return err
	}
	return replaceFile(filepath.Join(r.out, reportForPeople), []byte(markdown.Render(report, r.accepted)))
}

func replaceFile(name string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Chmod(0o644), file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
