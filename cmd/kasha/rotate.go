package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
	"kasha/lib/names"
)

// rotateCommand changes the password in the connection secret, or in the secret that is named.
func rotateCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:   "rotate [SECRET] --env ENVIRONMENT",
		Short: "change a database password and restart the tasks that hold it",
		Long: "Without SECRET, it changes the application's password; with `admin`, the master user's; with `migrator`, the release's. " +
			"`make rotate ENV=dev` is the same.",
		Example: lines("kasha rotate --env dev", "kasha rotate admin --env dev"),
		Args:    atMost(1),
	}, func(o operate.Operator, args []string) error {
		secret := names.RotatedConnection
		if len(args) == 1 {
			secret = names.Rotated(args[0])
		}
		return o.Rotate(secret)
	})
}
