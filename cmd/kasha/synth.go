package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/console"
	"kasha/lib/config"
)

// synthCommand synthesizes every environment into cdk.out. It checks cdk.json first, as configurationCommand does.
func synthCommand(c console.Console) *cobra.Command {
	return &cobra.Command{
		Use:   "synth",
		Short: "synthesize every environment into cdk.out and list its stacks",
		Long: "It removes the folders of environments that cdk.json does not have any more. `make synth` is the same, and installs the " +
			"pinned tools first.",
		Example: "kasha synth",
		Args:    atMost(0),
		RunE: func(command *cobra.Command, _ []string) error {
			kasha, err := config.ReadFile(configurationFile)
			if err != nil {
				return invalidConfiguration{err}
			}
			ctx, stop := signal.NotifyContext(command.Context(), os.Interrupt)
			defer stop()
			if err := synthesize(ctx, c, kasha); err != nil {
				return err
			}
			removed, err := assembly.RemoveLeftovers("cdk.out")
			for _, folder := range removed {
				fmt.Fprintf(c.Err, "removed %s, of an environment that cdk.json does not have any more\n", folder)
			}
			if err != nil {
				return err
			}
			stacks, err := selectStacks("cdk.out", "")
			if err != nil {
				return err
			}
			printStacks(c.Out, describeStacks(stacks))
			return nil
		},
	}
}

// synthesize runs the CDK command line in the environment of scripts/shell, which knows the pinned tools. What it prints is kept until
// its end, because the line that counts the seconds would cross it.
func synthesize(ctx context.Context, c console.Console, kasha config.Kasha) error {
	var names []string
	for _, environment := range kasha.Environments {
		names = append(names, environment.Name)
	}
	if kasha.Pipeline != nil {
		names = append(names, "the pipeline")
	}
	what := "synthesizing " + strings.Join(names, ", ")
	if _, err := os.Stat("build/kasha-app"); err != nil {
		what = "building the application, which takes minutes the first time, and " + what
	}
	done := c.Doing(what)
	defer done()
	command := exec.CommandContext(ctx, "scripts/shell", "-c", "exec cdk synth --quiet")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.Env = os.Environ()
	if c.Err.Colour {
		command.Env = append(command.Env, "FORCE_COLOR=1")
	}
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	err := command.Run()
	done()
	_, _ = c.Err.Write(relevant(output.Bytes(), err != nil))
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted")
	case err != nil:
		return fmt.Errorf("cdk synth failed (%w); fix: see its message above, or run kasha doctor", err)
	}
	return nil
}
