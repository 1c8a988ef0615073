package main

import (
	"errors"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// firstHourAnswer is what `kasha first-hour --json` prints.
type firstHourAnswer struct {
	Environment string           `json:"environment"`
	Entries     []firstHourEntry `json:"entries"` // of docs/first-hour.md, those that apply to the environment
}

type firstHourEntry struct {
	Title    string `json:"title"`
	Answer   string `json:"answer"` // of AWS, or why there is none
	Expected string `json:"expected"`
	Right    bool   `json:"right"`
}

// firstHourCommand asks AWS what only a real account can answer, and fails if an answer differs from the expected one.
func firstHourCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := onEnvironment(c, &cobra.Command{
		Use:     "first-hour --env ENVIRONMENT",
		Short:   "run the read-only checks of docs/first-hour.md on a deployed environment",
		Example: lines("kasha first-hour --env dev", "kasha first-hour --env dev --json"),
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error {
		if !asJSON {
			_, err := o.FirstHour()
			return err
		}
		asked, err := printingTo(o, c.Err).FirstHour()
		var different operate.Differences
		if err != nil && !errors.As(err, &different) {
			return err
		}
		answer := firstHourAnswer{Environment: o.Environment.Name, Entries: []firstHourEntry{}}
		for _, each := range asked {
			answer.Entries = append(answer.Entries, firstHourEntry{each.Title, each.Says, each.Expected, each.Right})
		}
		return errors.Join(c.Out.JSON(answer), err)
	})
	jsonFlag(command, &asJSON)
	return command
}
