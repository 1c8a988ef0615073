package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/lib/config"
)

// environmentsAnswer is what `kasha environments --json` prints.
type environmentsAnswer struct {
	Environments []environmentAnswer `json:"environments"` // in rollout order
}

type environmentAnswer struct {
	Name              string   `json:"name"`
	Tier              string   `json:"tier"`    // production or nonproduction
	Account           string   `json:"account"` // empty: that of the credentials in use
	Region            string   `json:"region"`
	AvailabilityZones []string `json:"availabilityZones"`
	Domain            string   `json:"domain"` // empty: CloudFront's own name
}

// environmentsCommand lists the environments of cdk.json, without a synthesis.
func environmentsCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "environments",
		Short:   "list the environments of cdk.json",
		Example: lines("kasha environments", "kasha environments --json"),
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			kasha, err := config.ReadFile(configurationFile)
			if err != nil {
				return invalidConfiguration{err}
			}
			answer := describeEnvironments(kasha)
			if asJSON {
				return c.Out.JSON(answer)
			}
			var rows [][]string
			for _, e := range answer.Environments {
				account := e.Account
				if account == "" {
					account = "(credentials)"
				}
				rows = append(rows, []string{e.Name, e.Tier, account, e.Region, e.Domain})
			}
			c.Out.Table([]string{"NAME", "TIER", "ACCOUNT", "REGION", "DOMAIN"}, rows)
			return nil
		},
	}
	jsonFlag(command, &asJSON)
	return command
}

func describeEnvironments(kasha config.Kasha) environmentsAnswer {
	answer := environmentsAnswer{Environments: []environmentAnswer{}}
	for _, e := range kasha.Environments {
		one := environmentAnswer{
			Name: e.Name, Tier: string(e.Tier), Account: e.Account, Region: e.Region, AvailabilityZones: e.AvailabilityZones,
		}
		if e.Edge.Domain != nil {
			one.Domain = e.Edge.Domain.Name
		}
		answer.Environments = append(answer.Environments, one)
	}
	return answer
}
