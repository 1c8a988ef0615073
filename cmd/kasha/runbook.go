package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
	"kasha/internal/runbook"
)

const runbookFolder = "docs/runbooks"

// runbookAnswer is what `kasha runbook --json` prints.
type runbookAnswer struct {
	Name        string `json:"name"`
	Environment string `json:"environment"`
	Account     string `json:"account"`
	Region      string `json:"region"`
	Markdown    string `json:"markdown"` // the runbook with the environment's own names and figures
}

// runbookCommand prints a runbook with the names, account, region and figures of one environment in its commands.
func runbookCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := onEnvironment(c, &cobra.Command{
		Use:     "runbook NAME --env ENVIRONMENT",
		Short:   "print a runbook with an environment's own names and figures",
		Example: lines("kasha runbook swap-in --env staging", "kasha runbook swap-in --env staging --json"),
		Args:    atMost(1),
	}, func(o operate.Operator, args []string) error {
		if len(args) == 0 {
			return usage("which runbook? fix: kasha runbook swap-in --env %s; docs/runbooks/README.md lists them", o.Environment.Name)
		}
		return printRunbook(c, o, args[0], asJSON)
	})
	jsonFlag(command, &asJSON)
	command.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return runbookNames(), cobra.ShellCompDirectiveNoFileComp
	}
	return command
}

func printRunbook(c console.Console, o operate.Operator, page string, asJSON bool) error {
	name := strings.TrimSuffix(filepath.Base(page), ".md")
	text, err := os.ReadFile(filepath.Join(runbookFolder, name+".md"))
	if err != nil {
		return usage("there is no runbook %q; fix: %s", name, instead(name, runbookNames(), "docs/runbooks/README.md lists them"))
	}
	env := o.Environment
	if asJSON {
		return c.Out.JSON(runbookAnswer{name, env.Name, env.Account, env.Region, runbook.Printed(string(text), env)})
	}
	_, err = fmt.Fprintf(c.Out, "<!-- %s/%s.md for the environment %s: %s, account %s, %s -->\n\n%s",
		runbookFolder, name, env.Name, env.Tier, env.Account, env.Region, runbook.Printed(string(text), env))
	return err
}

// runbookNames returns the names of all runbooks; none outside the project's folder.
func runbookNames() []string {
	files, err := filepath.Glob(filepath.Join(runbookFolder, "*.md"))
	if err != nil {
		return nil
	}
	var names []string
	for _, file := range files {
		if base := strings.TrimSuffix(filepath.Base(file), ".md"); base != "README" {
			names = append(names, base)
		}
	}
	return names
}
