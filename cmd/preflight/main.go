// Command preflight says whether a rollout by hand may start, and prints the cdk command that it is. It is a program of its
// own because it links the AWS SDK, which the commands of cmd/kasha do without.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"kasha/internal/preflight"
	"kasha/lib/config"
)

func main() {
	if err := checkFirst(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// checkFirst says whether a rollout by hand may start, and then prints the cdk command that is it. Everything for people
// goes to standard error: the Makefile runs what it reads from standard output.
func checkFirst(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("preflight", flag.ContinueOnError)
	name := flags.String("env", "", "the environment")
	what := flags.String("for", string(preflight.Deploy), "what is to start: deploy, diff, bootstrap or destroy")
	if err := flags.Parse(args); err != nil {
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
	consent := preflight.Consent{Confirm: os.Getenv("CONFIRM"), Terminal: terminal(), Question: os.Stderr}
	if purpose == preflight.Destroy {
		if err := preflight.MayDelete(env, consent); err != nil {
			return err
		}
	}
	clearance, err := preflight.Check(context.Background(), kasha, env, purpose)
	if err != nil {
		return err
	}
	for _, note := range clearance.Notes {
		fmt.Fprintln(os.Stderr, "note:", note)
	}
	fmt.Fprintln(os.Stderr, clearance.Summary)
	if purpose == preflight.Destroy {
		if err := preflight.Ask(env, clearance.Account, consent); err != nil {
			return err
		}
	}
	fmt.Fprintln(stdout, clearance.Command)
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
