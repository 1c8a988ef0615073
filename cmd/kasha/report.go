package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kasha/internal/bill"
	"kasha/internal/console"
	"kasha/internal/report"
)

// reportCommand writes one page about every environment: pictures, cost, outages, and everything that the templates contain.
func reportCommand(c console.Console) *cobra.Command {
	var file, usage string
	command := &cobra.Command{
		Use:   "report " + assemblyArgument,
		Short: "write a page with pictures, costs, outages and tables of every environment",
		Long: "The page is one file that loads no others. --usage names a file with the requests and traffic of one month, as in " +
			"docs/usage.json; without it, the page has only fixed costs.",
		Example:           lines("kasha report", "kasha report --usage docs/usage.json", "kasha report --out /tmp/report.html"),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			return writeReport(c, assemblyFolder(args), file, usage)
		},
	}
	command.Flags().StringVar(&file, "out", "build/report/index.html", "the `file` to write")
	command.Flags().StringVar(&usage, "usage", "", "a JSON `file` with the usage of one month")
	return command
}

func writeReport(c console.Console, dir, file, usage string) error {
	options := report.Options{From: time.Now()}
	if usage != "" {
		read, err := bill.ReadUsage(usage)
		if err != nil {
			return err
		}
		options.Usage = &read
	}
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	page, err := report.Of(a, options)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, page, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, file)
	return nil
}
