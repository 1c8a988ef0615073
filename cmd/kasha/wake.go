package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// wakeCommand starts the database of an environment that is off.
func wakeCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:     "wake --env ENVIRONMENT",
		Short:   "start the database if it is stopped, and wait until it is available",
		Example: "kasha wake --env dev",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.Wake() })
}
