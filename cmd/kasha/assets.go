package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// assetsCommand uploads a folder of static files.
func assetsCommand(c console.Console) *cobra.Command {
	command := onEnvironment(c, &cobra.Command{
		Use:     "assets FOLDER --env ENVIRONMENT",
		Short:   "upload the static files of a site to its bucket",
		Long:    "It deletes no file, so pages of the previous release still find theirs.",
		Example: "kasha assets dist --env dev",
		Args:    atMost(1),
	}, func(o operate.Operator, args []string) error {
		if len(args) == 0 {
			return usage("which folder? fix: kasha assets dist --env %s", o.Environment.Name)
		}
		return o.Assets(args[0], filepath.Join("build", "assets-"+o.Environment.Name))
	})
	command.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return command
}
