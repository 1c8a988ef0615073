package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// leftoversAnswer is what `kasha leftovers --json` prints.
type leftoversAnswer struct {
	Environment string             `json:"environment"`
	Leftovers   []leftover         `json:"leftovers"`
	Removed     bool               `json:"removed"`   // all of the leftovers, by --confirm
	Snapshots   []leftoverSnapshot `json:"snapshots"` // of the database; never removed, and listed once nothing else is left
}

type leftover struct {
	Kind   string `json:"kind"` // bucket, repository or log group
	Region string `json:"region"`
	Name   string `json:"name"`
}

type leftoverSnapshot struct {
	Name string `json:"name"`
	GiB  int    `json:"gib"`
	Key  string `json:"key"` // the ARN of the KMS key without which it is unusable
}

// leftoversCommand lists what a deleted environment left behind, and removes it with --confirm.
func leftoversCommand(c console.Console) *cobra.Command {
	var confirm string
	var asJSON bool
	command := onEnvironment(c, &cobra.Command{
		Use:   "leftovers --env ENVIRONMENT",
		Short: "list what a deleted environment left behind; with --confirm, remove it",
		Example: lines("kasha leftovers --env dev", "kasha leftovers --env dev --confirm dev",
			"kasha leftovers --env dev --json"),
		Args: atMost(0),
	}, func(o operate.Operator, _ []string) error {
		folder := filepath.Join("build", "leftovers")
		if !asJSON {
			_, err := o.Leftovers(confirm, folder)
			return err
		}
		left, err := printingTo(o, c.Err).Leftovers(confirm, folder)
		if err != nil {
			return err
		}
		return c.Out.JSON(leftoversAnswerOf(o.Environment.Name, left))
	})
	command.Flags().StringVar(&confirm, "confirm", "", "the `environment`'s name again, to remove what is left")
	jsonFlag(command, &asJSON)
	return command
}

func leftoversAnswerOf(environment string, left operate.Left) leftoversAnswer {
	answer := leftoversAnswer{Environment: environment, Leftovers: []leftover{}, Removed: left.Removed, Snapshots: []leftoverSnapshot{}}
	for _, each := range left.Things {
		answer.Leftovers = append(answer.Leftovers, leftover{string(each.Kind), each.Region, each.Name})
	}
	for _, each := range left.Snapshots {
		answer.Snapshots = append(answer.Snapshots, leftoverSnapshot{each.DBSnapshotIdentifier, each.AllocatedStorage, each.KmsKeyId})
	}
	return answer
}
