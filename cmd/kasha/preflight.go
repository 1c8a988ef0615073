package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/preflight"
	"kasha/lib/config"
)

// preflightAnswer is what `kasha preflight --json` prints.
type preflightAnswer struct {
	Environment string   `json:"environment"`
	Purpose     string   `json:"purpose"`
	Ready       bool     `json:"ready"`     // there are no obstacles
	Account     string   `json:"account"`   // of the credentials; empty where there are obstacles
	Summary     string   `json:"summary"`   // what was checked
	Notes       []string `json:"notes"`     // what could not be checked, and what deserves attention
	Obstacles   []string `json:"obstacles"` // each with its fix
	Command     string   `json:"command"`   // what to run now; empty where there are obstacles
}

// preflightCommand checks whether a rollout by hand may start, and prints the cdk command to stdout. The Makefile runs what it reads
// there, so everything else goes to stderr.
func preflightCommand(c console.Console) *cobra.Command {
	p := preflightRun{console: c, confirm: os.Getenv("CONFIRM")}
	command := &cobra.Command{
		Use:   "preflight --env ENVIRONMENT --for PURPOSE",
		Short: "check the account before a deployment, and print the cdk command",
		Long: "`make deploy`, `make diff`, `make bootstrap` and `make destroy` run this, and then the command that it prints. The variable " +
			"CONFIRM=dev answers its question in advance. `make deploy ENV=qa STACKS=network,data` deploys some stacks only.",
		Example: lines("kasha preflight --env dev --for deploy", "kasha preflight --env qa --stacks network,data",
			"kasha preflight --env pipeline --for bootstrap", "kasha preflight --env dev --for deploy --json"),
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return p.check() },
	}
	oneEnvironmentFlag(command, &p.environment)
	jsonFlag(command, &p.asJSON)
	flags := command.Flags()
	flags.StringVar(&p.purpose, "for", string(preflight.Deploy), "the `purpose`: deploy, diff, bootstrap or destroy")
	flags.StringVar(&p.policies, "policies", "", "for bootstrap: the managed `policies` that deployments get, separated by commas")
	flags.StringVar(&p.stacks, "stacks", "", "for deploy and diff: only these `stacks`, separated by commas; by default all")
	_ = command.RegisterFlagCompletionFunc("for", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var purposes []string
		for _, purpose := range preflight.Purposes() {
			purposes = append(purposes, string(purpose))
		}
		return purposes, cobra.ShellCompDirectiveNoFileComp
	})
	return command
}

type preflightRun struct {
	console                        console.Console
	confirm                        string // the environment's name, as confirmation in advance; empty: none
	environment, purpose, policies string
	stacks                         string // network,data; empty: all
	asJSON                         bool
}

// check first refuses what no state of the account could allow. Then it checks the account. It asks for confirmation last, when
// it can say what is confirmed.
func (p preflightRun) check() error {
	people := p.console.Err // receives notes, questions and the summary
	purpose, err := preflight.ParsePurpose(p.purpose)
	if err != nil {
		return usage("%w", err)
	}
	kasha, err := config.ReadFile(configurationFile)
	if err != nil {
		return err
	}
	toolkit, err := preflight.ReadToolkit(configurationFile)
	if err != nil {
		return err
	}
	if p.policies != "" {
		toolkit.Policies = strings.Split(p.policies, ",")
	}
	env, err := preflight.Find(kasha, p.environment, purpose)
	if err != nil {
		return usage("%w", err)
	}
	stacks, err := preflight.ParseStacks(env, purpose, p.stacks)
	if err != nil {
		return usage("%w", err)
	}
	consent := preflight.Consent{Confirm: p.confirm, Terminal: p.console.In, Question: people}
	if purpose == preflight.Destroy {
		if err := preflight.MayDelete(env, consent); err != nil {
			return err
		}
	}
	done := p.console.Doing("asking AWS about the account of " + env.Name)
	clearance, err := preflight.Check(context.Background(), kasha, env, purpose, toolkit, stacks...)
	done()
	if err != nil {
		return p.refused(env.Name, err)
	}
	if purpose == preflight.Deploy && p.console.In == nil {
		clearance.Notes = append(clearance.Notes, preflight.NoTerminal(env, stacks))
	}
	for _, note := range clearance.Notes {
		fmt.Fprintln(people, "note:", note)
	}
	fmt.Fprintln(people, clearance.Summary)
	switch purpose {
	case preflight.Destroy:
		err = preflight.AskDeletion(env, clearance.Account, consent)
	case preflight.Bootstrap:
		err = preflight.AskTrust(env, clearance, consent)
	}
	if err != nil {
		return err
	}
	if p.asJSON {
		return p.console.Out.JSON(preflightAnswer{
			Environment: env.Name, Purpose: p.purpose, Ready: true, Account: clearance.Account, Summary: clearance.Summary,
			Notes: append([]string{}, clearance.Notes...), Obstacles: []string{}, Command: clearance.Command,
		})
	}
	fmt.Fprintln(p.console.Out, clearance.Command)
	return nil
}

// refused prints obstacles as JSON where that was asked for. The error stays one.
func (p preflightRun) refused(environment string, err error) error {
	var obstacles preflight.Obstacles
	if !p.asJSON || !errors.As(err, &obstacles) {
		return err
	}
	return errors.Join(p.console.Out.JSON(preflightAnswer{
		Environment: environment, Purpose: p.purpose, Notes: []string{}, Obstacles: obstacles.Sentences,
	}), err)
}
