package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/internal/policy"
)

// sensitivePermissions prints who may do which sensitive action on what, one block for each statement that grants any.
func sensitivePermissions(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("permissions", flag.ContinueOnError)
	flags.SetOutput(stdout)
	environment := flags.String("env", "", "one environment; otherwise all")
	action := flags.String("action", "*", "only this action, such as kms:Decrypt or s3:*")
	role := flags.String("role", "", "only roles and services with this in their name")
	check := flags.Bool("check", false, "hold the environment against the list of sensitive permissions")
	dir, err := parseWithAssembly(flags, args)
	if err != nil {
		return unlessHelp(err)
	}
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	names := a.Stages()
	for _, stack := range a.Stacks {
		if stack.Stage == "" { // the pipeline's; its roles deploy everything
			names = append(names, stack.Name)
		}
	}
	return eachOf(a, dir, names, *environment, func(name string, stacks []assembly.Stack) error {
		model, err := permissions.Build(stacks)
		if err != nil {
			return err
		}
		if *check {
			return printViolations(stdout, name, model.Check())
		}
		fmt.Fprintf(stdout, "## %s\n\n", name)
		printGrants(stdout, model.Grants(), *action, *role)
		for _, unknown := range model.NotModelled() {
			fmt.Fprintf(stdout, "not modelled: %s\n", unknown)
		}
		return nil
	})
}

// printGrants joins the actions that one statement grants on one thing.
func printGrants(stdout io.Writer, grants []permissions.Grant, action, role string) {
	last := ""
	for _, g := range grants {
		if !policy.Match(strings.ToLower(action), strings.ToLower(g.Action)) || !strings.Contains(strings.ToLower(g.Who), strings.ToLower(role)) {
			continue
		}
		block := fmt.Sprintf("%s on %s\n  by %s: %s\n", g.Who, g.On, g.By, g.Statement)
		if block != last {
			if last != "" {
				fmt.Fprintln(stdout)
			}
			fmt.Fprint(stdout, block)
			last = block
		}
		fmt.Fprintf(stdout, "    %s\n", g.Action)
	}
	if last == "" {
		fmt.Fprintln(stdout, "nobody")
	}
	fmt.Fprintln(stdout)
}
