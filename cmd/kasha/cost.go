package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"kasha/internal/cost"
)

// costs prints what each environment costs at rest.
func costs(args []string, stdout io.Writer) error {
	dir := "cdk.out"
	if len(args) > 0 {
		dir = args[0]
	}
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	for _, environment := range a.Stages() {
		estimate := cost.Of(a.Stage(environment))
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintf(stdout, "%s: $%.2f a month at rest (us-east-1 list prices)\n", environment, estimate.Monthly())
		for _, line := range estimate.Lines {
			fmt.Fprintf(table, "%.2f\t%d\t %s\n", line.Monthly, line.Count, line.Item)
		}
		if err := table.Flush(); err != nil {
			return err
		}
		for _, unpriced := range estimate.Unpriced {
			fmt.Fprintf(stdout, "  no price known: %s\n", unpriced)
		}
		fmt.Fprintln(stdout)
	}
	fmt.Fprintln(stdout, "Not in it: requests, traffic, logs, backups beyond the database's size, more tasks under load. docs/cost.md says what saves how much.")
	return nil
}
