package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// shellCommand opens a shell in a task of its own, beside a service.
func shellCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:   "shell SERVICE --env ENVIRONMENT",
		Short: "open a shell in a task of its own, with a service's image, network and rights",
		Long: "The environment needs the field `shell` in cdk.json. The session is recorded, and the task is stopped when the shell ends. " +
			"The AWS CLI needs its Session Manager plugin. `make shell ENV=staging SERVICE=backend` is the same.",
		Example: "kasha shell backend --env staging",
		Args:    atMost(1),
	}, func(o operate.Operator, args []string) error {
		if len(args) == 0 {
			return usage("beside which service? fix: kasha shell backend --env %s", o.Environment.Name)
		}
		return o.OpenShell(args[0], operate.NewTerminal())
	})
}
