package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kasha/internal/runbook"
)

// printRunbook prints a runbook with an environment's own names, account, region and figures in its commands.
func printRunbook(args []string, stdout io.Writer) error {
	if len(args) != 2 {
		return errors.New("name an environment and a runbook: kasha runbook staging swap-in")
	}
	o, err := newOperator(args[0], stdout)
	if err != nil {
		return err
	}
	const folder = "docs/runbooks"
	name := strings.TrimSuffix(filepath.Base(args[1]), ".md")
	text, err := os.ReadFile(filepath.Join(folder, name+".md"))
	if err != nil {
		return noRunbook(folder, name)
	}
	fmt.Fprintf(stdout, "<!-- %s/%s.md for the environment %s: %s, account %s, %s -->\n\n%s", folder, name, o.env.Name, o.env.Tier, o.env.Account, o.env.Region, runbook.Printed(string(text), o.env))
	return nil
}

func noRunbook(folder, name string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		return err
	}
	var names []string
	for _, file := range files {
		if base := strings.TrimSuffix(filepath.Base(file), ".md"); base != "README" {
			names = append(names, base)
		}
	}
	return fmt.Errorf("there is no runbook %q; choose one of %s", name, strings.Join(names, ", "))
}
