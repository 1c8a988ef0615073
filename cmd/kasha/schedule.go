package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/schedule"
)

// offHours prints when an environment is switched off and on, as its templates say.
func offHours(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("schedule", flag.ContinueOnError)
	flags.SetOutput(stdout)
	environment := flags.String("env", "", "the environment")
	first := flags.String("from", time.Now().Format(time.DateOnly), "the first day")
	days := flags.Int("days", 7, "how many days, at most 400")
	dir := "cdk.out"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		dir, args = args[0], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		dir = flags.Arg(0)
	}
	from, err := time.Parse(time.DateOnly, *first)
	if err != nil || *days < 1 || *days > 400 {
		return errors.New("--from wants a day such as 2026-10-22, and --days a number from 1 to 400")
	}
	a, err := assembly.Read(dir)
	if err != nil {
		return err
	}
	if !slices.Contains(a.Stages(), *environment) {
		return fmt.Errorf("--env wants one of %s", strings.Join(a.Stages(), ", "))
	}
	found, err := schedule.Read(a.Stage(*environment))
	switch {
	case errors.Is(err, schedule.ErrNone):
		_, err = fmt.Fprintf(stdout, "%s: %v\n", *environment, err)
		return err
	case err != nil:
		return fmt.Errorf("%s: %w", *environment, err)
	}
	if _, err := fmt.Fprint(stdout, found.Calendar(from, *days).Markdown()); err != nil {
		return err
	}
	if heard := found.AlwaysHeard(); len(heard) > 0 {
		return fmt.Errorf("%s: not silent in off-hours: %s", *environment, strings.Join(heard, ", "))
	}
	return nil
}
