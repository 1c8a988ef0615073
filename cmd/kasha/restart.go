package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// restartCommand restarts the backend if its password is newer than its tasks.
func restartCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:     "restart --env ENVIRONMENT",
		Short:   "restart the backend if its password was rotated",
		Example: "kasha restart --env dev",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.Restart() })
}
