package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// restartCommand restarts the services whose password or secret is newer than their tasks.
func restartCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:     "restart --env ENVIRONMENT",
		Short:   "restart the services that hold a changed password or secret",
		Example: "kasha restart --env dev",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.Restart() })
}
