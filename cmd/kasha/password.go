package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// passwordCommand sets the password of a closed site.
func passwordCommand(c console.Console) *cobra.Command {
	return onEnvironment(c, &cobra.Command{
		Use:   "password --env ENVIRONMENT",
		Short: "set the password of a site that edge.access closes",
		Long: "It asks for the password, or reads it from the first line of standard input, and stores a salted hash beside CloudFront. " +
			"Until then, a site with edge.access.password lets nobody in.",
		Example: lines("kasha password --env dev", "openssl rand -base64 18 | tee /dev/stderr | kasha password --env dev"),
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error {
		password, err := c.Secret("New password of " + o.Environment.Name)
		if err != nil {
			return err
		}
		return o.SetPassword(password, filepath.Join("build", "password-"+o.Environment.Name+".json"))
	})
}
