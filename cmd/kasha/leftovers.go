package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// leftoversCommand lists what a deleted environment left behind, and removes it with --confirm.
func leftoversCommand(c console.Console) *cobra.Command {
	var confirm string
	command := onEnvironment(c, &cobra.Command{
		Use:     "leftovers --env ENVIRONMENT",
		Short:   "list what a deleted environment left behind; with --confirm, remove it",
		Example: lines("kasha leftovers --env dev", "kasha leftovers --env dev --confirm dev"),
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error {
		return o.Leftovers(confirm, filepath.Join("build", "leftovers"))
	})
	command.Flags().StringVar(&confirm, "confirm", "", "the `environment`'s name again, to remove what is left")
	return command
}
