package main

import (
	"errors"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/lib/config"
)

// configurationFile is the file in which all configuration is.
const configurationFile = "cdk.json"

// configurationAnswer is what `kasha configuration --json` prints.
type configurationAnswer struct {
	Valid    bool            `json:"valid"`
	Problems []problemAnswer `json:"problems"` // all of them
}

type problemAnswer struct {
	Path  string `json:"path"`  // such as environments[0].database.multiAz
	Where string `json:"where"` // the file, and the line if it is known
	Wrong string `json:"wrong"` // what is wrong
	Fix   string `json:"fix"`   // what to write instead
}

// configurationCommand checks cdk.json and prints nothing if it is valid. `make synth` does the same before it starts the CDK. The CDK
// would report invalid JSON without its location, and add an error of its own to each message of the application.
func configurationCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "configuration",
		Short:   "check cdk.json; prints nothing if it is valid",
		Example: lines("kasha configuration", "kasha configuration --json"),
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			err := checkConfiguration()
			if !asJSON {
				return err
			}
			answer := configurationAnswer{Valid: err == nil, Problems: []problemAnswer{}}
			var problems config.Problems
			if err != nil && !errors.As(err, &problems) {
				return err
			}
			for _, p := range problems {
				answer.Problems = append(answer.Problems, problemAnswer{Path: p.Path, Where: p.Where, Wrong: p.Wrong, Fix: p.Fix})
			}
			return errors.Join(c.Out.JSON(answer), err)
		},
	}
	jsonFlag(command, &asJSON)
	return command
}

func checkConfiguration() error {
	if _, err := config.ReadFile(configurationFile); err != nil {
		return invalidConfiguration{err}
	}
	return nil
}

type invalidConfiguration struct{ problems error }

func (e invalidConfiguration) Error() string {
	return "cdk.json has to be corrected.\n" + e.problems.Error()
}

func (e invalidConfiguration) Unwrap() error { return e.problems }
