package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// firstHourCommand asks AWS what only a real account can answer, and fails if an answer differs from the expected one.
func firstHourCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:     "first-hour --env ENVIRONMENT",
		Short:   "run the read-only checks of docs/first-hour.md on a deployed environment",
		Example: "kasha first-hour --env dev",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.FirstHour() })
}
