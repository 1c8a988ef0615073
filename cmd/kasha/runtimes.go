package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/lib/offers"
)

// runtimesAnswer is what `kasha runtimes --json` prints.
type runtimesAnswer struct {
	Runtimes []runtimeAnswer `json:"runtimes"`
}

type runtimeAnswer struct {
	Name         string `json:"name"`
	EndOfSupport string `json:"endOfSupport"` // such as 2028-04-30; empty: AWS has announced none
	Source       string `json:"source"`
	Read         string `json:"read"`    // the day on which the source was read
	Warning      string `json:"warning"` // empty: nothing is due
}

// runtimesCommand lists the runtimes that the templates use, and warns of those whose support ends soon. A warning is no
// failure: a check that fails by the calendar would stop work that has nothing to do with it.
func runtimesCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "runtimes",
		Short:   "list the runtimes of functions, canary and builds, and warn of those whose support ends soon",
		Example: lines("kasha runtimes", "kasha runtimes --json"),
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			answer := describeRuntimes(offers.Runtimes(), time.Now())
			if asJSON {
				return c.Out.JSON(answer)
			}
			printRuntimes(c.Out, answer)
			return nil
		},
	}
	jsonFlag(command, &asJSON)
	return command
}

func describeRuntimes(all []offers.Runtime, today time.Time) runtimesAnswer {
	answer := runtimesAnswer{Runtimes: []runtimeAnswer{}}
	for _, runtime := range all {
		one := runtimeAnswer{
			Name: runtime.Name, Source: runtime.Source, Read: runtime.Read.Format(time.DateOnly), Warning: runtime.Warning(today),
		}
		if !runtime.EndOfSupport.IsZero() {
			one.EndOfSupport = runtime.EndOfSupport.Format(time.DateOnly)
		}
		answer.Runtimes = append(answer.Runtimes, one)
	}
	return answer
}

func printRuntimes(out console.Stream, answer runtimesAnswer) {
	var rows [][]string
	for _, runtime := range answer.Runtimes {
		until := "no end announced"
		if runtime.EndOfSupport != "" {
			until = "until " + runtime.EndOfSupport
		}
		rows = append(rows, []string{runtime.Name, until, runtime.Source, runtime.Read})
	}
	out.Table([]string{"RUNTIME", "SUPPORTED", "SOURCE", "READ ON"}, rows)
	for _, runtime := range answer.Runtimes {
		if runtime.Warning != "" {
			fmt.Fprintln(out, out.Yellow("warning:"), runtime.Warning)
		}
	}
}
