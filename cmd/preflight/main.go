// Command preflight says whether a rollout by hand may start, and prints the cdk command that it is. It is a program of its
// own because it links the AWS SDK, which the commands of cmd/kasha do without.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"kasha/internal/preflight"
	"kasha/lib/config"
)

func main() {
	here := caller{confirm: os.Getenv("CONFIRM"), terminal: terminal(), command: os.Stdout, people: os.Stderr}
	if err := here.checkFirst(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// caller is who runs this program, and where it speaks to them.
type caller struct {
	confirm  string    // the environment's name, given beforehand
	terminal io.Reader // nil: nobody is there
	command  io.Writer // the Makefile runs what it reads here, so nothing else may go there
	people   io.Writer
}

// checkFirst says whether a rollout by hand may start, and then prints the cdk command that is it. It refuses what no look
// at the account could allow before it looks, and asks last, when it is known what is asked about.
func (c caller) checkFirst(args []string) error {
	flags := flag.NewFlagSet("preflight", flag.ContinueOnError)
	flags.SetOutput(c.people)
	name := flags.String("env", "", "the environment")
	what := flags.String("for", string(preflight.Deploy), "what is to start: deploy, diff, bootstrap or destroy")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	purpose, err := preflight.ParsePurpose(*what)
	if err != nil {
		return err
	}
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		return err
	}
	env, err := preflight.Find(kasha, *name, purpose)
	if err != nil {
		return err
	}
	consent := preflight.Consent{Confirm: c.confirm, Terminal: c.terminal, Question: c.people}
	if purpose == preflight.Destroy {
		if err := preflight.MayDelete(env, consent); err != nil {
			return err
		}
	}
	clearance, err := preflight.Check(context.Background(), kasha, env, purpose)
	if err != nil {
		return err
	}
	if purpose == preflight.Deploy && c.terminal == nil {
		clearance.Notes = append(clearance.Notes, preflight.Unasked(env))
	}
	for _, note := range clearance.Notes {
		fmt.Fprintln(c.people, "note:", note)
	}
	fmt.Fprintln(c.people, clearance.Summary)
	switch purpose {
	case preflight.Destroy:
		err = preflight.Ask(env, clearance.Account, consent)
	case preflight.Bootstrap:
		err = preflight.AskTrust(env, clearance, consent)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(c.command, clearance.Command)
	return nil
}

// terminal is where a person can answer; nil where nobody is: in CI, or with the input from elsewhere.
func terminal() io.Reader {
	input, err := os.Stdin.Stat()
	if err != nil || input.Mode()&os.ModeCharDevice == 0 || os.Getenv("CI") != "" {
		return nil
	}
	if null, err := os.Stat(os.DevNull); err == nil && os.SameFile(input, null) {
		return nil // a character device too
	}
	return os.Stdin
}
