package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/scaffold"
	"kasha/lib/config"
)

// initCommand writes a first configuration into cdk.json. What no flag answers, it asks at a terminal.
func initCommand(c console.Console) *cobra.Command {
	answers := scaffold.Answers{NoIndex: true}
	var zones string
	var overwrite bool
	command := &cobra.Command{
		Use:   "init",
		Short: "write a first configuration into cdk.json, from a few answers or flags",
		Long: "It replaces the shipped configuration, whose accounts are placeholders. " +
			"It overwrites a configuration of your own only with --overwrite. The CDK's feature flags stay as they are. " +
			"The configuration has no pipeline; docs/deployment.md describes how to add it.",
		Example: lines(
			"kasha init",
			"kasha init --account 111111111111 --region eu-central-1",
			"kasha init --account 111111111111 --production-account 333333333333 --backend-image ecr:1.0.0 --backend-port 8080",
			"kasha init --account '' --domain app.example.com --zone-name example.com --hosted-zone-id Z0123456789ABCDEFGHIJ",
		),
		Args: atMost(0),
		RunE: func(command *cobra.Command, _ []string) error {
			if err := mayOverwrite(overwrite); err != nil {
				return err
			}
			if c.In == nil && !command.Flags().Changed("account") {
				return usage("no one is at a terminal to answer; fix: kasha init --account 111111111111 --region us-east-1 (--account '' is " +
					"that of your credentials)")
			}
			if answers.Zones = firstZones(answers.Region); zones != "" {
				answers.Zones = strings.Split(zones, ",")
			}
			if c.In != nil {
				if err := newInterview(c, command, &answers).run(); err != nil {
					return err
				}
			}
			return writeConfiguration(c, answers)
		},
	}
	flags := command.Flags()
	flags.StringVar(&answers.Name, "name", "dev", "the `name` of the nonproduction environment")
	flags.StringVar(&answers.Account, "account", "", "the environment's AWS `account`, 12 digits; '' is the account of your credentials")
	flags.StringVar(&answers.ProductionAccount, "production-account", "", "the AWS `account` of production; by default no production")
	flags.StringVar(&answers.Region, "region", "us-east-1", "the AWS `region`")
	flags.StringVar(&zones, "zones", "", "two availability `zones`, separated by a comma; by default the region's a and b")
	flags.StringVar(&answers.FrontendImage, "frontend-image", "", "the frontend's `image`; by default a placeholder")
	flags.IntVar(&answers.FrontendPort, "frontend-port", 0, "the `port` on which that image listens")
	flags.StringVar(&answers.BackendImage, "backend-image", "", "the backend's `image`; by default a placeholder")
	flags.IntVar(&answers.BackendPort, "backend-port", 0, "the `port` on which that image listens")
	flags.StringVar(&answers.Domain, "domain", "", "the `host` name of the site; by default CloudFront's own")
	flags.StringVar(&answers.ZoneName, "zone-name", "", "the `name` of the domain's Route 53 hosted zone")
	flags.StringVar(&answers.HostedZoneID, "hosted-zone-id", "", "the `ID` of the domain's Route 53 hosted zone")
	flags.BoolVar(&answers.NoIndex, "noindex", true, "keep search engines away from the nonproduction environment")
	flags.BoolVar(&overwrite, "overwrite", false, "replace a configuration of your own")
	return command
}

// mayOverwrite refuses to replace a configuration that is somebody's work.
func mayOverwrite(overwrite bool) error {
	if _, err := os.Stat(configurationFile); errors.Is(err, os.ErrNotExist) {
		return usage("there is no %s; fix: run it in the project's folder, or git checkout %[1]s", configurationFile)
	}
	kasha, err := config.ReadFile(configurationFile)
	if overwrite || err == nil && scaffold.IsExample(kasha) {
		return nil
	}
	return usage("%s has a configuration of its own; fix: add --overwrite to replace it", configurationFile)
}

func writeConfiguration(c console.Console, answers scaffold.Answers) error {
	if problems := answers.Problems(); len(problems) > 0 {
		return fmt.Errorf("nothing was written.\n%w", problems)
	}
	if err := answers.Write(configurationFile); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%s has the environment %s", configurationFile, answers.Name)
	if answers.ProductionAccount != "" {
		fmt.Fprintf(c.Out, " and the environment %s", scaffold.ProductionName)
	}
	fmt.Fprintf(c.Out, ". Next: make synth, and then make bootstrap ENV=%s.\n", answers.Name)
	if answers.FrontendImage != "" {
		fmt.Fprintln(c.Out, "The default Content-Security-Policy blocks inline scripts (Next.js) and scripts from elsewhere (Stripe.js),\n"+
			"if the frontend sends no policy of its own. docs/application.md says how to change it.")
	}
	return nil
}
