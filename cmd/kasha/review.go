package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	reviews "kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/markdown"
	"kasha/internal/review/page"
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
	report, seen, err := r.compare(ctx, c, acceptances)
	if err != nil {
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
