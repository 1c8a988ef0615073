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
		Short:   "ask a deployed environment what docs/first-hour.md lists, read-only, and compare the answers",
		Example: "kasha first-hour --env dev",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.FirstHour() })
}
