package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"kasha/internal/assembly"
	reviews "kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
	"kasha/internal/review/markdown"
	"kasha/internal/review/revision"
)

// review compares two revisions, or two assemblies, and fails on a loss that nobody has accepted.
func review(args []string, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := parseReview(args)
	if err != nil {
		return err
	}
	acceptances, err := accepted.Read(r.accepted)
	if err != nil && !(errors.Is(err, os.ErrNotExist) && r.accepted == acceptedLosses) {
		return err
	}
	base, head, err := r.synthesize(ctx, stdout)
	if err != nil {
		return err
	}
	report, err := compare(ctx, base, head, r.modules, acceptances)
	if err != nil {
		return err
	}
	if err := r.write(report); err != nil {
		return err
	}
	return conclude(report, r.accepted, filepath.Join(r.out, "review.md"), stdout)
}

// acceptedLosses is where a loss is accepted, by name and with a reason.
const acceptedLosses = "docs/accepted-losses.json"

type reviewRun struct{ ref, base, head, accepted, out, modules string }

func parseReview(args []string) (reviewRun, error) {
	var r reviewRun
	flags := flag.NewFlagSet("kasha review", flag.ContinueOnError)
	flags.StringVar(&r.ref, "base-ref", "", "git revision to compare the working tree with")
	flags.StringVar(&r.base, "base", "", "assembly to compare, instead of a revision")
	flags.StringVar(&r.head, "head", "", "assembly to compare it with")
	flags.StringVar(&r.accepted, "accepted", acceptedLosses, "accepted losses")
	flags.StringVar(&r.out, "out", "build", "folder for review.md and review.json")
	flags.StringVar(&r.modules, "node-modules", "node_modules", "where CDK's diff engine is")
	if err := flags.Parse(args); err != nil {
		return r, err
	}
	switch {
	case flags.NArg() > 0:
		return r, fmt.Errorf("%q is too much; revisions and assemblies are named by --base-ref, --base and --head", flags.Arg(0))
	case r.ref != "" && r.base+r.head == "", r.ref == "" && r.base != "" && r.head != "":
		return r, nil
	}
	return r, errors.New("say what to compare: make review BASE=main, or --base-ref with a git revision, or --base and --head with two assemblies")
}

// synthesize makes the two assemblies, unless they are given.
func (r reviewRun) synthesize(ctx context.Context, log io.Writer) (base, head revision.Synthesized, err error) {
	if r.ref == "" {
		return revision.Synthesized{Dir: r.base, Name: r.base}, revision.Synthesized{Dir: r.head, Name: r.head}, nil
	}
	project := revision.Project{Dir: ".", NodeModules: r.modules, Cache: filepath.Join(r.out, "review"), Log: log}
	if base, err = project.Base(ctx, r.ref); err != nil {
		return base, head, err
	}
	head, err = project.Head(ctx)
	return base, head, err
}

func compare(ctx context.Context, base, head revision.Synthesized, modules string, acceptances []accepted.Loss) (reviews.Report, error) {
	var before assembly.Assembly
	var err error
	if base.Dir != "" {
		if before, err = assembly.Read(base.Dir); err != nil {
			return reviews.Report{}, fmt.Errorf("base: %w", err)
		}
	}
	after, err := assembly.Read(head.Dir)
	if err != nil {
		return reviews.Report{}, fmt.Errorf("head: %w", err)
	}
	differ := engine.New(ctx, modules)
	report, err := reviews.Compare(before, after, differ, acceptances)
	report.Base, report.Head = base.Name, head.Name
	return report, errors.Join(err, differ.Close())
}

func (r reviewRun) write(report reviews.Report) error {
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	data, err := report.JSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.out, "review.json"), data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.out, "review.md"), []byte(markdown.Render(report, r.accepted)), 0o644)
}

// conclude prints what matters and turns the verdict into the command's.
func conclude(report reviews.Report, acceptances, file string, stdout io.Writer) error {
	for _, loss := range report.Losses {
		state := "LOSS"
		if loss.Accepted != "" {
			state = "accepted loss"
		}
		name := strings.TrimSpace(loss.Stack + " " + loss.Construct)
		fmt.Fprintf(stdout, "%s: %s (%s) %s: %s\n", state, name, loss.Type, loss.Kind, loss.Because)
	}
	for _, unmatched := range report.Unmatched {
		fmt.Fprintf(stdout, "ACCEPTED, BUT DOES NOT OCCUR: %s\n", unmatched)
	}
	if len(report.Unmatched) > 0 {
		fmt.Fprintf(stdout, "Remove from %s what does not occur; most likely its change has been merged already.\n", acceptances)
	}
	fmt.Fprintf(stdout, "%s %s\n", markdown.Headline(report), "The review is in "+file+".")
	if report.Fails() {
		return errors.New(strings.TrimSuffix(markdown.Headline(report), "."))
	}
	return nil
}
