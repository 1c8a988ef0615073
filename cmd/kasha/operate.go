package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
	"kasha/internal/preflight"
	"kasha/lib/config"
)

// onEnvironment makes a command work on one deployed environment, which --env names.
func onEnvironment(c console.Console, command *cobra.Command, do func(o operate.Operator, args []string) error) *cobra.Command {
	var environment string
	oneEnvironmentFlag(command, &environment)
	command.RunE = func(_ *cobra.Command, args []string) error {
		o, err := newOperator(c, environment, command.Example)
		if err != nil {
			return err
		}
		return explainCredentials(do(o, args))
	}
	return command
}

// explainCredentials replaces the error of a failed AWS command if the credentials are its cause. The AWS CLI only advises `aws configure`
// then. `make deploy` says the same as this, because both ask preflight.
func explainCredentials(err error) error {
	var failed operate.Failed
	if !errors.As(err, &failed) {
		return err
	}
	if problem := preflight.CredentialsProblem(context.Background()); problem != "" {
		return fmt.Errorf("aws %s failed. %s", failed.Command, problem)
	}
	return err
}

// printingTo makes an operator print its commands and what it finds elsewhere than on standard output, which then has JSON alone.
func printingTo(o operate.Operator, stream console.Stream) operate.Operator {
	o.Out, o.AWS.Out = stream, stream
	return o
}

// newOperator reads cdk.json and returns an operator for one of its environments. The example is of the command that needs it.
func newOperator(c console.Console, environment, example string) (operate.Operator, error) {
	if environment == "" {
		return operate.Operator{}, usage("which environment? fix: %s", firstLine(example))
	}
	kasha, err := config.ReadFile(configurationFile)
	if err != nil {
		return operate.Operator{}, err
	}
	o, err := operate.New(kasha, environment, c.Out)
	if err != nil {
		return o, usage("%w", err)
	}
	return o, nil
}
