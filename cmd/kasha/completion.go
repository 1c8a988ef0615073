package main

import (
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
)

// completionCommand prints the script with which a shell completes kasha's commands, flags and environments.
func completionCommand(c console.Console) *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "print the script that completes kasha's commands in bash, zsh or fish",
		Long: "It completes commands, flags, environments, runbooks and fields. For this, kasha must be in your PATH: " +
			"`go install ./cmd/kasha` installs it into Go's folder for programs.",
		Example: lines(
			"eval \"$(kasha completion bash)\"",
			"kasha completion zsh >~/.zfunc/_kasha",
			"kasha completion fish >~/.config/fish/completions/kasha.fish",
		),
		Args:      atMost(1),
		ValidArgs: shells,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("which shell? fix: choose one of %s", strings.Join(shells, ", "))
			}
			switch root := command.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.Out, true)
			case "zsh":
				return root.GenZshCompletion(c.Out)
			case "fish":
				return root.GenFishCompletion(c.Out, true)
			}
			return usage("there is no completion for %q; fix: %s", args[0], instead(args[0], shells, "choose one of "+strings.Join(shells, ", ")))
		},
	}
}
