package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// recordsCommand prints the DNS records that someone else must create.
func recordsCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:   "records --env ENVIRONMENT",
		Short: "print the DNS records that someone else must create",
		Long: "For edge.domain.certificateArn and manualRecords. It prints the records that validate the certificates, and those of the names " +
			"whose zone is in another account or with another provider.",
		Example: "kasha records --env prod",
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error { return o.Records() })
}
