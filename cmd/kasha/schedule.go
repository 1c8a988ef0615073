package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/schedule"
)

// offHours prints when an environment is switched off and on, as its templates say.
func offHours(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("schedule", flag.ContinueOnError)
	flags.SetOutput(stdout)
	environment := flags.String("env", "", "one environment; otherwise all")
	first := flags.String("from", time.Now().Format(time.DateOnly), "the first day")
	days := flags.Int("days", 7, "how many days, at most 400")
	dir, err := parseWithAssembly(flags, args)
	if err != nil {
		return err
	}
	from, err := time.Parse(time.DateOnly, *first)
	if err != nil || *days < 1 || *days > 400 {
		return errors.New("--from wants a day such as 2026-10-22, and --days a number from 1 to 400")
	}
	return eachStage(dir, *environment, func(name string, stacks []assembly.Stack) error {
		found, err := schedule.Read(stacks)
		switch {
		case errors.Is(err, schedule.ErrNone):
			_, err = fmt.Fprintf(stdout, "%s: %v\n", name, err)
			return err
		case err != nil:
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := fmt.Fprintf(stdout, "## %s\n\n%s\n", name, found.Calendar(from, *days).Markdown()); err != nil {
			return err
		}
		if heard := found.AlwaysHeard(); len(heard) > 0 {
			return fmt.Errorf("%s: not silent in off-hours: %s", name, strings.Join(heard, ", "))
		}
		return nil
	})
}
