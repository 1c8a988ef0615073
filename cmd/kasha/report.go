package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// report prints what a synthesis wrote: one line per stack, in the order of deployment.
func report(args []string, stdout io.Writer) error {
	dir := "cdk.out"
	if len(args) > 0 {
		dir = args[0]
	}
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "STACK\tACCOUNT\tREGION\tRESOURCES\tTEMPLATE")
	total := 0
	for _, stack := range a.Stacks {
		account := stack.Account
		if account == "unknown-account" {
			account = "(credentials)"
		}
		total += len(stack.Template.Resources)
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", stack.Name, account, stack.Region, len(stack.Template.Resources), stack.TemplateFile)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d stacks, %d resources, %d environments\n", len(a.Stacks), total, len(a.Stages()))
	return nil
}
